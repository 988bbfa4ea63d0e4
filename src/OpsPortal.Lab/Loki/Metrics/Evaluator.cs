using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>Evaluates metric queries over all steps at once.</summary>
internal sealed class Evaluator(LineSource lines, StepGrid grid, CancellationToken cancellationToken)
{
    /// <exception cref="LogQlException">A pipeline error, or an operation between things that don't fit.</exception>
    public MetricValue Evaluate(Expression expression) => expression switch
    {
        NumberExpression number => MetricValue.OfNumber(number.Value),
        VectorExpression vector => MetricValue.OfSeries([Constant(new LogLabels([]), vector.Value)]),
        RangeExpression range => MetricValue.OfSeries(Range(range, null)),
        AggregateExpression aggregate => MetricValue.OfSeries(Aggregate(aggregate)),
        BinaryExpression binary => BinaryOperations.Combine(binary, Evaluate(binary.Left), Evaluate(binary.Right), grid.Count),
        _ => throw new LogQlException("only metric queries are evaluated here"),
    };

    private MetricSeries Constant(LogLabels labels, double value)
    {
        var values = new double?[grid.Count];
        Array.Fill(values, value);
        return new MetricSeries(labels, values);
    }

    private IReadOnlyList<MetricSeries> Aggregate(AggregateExpression aggregate)
    {
        // Sums of sums: only the labels of the grouping are needed, so lines that differ in others make no series of their own.
        var early = aggregate is { Function: "sum", Grouping: not { Without: true }, Inner: RangeExpression { Grouping: null } inner } && IsSummed(inner);
        var series = early
            ? Range((RangeExpression)aggregate.Inner, aggregate.Grouping?.Labels ?? [])
            : Evaluate(aggregate.Inner) is { Scalar: null } value
                ? value.Series
                : throw LogQlException.Meaning($"unexpected type for aggregation {aggregate.Function}: scalar");
        return Aggregations.Apply(aggregate, series, grid.Count);
    }

    private static bool IsSummed(RangeExpression range)
        => range.Function is "count_over_time" or "rate" or "bytes_over_time" or "bytes_rate" or "sum_over_time";

    private List<MetricSeries> Range(RangeExpression range, IReadOnlyList<string>? onlyLabels)
    {
        var samples = lines.Samples(range, grid.Start - range.Range - range.Offset, grid.Last - range.Offset, onlyLabels, cancellationToken);
        if (range.Function == "absent_over_time")
            return Absent(range, samples);
        var series = new List<MetricSeries>(samples.Count);
        foreach (var sampled in samples)
        {
            cancellationToken.ThrowIfCancellationRequested();
            series.Add(new MetricSeries(sampled.Labels, RangeFunctions.Over(sampled, range, grid)));
        }

        return series;
    }

    private List<MetricSeries> Absent(RangeExpression range, IReadOnlyList<SampledSeries> samples)
    {
        var present = new bool[grid.Count];
        foreach (var sampled in samples)
        {
            var counts = RangeFunctions.Over(sampled, range with { Function = "count_over_time" }, grid);
            for (var i = 0; i < present.Length; i++)
                present[i] |= counts[i] is not null;
        }

        var labels = range.Lines.Selector.Matchers.Where(m => m.Kind == MatchKind.Equal && m.Value.Length > 0).DistinctBy(m => m.Name)
            .Select(m => new KeyValuePair<string, string>(m.Name, m.Value));
        return [new MetricSeries(new LogLabels(labels), [.. present.Select(isThere => isThere ? (double?)null : 1)])];
    }
}
