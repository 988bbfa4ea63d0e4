using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>Arithmetic, comparisons and set operations between numbers and series.</summary>
internal static class BinaryOperations
{
    /// <exception cref="LogQlException">Two series of one side have the same matching labels.</exception>
    public static MetricValue Combine(BinaryExpression binary, MetricValue left, MetricValue right, int steps)
    {
        if (left.Scalar is { } a && right.Scalar is { } b)
            return MetricValue.OfNumber(Compute(binary.Operator, a, b) ?? 0);
        if (right.Scalar is { } number)
            return MetricValue.OfSeries(WithNumber(binary, left.Series, number, numberIsLeft: false));
        if (left.Scalar is { } first)
            return MetricValue.OfSeries(WithNumber(binary, right.Series, first, numberIsLeft: true));
        return MetricValue.OfSeries(binary.Operator is "and" or "or" or "unless"
            ? Sets(binary, left.Series, right.Series, steps)
            : Pairs(binary, left.Series, right.Series, steps));
    }

    private static List<MetricSeries> WithNumber(BinaryExpression binary, IReadOnlyList<MetricSeries> series, double number, bool numberIsLeft)
    {
        var result = new List<MetricSeries>(series.Count);
        foreach (var one in series)
        {
            var values = Array.ConvertAll(one.Values, value => value is not { } v ? null
                : Sample(binary, numberIsLeft ? number : v, numberIsLeft ? v : number, kept: v));
            if (Array.Exists(values, value => value is not null))
                result.Add(new MetricSeries(one.Labels, values));
        }

        return result;
    }

    private static List<MetricSeries> Pairs(
        BinaryExpression binary, IReadOnlyList<MetricSeries> left, IReadOnlyList<MetricSeries> right, int steps)
    {
        var others = Index(binary, right);
        Index(binary, left);
        var result = new List<MetricSeries>();
        foreach (var one in left)
        {
            var key = Key(binary, one.Labels);
            if (!others.TryGetValue(key, out var other))
                continue;
            var values = new double?[steps];
            for (var i = 0; i < steps; i++)
            {
                if (one.Values[i] is { } a && other.Values[i] is { } b)
                    values[i] = Sample(binary, a, b, kept: a);
            }

            if (Array.Exists(values, value => value is not null))
                result.Add(new MetricSeries(key, values));
        }

        return result;
    }

    private static List<MetricSeries> Sets(
        BinaryExpression binary, IReadOnlyList<MetricSeries> left, IReadOnlyList<MetricSeries> right, int steps)
    {
        var (kept, other) = (binary.Operator == "or" ? right : left, binary.Operator == "or" ? left : right);
        var there = new Dictionary<LogLabels, bool[]>();
        foreach (var one in other)
        {
            var key = Key(binary, one.Labels);
            if (!there.TryGetValue(key, out var steps1))
                there.Add(key, steps1 = new bool[steps]);
            for (var i = 0; i < steps; i++)
                steps1[i] |= one.Values[i] is not null;
        }

        var result = binary.Operator == "or" ? left.ToList() : [];
        foreach (var one in kept)
        {
            var match = there.GetValueOrDefault(Key(binary, one.Labels));
            var values = one.Values.Select((value, i) => (match?[i] ?? false) == (binary.Operator == "and") ? value : null).ToArray();
            if (Array.Exists(values, value => value is not null))
                result.Add(new MetricSeries(one.Labels, values));
        }

        return result;
    }

    private static Dictionary<LogLabels, MetricSeries> Index(BinaryExpression binary, IReadOnlyList<MetricSeries> series)
    {
        var index = new Dictionary<LogLabels, MetricSeries>();
        foreach (var one in series)
        {
            if (!index.TryAdd(Key(binary, one.Labels), one))
                throw new LogQlException("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
        }

        return index;
    }

    private static LogLabels Key(BinaryExpression binary, LogLabels labels)
        => binary.Matching is null ? labels : Aggregations.Group(labels, binary.Matching);

    private static double? Sample(BinaryExpression binary, double a, double b, double kept)
    {
        if (binary.Operator is not ("==" or "!=" or ">" or ">=" or "<" or "<="))
            return Compute(binary.Operator, a, b);
        var holds = Compute(binary.Operator, a, b) is 1;
        return binary.IsBool ? (holds ? 1 : 0) : holds ? kept : null;
    }

    // Loki's own rule: a division by zero is not a number, whatever is divided.
    private static double? Compute(string symbol, double a, double b) => symbol switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? double.NaN : a / b,
        "%" => b == 0 ? double.NaN : a % b,
        "^" => Math.Pow(a, b),
        "==" => a == b ? 1 : 0,
        "!=" => a != b ? 1 : 0,
        ">" => a > b ? 1 : 0,
        ">=" => a >= b ? 1 : 0,
        "<" => a < b ? 1 : 0,
        "<=" => a <= b ? 1 : 0,
        _ => null,
    };
}
