namespace OpsPortal.Domain.Counters;

/// <summary>What was measured of one series over a span.</summary>
/// <param name="Amount">In the unit of the series: the increase of a counter, the time-weighted mean of a gauge.</param>
/// <param name="MissingMinutes">Minutes of the span without samples; 0 when <see cref="Quality.Exact"/>.</param>
/// <param name="Note">What a reader must know, in words; "" when there is nothing.</param>
public sealed record SpanAmount(LabelSet Labels, decimal Amount, Quality Quality, decimal MissingMinutes, string Note);
