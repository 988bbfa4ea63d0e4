using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// Questions of pages and charts: times are aligned, equal questions in flight are asked once, answers are kept, and on refresh
/// only the end that may have changed is asked for; so a hundred viewers of a chart cost Prometheus what one costs. Bounded by
/// points. Answers are those of asking afresh: see <see cref="StepwiseQuery"/> and <see cref="QueryCacheOptions"/>.
/// </summary>
public sealed class QueryCache
{
    /// <summary>Prometheus refuses more points a series.</summary>
    public const int MaxPoints = PromIntervals.MaxPoints;

    /// <summary>Who doesn't ask for less shares answers that are this old.</summary>
    public static readonly TimeSpan DefaultMaxAge = TimeSpan.FromSeconds(10);

    // A viewer's clock may be so far ahead: that is still "now".
    private const long ClockSkew = 60;

    private readonly PrometheusServers _servers;
    private readonly QueryCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly KeptRanges _kept;
    private readonly RecentAnswers<RangeKey, RangeAnswer> _failed;
    private readonly RecentAnswers<RangeKey, InstantAnswer> _instants;
    private readonly Flights<RangeKey, RangeAnswer> _ranges = new();
    private readonly Flights<RangeKey, InstantAnswer> _asking = new();

    public QueryCache(PrometheusServers servers, IOptions<PrometheusOptions> options, TimeProvider time)
    {
        (_servers, _options, _time) = (servers, options.Value.Cache, time);
        _kept = new KeptRanges(_options, time);
        _failed = new RecentAnswers<RangeKey, RangeAnswer>(time, 256, long.MaxValue);
        _instants = new RecentAnswers<RangeKey, InstantAnswer>(time, 2048, _options.MaxPoints / 8);
        PortalMetrics.Meter.CreateObservableGauge("opsportal_query_cache_points", () => KeptPoints, null, "Points of range queries that are kept; some 16 bytes each.");
    }

    /// <summary>Points that are held now.</summary>
    public long KeptPoints => _kept.Points;

    /// <summary>The window of rates at a step: 5 minutes at least, so that slow scrapes still have samples in it, and never less than the steps show.</summary>
    public static TimeSpan WindowFor(TimeSpan step) => TimeSpan.FromSeconds(Math.Max(300, 4 * Math.Ceiling(step.TotalSeconds)));

