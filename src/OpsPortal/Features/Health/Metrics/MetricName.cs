using System.Text;

namespace OpsPortal.Features.Health.Metrics;

/// <summary>Turns an instrument's name and unit into a name as Prometheus wants it: base unit in the suffix, counters end in <c>_total</c>.</summary>
internal static class MetricName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["By"] = "bytes", ["Cel"] = "celsius", ["W"] = "watts", ["J"] = "joules", ["Hz"] = "hertz",
    };

    public static string Of(string instrument, string? unit, MetricType type)
    {
        var name = Clean(instrument);
        if (UnitWord(unit) is { } word && !Has(name, word))
            name = name.EndsWith("_total", StringComparison.Ordinal) ? name[..^6] + "_" + word + "_total" : name + "_" + word;
        if (type == MetricType.Counter)
            return name.EndsWith("_total", StringComparison.Ordinal) ? name : name + "_total";
        // These endings belong to histograms: a count of threads is "threads".
        if (type == MetricType.Gauge && name.EndsWith("_count", StringComparison.Ordinal))
            return name[..^6] + "s";
        return name;
    }

    /// <summary>Letters, digits and underscores, and no digit first.</summary>
    public static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var c in name)
            clean.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        if (clean.Length == 0 || char.IsAsciiDigit(clean[0]))
            clean.Insert(0, '_');
        return clean.ToString();
    }

    // "{request}" says what is counted and is no unit; "1" is a ratio or a plain number.
    private static string? UnitWord(string? unit) => unit switch
    {
        null or "" or "1" => null,
        _ when unit.StartsWith('{') => null,
        _ => Units.GetValueOrDefault(unit) ?? Clean(unit).ToLowerInvariant(),
    };

    private static bool Has(string name, string word) => $"_{name}_".Contains($"_{word}_", StringComparison.Ordinal);
}

internal enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}
