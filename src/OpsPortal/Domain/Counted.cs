using System.Globalization;

namespace OpsPortal.Domain;

/// <summary>A number with what it counts, in words: "1 day", "1,204 days".</summary>
public static class Counted
{
    /// <param name="many">More or fewer than one of it; null for <paramref name="one"/> with an s.</param>
    public static string Of(long count, string one, string? many = null)
        => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
