using System.Collections.Frozen;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>LogQL's reserved words, as far as they are known here.</summary>
internal static class Words
{
    /// <summary>Functions over the lines of a range.</summary>
    public static readonly FrozenSet<string> RangeFunctions = FrozenSet.Create(
        "count_over_time", "rate", "bytes_over_time", "bytes_rate", "sum_over_time", "avg_over_time", "min_over_time", "max_over_time",
        "first_over_time", "last_over_time", "stddev_over_time", "stdvar_over_time", "quantile_over_time", "absent_over_time");

    /// <summary>Aggregations over series.</summary>
    public static readonly FrozenSet<string> Aggregations = FrozenSet.Create(
        "sum", "avg", "min", "max", "count", "stddev", "stdvar", "topk", "bottomk", "sort", "sort_desc");

    private static readonly FrozenSet<string> Others = FrozenSet.Create(
        "json", "logfmt", "pattern", "regexp", "line_format", "label_format", "drop", "keep", "unwrap", "decolorize",
        "by", "without", "and", "or", "unless", "on", "ignoring", "bool", "offset");

    private static readonly FrozenSet<string> Called = RangeFunctions.Concat(["vector", "bytes", "duration", "duration_seconds"]).ToFrozenSet();

    // Functions are words only where they are called, so that "rate" and "sum" can name labels.
    public static bool IsReserved(string text, ReadOnlySpan<char> rest)
    {
        if (Others.Contains(text))
            return true;
        var next = rest.TrimStart();
        if (Aggregations.Contains(text))
            return next.StartsWith("(") || next.StartsWith("by") || next.StartsWith("without");
        return Called.Contains(text) && next.StartsWith("(");
    }

    public static bool MayNameLabel(string text) => Aggregations.Contains(text) || Called.Contains(text) || Others.Contains(text);
}