    /// <summary>A range of the default server.</summary>
    public Task<RangeAnswer> QueryRangeAsync(string promql, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
        => QueryRangeAsync(null, promql, start, end, step, cancellationToken);

    /// <param name="server">Its name; null is the default one.</param>
    /// <param name="step">Whole seconds; longer when the range would have more than <see cref="MaxPoints"/>.</param>
    /// <param name="maxAge">How old the newest points may be, 1 to 60 s; null is <see cref="DefaultMaxAge"/>.</param>
    /// <returns>The aligned range and its answer. Cancelling leaves a question that others wait for running.</returns>
    public Task<RangeAnswer> QueryRangeAsync(
        string? server, string promql, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken, TimeSpan? maxAge = null)
    {
        var now = _time.GetUtcNow();
        var client = _servers.For(server);
        var seconds = Math.Max((long)Math.Max(1, step.TotalSeconds), PromIntervals.LeastStepSeconds(end - start));
        var (key, notBefore) = Align(client.Name, promql, start.ToUnixTimeSeconds(), end.ToUnixTimeSeconds(), seconds, maxAge ?? DefaultMaxAge, now);
        var isStepwise = StepwiseQuery.Is(promql);
        if (_kept.Find(key, isStepwise, notBefore) is { } kept)
            return Task.FromResult(Answer(key, kept, 1));
        return _failed.Find(key) is { } failed ? Task.FromResult(failed) : _ranges.JoinAsync(key, stop => AskRangeAsync(client, key, isStepwise, stop), cancellationToken);
    }

    /// <summary>Values at one instant by the default server.</summary>
    public async Task<Outcome<IReadOnlyList<InstantSample>>> QueryAsync(string promql, DateTimeOffset at, CancellationToken cancellationToken)
        => (await QueryAsync(null, promql, at, cancellationToken)).Vector;

    /// <summary>Values at one instant; about now it is aligned downwards to <see cref="DefaultMaxAge"/>, so that all who ask share the answer.</summary>
    /// <param name="server">Its name; null is the default one.</param>
    public async Task<InstantAnswer> QueryAsync(string? server, string promql, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var client = _servers.For(server);
        var age = (long)DefaultMaxAge.TotalMilliseconds;
        var isNow = (now - at).Duration() < TimeSpan.FromSeconds(ClockSkew);
        var aligned = isNow ? at.ToUnixTimeMilliseconds() / age * age : at.ToUnixTimeMilliseconds();
        var key = new RangeKey(client.Name, promql, aligned, aligned, 0);
        if (_instants.Find(key) is { } kept)
            return kept with { CachedShare = 1 };
        return await _asking.JoinAsync(key, stop => AskInstantAsync(client, key, isNow ? age : 30_000, stop), cancellationToken);
    }

    /// <summary>
    /// The question on the grid. An end about now becomes the beginning of the current stretch of <paramref name="maxAge"/> (or
    /// of the step, if longer): within one, everybody asks the same, and what was asked in it is new enough for all.
    /// </summary>
    private static (RangeKey Key, DateTimeOffset NotBefore) Align(string server, string promql, long start, long end, long step, TimeSpan maxAge, DateTimeOffset now)
    {
        var stretch = Math.Max(Math.Clamp((long)maxAge.TotalSeconds, 1, 60), Math.Min(step, 60));
        var current = now.ToUnixTimeSeconds() / stretch * stretch;
        var last = Floor(end, step);
        var to = end > current && end <= now.ToUnixTimeSeconds() + ClockSkew ? Floor(current, step) : last;
        var from = Math.Max(0, Floor(start, step) - (last - to));
        return (new RangeKey(server, promql, Math.Min(from, to), to, step), DateTimeOffset.FromUnixTimeSeconds(current));
    }

    private async Task<RangeAnswer> AskRangeAsync(PrometheusClient client, RangeKey key, bool isStepwise, CancellationToken stop)
    {
        var begun = isStepwise ? _kept.FindBeginning(key) : null;
        var from = begun?.MissingFrom(key.Start) ?? key.Start;
        var sent = _time.GetUtcNow();
        var asked = await client.RangeAsync(key.Query, At(from), At(key.End), TimeSpan.FromSeconds(key.Step), stop);
        var share = (from - key.Start) / (double)(key.End - key.Start + key.Step);
        if (!asked.Outcome.IsOk)
        {
            var failed = new RangeAnswer(key.Start, key.End, key.Step, asked.Outcome, key.Server, asked.UpstreamMs, 0, 0);
            _failed.Put(key, failed, TimeSpan.FromSeconds(1), 1);
            return failed;
        }
        // By the server's clock, if it is behind ours: its samples come in by that one.
        var settled = Math.Min(key.End, Floor((asked.Date is { } date && date < sent ? date : sent).ToUnixTimeSeconds() - _options.FreshSeconds, key.Step));
        var kept = begun?.With(asked, from, Math.Min(key.Start, _kept.KeepFrom(key, begun)), key.End, settled)
            ?? new KeptRange(key.Start, key.End, key.Step, settled, sent, asked);
        // A warning says that something is missing; nothing of that is kept.
        if (asked.Outcome.Warnings.Count == 0)
            _kept.Put(key, kept, begun);
        return Answer(key, kept, share);
    }

    private async Task<InstantAnswer> AskInstantAsync(PrometheusClient client, RangeKey key, long keepMs, CancellationToken stop)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(key.Start);
        var asked = await client.InstantAsync(key.Query, at, stop);
        var answer = new InstantAnswer(at, asked.Outcome, key.Server, asked.UpstreamMs, Math.Max(0, asked.Samples), 0);
        var keep = TimeSpan.FromMilliseconds(asked.Outcome is { IsOk: true, Warnings: [] } ? keepMs : 1000);
        _instants.Put(key, answer, keep, asked.Outcome.Value?.Count * 16 ?? 16);
        return answer;
    }

    private static RangeAnswer Answer(RangeKey key, KeptRange kept, double share)
    {
        var outcome = Outcome<IReadOnlyList<Series>>.Ok(kept.Slice(key.Start, key.End), kept.At, kept.Answer.Outcome.Warnings);
        return new RangeAnswer(key.Start, key.End, key.Step, outcome, key.Server, kept.Answer.UpstreamMs, Math.Max(0, kept.Answer.Samples), share);
    }

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static long Floor(long seconds, long step) => (long)Math.Floor(seconds / (double)step) * step;
}
