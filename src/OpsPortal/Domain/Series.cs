using System.Collections.Immutable;

namespace OpsPortal.Domain;

/// <summary>The labels of a series, sorted by name; equal when they hold the same labels.</summary>
public sealed class LabelSet : IEquatable<LabelSet>
{
    private readonly ImmutableSortedDictionary<string, string> _labels;

    public LabelSet(IEnumerable<KeyValuePair<string, string>> labels)
        => _labels = labels.ToImmutableSortedDictionary(StringComparer.Ordinal, StringComparer.Ordinal);

    public static LabelSet Empty { get; } = new([]);

    /// <summary>The label's value; "" when there is no such label, as in PromQL.</summary>
    public string this[string name] => _labels.GetValueOrDefault(name, "");

    public IReadOnlyDictionary<string, string> All => _labels;

    public bool Equals(LabelSet? other) => other is not null && _labels.Count == other._labels.Count && _labels.SequenceEqual(other._labels);

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (name, value) in _labels)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }

    /// <summary>As Prometheus writes it: <c>name{a="b"}</c>.</summary>
    public override string ToString()
        => this["__name__"] + "{" + string.Join(",", _labels.Where(label => label.Key != "__name__").Select(label => $"{label.Key}=\"{label.Value}\"")) + "}";
}

/// <summary>One series at one instant.</summary>
/// <param name="At">Unix seconds, with milliseconds behind the point.</param>
public sealed record InstantSample(LabelSet Labels, double At, double Value);

/// <summary>One series over time. Missing points are left out, not null; both arrays have the same length.</summary>
/// <param name="Times">Unix seconds, rising.</param>
public sealed record Series(LabelSet Labels, double[] Times, double[] Values);
