using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>One series over the steps of a grid; null where there is no sample.</summary>
internal sealed record MetricSeries(LogLabels Labels, double?[] Values);

/// <summary>What an expression evaluates to.</summary>
/// <param name="Scalar">A plain number; then there are no series.</param>
internal sealed record MetricValue(double? Scalar, IReadOnlyList<MetricSeries> Series)
{
    public static MetricValue OfSeries(IReadOnlyList<MetricSeries> series) => new(null, series);

    public static MetricValue OfNumber(double value) => new(value, []);
}
