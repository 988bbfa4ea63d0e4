using System.Globalization;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// What counters counted and gauges held over a span, read from the raw samples: exactly what was scraped. Samples come in
/// pages of at most a day and about a million samples, so that memory is bounded however many series there are.
/// </summary>
public sealed class DayAmounts(PrometheusClient client)
{
    // With fewer series the samples themselves are sooner there than the answers to more questions.
    private const int ManySeries = 4;

    // A scrape every minute has its last sample well inside; only who was away longer is asked for again.
    internal static readonly TimeSpan NearBase = TimeSpan.FromHours(1);
    private static readonly TimeSpan FarBase = TimeSpan.FromDays(7);
    private static readonly TimeSpan FirstPage = TimeSpan.FromDays(1);
    private static readonly TimeSpan SmallestPage = TimeSpan.FromMinutes(10);
    private const int SamplesPerPage = 1_000_000;

    /// <summary>The exact increase of each series of a counter.</summary>
    /// <param name="selector">A plain series selector, without range.</param>
    /// <returns>Empty when no series had a sample in the span or in the week before.</returns>
    public async Task<Outcome<IReadOnlyList<SpanAmount>>> IncreaseAsync(string selector, UtcSpan span, CancellationToken cancellationToken)
    {
        var near = await NearBaseAsync(selector, span, cancellationToken);
        if (near is { IsOk: true, Warnings: [], Value.Count: >= ManySeries }
            && await new CleanIncrease(client, selector, span).TryAsync(near.Value, cancellationToken) is { } clean)
            return Outcome<IReadOnlyList<SpanAmount>>.Ok(clean, near.At);
        return (await ReadAsync(selector, [span], near, one => new CounterFold(one), cancellationToken)).Map(all => all[0]);
    }

    /// <summary>The same of several spans that start at one instant, with the samples read once. Each is what it would be alone.</summary>
    /// <param name="spans">At least one; all samples' times of each are in memory at once.</param>
    public async Task<Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>> IncreasesAsync(string selector, IReadOnlyList<UtcSpan> spans, CancellationToken cancellationToken)
        => await ReadAsync(selector, spans, await NearBaseAsync(selector, spans[0], cancellationToken), span => new CounterFold(span), cancellationToken);

    /// <summary>The time-weighted mean of each series of a gauge.</summary>
    public async Task<Outcome<IReadOnlyList<SpanAmount>>> AverageAsync(string selector, UtcSpan span, CancellationToken cancellationToken)
        => (await AveragesAsync(selector, [span], cancellationToken)).Map(all => all[0]);

    /// <summary>The same of several spans that start at one instant, with the samples read once. Each is what it would be alone.</summary>
    /// <param name="spans">At least one; all samples' times of each are in memory at once.</param>
    public async Task<Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>> AveragesAsync(string selector, IReadOnlyList<UtcSpan> spans, CancellationToken cancellationToken)
        => await ReadAsync(selector, spans, await NearBaseAsync(selector, spans[0], cancellationToken), span => new GaugeFold(span), cancellationToken);

    /// <summary>The UTC day of the first sample, not before <paramref name="notBefore"/>; null when there is none at all.</summary>
    public async Task<Outcome<DateOnly?>> FirstDayAsync(string selector, DateOnly notBefore, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Each point looks back over its own hour, so that every sample is seen once: 400 days are 9,600 points.
        var series = await client.QueryRangeAsync(
            $"group(last_over_time({selector}[1h]))", UtcSpan.StartOf(notBefore).AddHours(1), now.AddHours(1), TimeSpan.FromHours(1), cancellationToken);
        if (series is not { IsOk: true, Value: [{ Times: [var hour, ..] }] })
            return series.Map<DateOnly?>(_ => null);
        var samples = await client.RawSamplesAsync($"{selector}[1h]", DateTimeOffset.FromUnixTimeSeconds((long)hour), cancellationToken);
        return samples.Map<DateOnly?>(all => UtcSpan.DayOf(DateTimeOffset.FromUnixTimeSeconds((long)all.Min(one => one.Times[0]))));
    }

    private Task<Outcome<IReadOnlyList<InstantSample>>> NearBaseAsync(string selector, UtcSpan span, CancellationToken cancellationToken)
        => client.QueryAsync($"last_over_time({selector}[{Seconds(NearBase)}])", span.Start, cancellationToken);

    private async Task<Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>> ReadAsync(
        string selector, IReadOnlyList<UtcSpan> spans, Outcome<IReadOnlyList<InstantSample>> near, Func<UtcSpan, ISeriesFold> newFold, CancellationToken cancellationToken)
    {
        SpanReading[] readings = [.. spans.Select(span => new SpanReading(span, () => newFold(span)))];
        var whole = spans.MaxBy(span => span.End);
        if (Failure(near) is { } noBase)
            return noBase;
        foreach (var reading in readings)
            reading.TakeBase(near.Value!);
        if (await ReadPagesAsync(selector, whole, readings, cancellationToken) is { } noPages)
            return noPages;
        var withoutBase = readings.Where(reading => reading.NeedsFarBase).ToArray();
        if (withoutBase.Length > 0)
        {
            var far = await client.QueryAsync($"last_over_time({selector}[{Seconds(FarBase)}])", whole.Start, cancellationToken);
            if (Failure(far) is { } noFar)
                return noFar;
            foreach (var reading in withoutBase)
                reading.TakeBase(far.Value!);
        }
        foreach (var target in readings.SelectMany(reading => reading.Targets).Where(target => target.NeedsEvidence).ToLookup(target => target.Name))
        {
            var evidence = await client.RawSamplesAsync(target.First().EvidenceSelector(whole.Length + NearBase), whole.End, cancellationToken);
            if (Failure(evidence) is { } noEvidence)
                return noEvidence;
            foreach (var one in target)
                one.TakeEvidence(evidence.Value!);
        }
        return Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>.Ok([.. readings.Select(reading => reading.Finish())], near.At);
    }

    private async Task<Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>?> ReadPagesAsync(string selector, UtcSpan span, IReadOnlyList<SpanReading> readings, CancellationToken cancellationToken)
    {
        var page = FirstPage;
        for (var from = span.Start; from < span.End;)
        {
            var to = from + page < span.End ? from + page : span.End;
            var samples = await client.RawSamplesAsync($"{selector}[{Seconds(to - from)}]", to, cancellationToken);
            if (samples.Kind == OutcomeKind.Rejected && samples.Reason.Contains("too many samples", StringComparison.Ordinal) && page > SmallestPage)
            {
                page /= 4;
                continue;
            }
            if (Failure(samples) is { } failure)
                return failure;
            foreach (var reading in readings)
                reading.TakePage(samples.Value!);
            if (samples.Value!.Sum(series => series.Times.Length) > SamplesPerPage && page > SmallestPage)
                page /= 2;
            from = to;
        }
        return null;
    }

    /// <summary>A warning means that something is missing, and nobody knows what: not good enough for a figure that stays.</summary>
    private static Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>? Failure<T>(Outcome<T> outcome) => outcome switch
    {
        { Kind: OutcomeKind.NotConfigured } => Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>.NotConfigured(outcome.Reason, outcome.At),
        { Kind: OutcomeKind.Unavailable } => Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>.Unavailable(outcome.Reason, outcome.At),
        { Kind: OutcomeKind.Rejected } => Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>.Rejected(outcome.Reason, outcome.At),
        { Warnings: [var warning, ..] } => Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>.Unavailable("Prometheus warned that its answer is incomplete: " + warning, outcome.At),
        _ => null,
    };

    internal static string Seconds(TimeSpan span) => ((long)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture) + "s";
}
