using System.Globalization;
using System.Text;

namespace OpsPortal.Lab.Exposition;

public enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>All metrics of one name.</summary>
public sealed class MetricFamily
{
    private readonly List<IMetric> _members = [];

    internal MetricFamily(string name, string help, MetricKind kind, double[]? bounds = null)
    {
        (Name, Help, Kind) = (name, help, kind);
        Bounds = bounds ?? [];
        Suffixes = kind == MetricKind.Histogram ? HistogramSuffixes(Bounds) : [("", null)];
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    public IReadOnlyList<IMetric> Members => _members;

    /// <summary>Bounds of a histogram's buckets.</summary>
    internal double[] Bounds { get; }

    /// <summary>For each slot of a member: what follows the name, and the bucket's bound.</summary>
    internal (string Suffix, string? Le)[] Suffixes { get; }

    internal T Add<T>(T member)
        where T : IMetric
    {
        if (_members.Any(m => m.Labels == member.Labels))
            throw new InvalidOperationException($"{Name}{{{member.Labels}}} is there twice.");
        _members.Add(member);
        return member;
    }

    /// <summary>Label pairs as they are written, escaped as the text format wants it.</summary>
    internal static string LabelText(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(name).Append("=\"");
            foreach (var c in value)
            {
                _ = c switch
                {
                    '\\' => text.Append("\\\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append("\\n"),
                    _ => text.Append(c),
                };
            }

            text.Append('"');
        }

        return text.ToString();
    }

    private static (string Suffix, string? Le)[] HistogramSuffixes(double[] bounds) =>
    [
        .. bounds.Select(b => ("_bucket", (string?)BoundText(b))),
        ("_bucket", "+Inf"),
        ("_sum", null),
        ("_count", null),
    ];

    // As Python's client writes it ("1.0"): the watched systems are Python programs, and series of history and of
    // live scrapes are one only if the text is one.
    private static string BoundText(double bound)
    {
        var text = bound.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.') || text.Contains('E') ? text : text + ".0";
    }
}
