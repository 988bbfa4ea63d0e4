namespace OpsPortal.Domain.Costs;

/// <summary>What a price can be for.</summary>
public static class PriceUnits
{
    /// <summary>GB are 10^9 bytes.</summary>
    public static IReadOnlyList<string> All { get; } = ["hour", "second", "1000 tokens", "GB", "GB-month", "month", "kWh"];

    public static bool IsByMonth(string unit) => unit == "month" || unit.EndsWith("-month", StringComparison.Ordinal);

    public static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);
}
