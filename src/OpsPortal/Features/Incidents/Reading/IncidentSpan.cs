using System.Globalization;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary>A span of time that links of other pages name: "1780315200000-1780316100000", milliseconds since 1970 UTC.</summary>
public sealed record IncidentSpan(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>31 December 9999, the last that can be said.</summary>
    private const long Latest = 253_402_300_799_999;

    /// <returns>Null for what is no span.</returns>
    public static IncidentSpan? Parse(string? text) =>
        text?.Split('-') is [var first, var last] && Read(first) is { } from && Read(last) is { } to && from <= to ? new(from, to) : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From.ToUnixTimeMilliseconds()}-{To.ToUnixTimeMilliseconds()}");

    private static DateTimeOffset? Read(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
