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
        return await ReadAsync(selector, span, near, () => new CounterFold(span), cancellationToken);
    }

    /// <summary>The time-weighted mean of each series of a gauge.</summary>
    public async Task<Outcome<IReadOnlyList<SpanAmount>>> AverageAsync(string selector, UtcSpan span, CancellationToken cancellationToken)
        => await ReadAsync(selector, span, await NearBaseAsync(selector, span, cancellationToken), () => new GaugeFold(span), cancellationToken);

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

    private async Task<Outcome<IReadOnlyList<SpanAmount>>> ReadAsync(
        string selector, UtcSpan span, Outcome<IReadOnlyList<InstantSample>> near, Func<ISeriesFold> newFold, CancellationToken cancellationToken)
    {
        var day = new SpanReading(span, newFold);
        if (Failure(near) is { } noBase)
            return noBase;
        day.TakeBase(near.Value!);
        if (await ReadPagesAsync(selector, day, cancellationToken) is { } noPages)
            return noPages;
        if (day.NeedsFarBase)
        {
            var far = await client.QueryAsync($"last_over_time({selector}[{Seconds(FarBase)}])", span.Start, cancellationToken);
            if (Failure(far) is { } noFar)
                return noFar;
            day.TakeBase(far.Value!);
        }
        foreach (var target in day.Targets.Where(target => target.NeedsEvidence).ToArray())
        {
            var evidence = await client.RawSamplesAsync(target.EvidenceSelector(span.Length + NearBase), span.End, cancellationToken);
            if (Failure(evidence) is { } noEvidence)
                return noEvidence;
            target.TakeEvidence(evidence.Value!);
        }
        return Outcome<IReadOnlyList<SpanAmount>>.Ok(day.Finish(), near.At);
    }

    private async Task<Outcome<IReadOnlyList<SpanAmount>>?> ReadPagesAsync(string selector, SpanReading day, CancellationToken cancellationToken)
    {
        var page = FirstPage;
        for (var from = day.Span.Start; from < day.Span.End;)
        {
            var to = from + page < day.Span.End ? from + page : day.Span.End;
            var samples = await client.RawSamplesAsync($"{selector}[{Seconds(to - from)}]", to, cancellationToken);
            if (samples.Kind == OutcomeKind.Rejected && samples.Reason.Contains("too many samples", StringComparison.Ordinal) && page > SmallestPage)
            {
                page /= 4;
                continue;
            }
            if (Failure(samples) is { } failure)
                return failure;
            day.TakePage(samples.Value!);
            if (samples.Value!.Sum(series => series.Times.Length) > SamplesPerPage && page > SmallestPage)
                page /= 2;
            from = to;
        }
        return null;
    }

    /// <summary>A warning means that something is missing, and nobody knows what: not good enough for a figure that stays.</summary>
    private static Outcome<IReadOnlyList<SpanAmount>>? Failure<T>(Outcome<T> outcome) => outcome switch
    {
        { Kind: OutcomeKind.NotConfigured } => Outcome<IReadOnlyList<SpanAmount>>.NotConfigured(outcome.Reason, outcome.At),
        { Kind: OutcomeKind.Unavailable } => Outcome<IReadOnlyList<SpanAmount>>.Unavailable(outcome.Reason, outcome.At),
        { Kind: OutcomeKind.Rejected } => Outcome<IReadOnlyList<SpanAmount>>.Rejected(outcome.Reason, outcome.At),
        { Warnings: [var warning, ..] } => Outcome<IReadOnlyList<SpanAmount>>.Unavailable("Prometheus warned that its answer is incomplete: " + warning, outcome.At),
        _ => null,
    };

    internal static string Seconds(TimeSpan span) => ((long)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture) + "s";
}
