using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>Aggregations over series, step by step.</summary>
internal static class Aggregations
{
    public static IReadOnlyList<MetricSeries> Apply(AggregateExpression aggregate, IReadOnlyList<MetricSeries> series, int steps)
    {
        if (aggregate.Function is "sort" or "sort_desc")
            return Sorted(series, aggregate.Function == "sort_desc");
        var groups = new Dictionary<LogLabels, List<MetricSeries>>();
        foreach (var one in series)
        {
            var key = Group(one.Labels, aggregate.Grouping);
            if (!groups.TryGetValue(key, out var members))
                groups.Add(key, members = []);
            members.Add(one);
        }

        if (aggregate.Function is "topk" or "bottomk")
            return [.. groups.Values.SelectMany(members => Top(members, (int)aggregate.Parameter!, aggregate.Function == "topk", steps))];
        return [.. groups.Select(group => new MetricSeries(group.Key, Fold(aggregate.Function, group.Value, steps)))];
    }

    /// <summary>The labels that a series keeps.</summary>
    public static LogLabels Group(LogLabels labels, Grouping? grouping) => grouping switch
    {
        null => new LogLabels([]),
        { Without: true } => new LogLabels(labels.Pairs.Where(pair => !grouping.Labels.Contains(pair.Key))),
        _ => new LogLabels(labels.Pairs.Where(pair => grouping.Labels.Contains(pair.Key))),
    };

    private static double?[] Fold(string function, List<MetricSeries> members, int steps)
    {
        var result = new double?[steps];
        var values = new List<double>(members.Count);
        for (var i = 0; i < steps; i++)
        {
            values.Clear();
            foreach (var member in members)
            {
                if (member.Values[i] is { } value)
                    values.Add(value);
            }

            if (values.Count > 0)
                result[i] = One(function, values);
        }

        return result;
    }

    private static double One(string function, List<double> values)
    {
        switch (function)
        {
            case "sum": return values.Sum();
            case "count": return values.Count;
            case "min": return values.Min();
            case "max": return values.Max();
            case "avg": return values.Average();
            default:
                var mean = values.Average();
                var variance = values.Average(value => (value - mean) * (value - mean));
                return function == "stdvar" ? variance : Math.Sqrt(variance);
        }
    }

    private static IEnumerable<MetricSeries> Top(List<MetricSeries> members, int k, bool largest, int steps)
    {
        var kept = members.ConvertAll(member => new MetricSeries(member.Labels, new double?[steps]));
        for (var i = 0; i < steps; i++)
        {
            var there = Enumerable.Range(0, members.Count).Where(m => members[m].Values[i] is not null);
            var ranked = largest ? there.OrderByDescending(m => members[m].Values[i]) : there.OrderBy(m => members[m].Values[i]);
            foreach (var m in ranked.Take(k))
                kept[m].Values[i] = members[m].Values[i];
        }

        return kept.Where(member => member.Values.Any(value => value is not null));
    }

    // Sorting means something for one instant only; over a range the order is by labels, as Loki's is.
    private static IReadOnlyList<MetricSeries> Sorted(IReadOnlyList<MetricSeries> series, bool descending)
        => descending
            ? [.. series.OrderByDescending(one => one.Values[0] ?? double.NegativeInfinity)]
            : [.. series.OrderBy(one => one.Values[0] ?? double.PositiveInfinity)];
}
