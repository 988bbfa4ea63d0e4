using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Prometheus;

/// <summary>
/// A real Prometheus says what is true: over random expressions, ranges, steps and refreshes, on series with gaps, restarts, births
/// and ends, what the cache answers is what asking afresh answers. Values may differ in their last digits only: Prometheus adds
/// floating-point numbers in the order in which it finds the series.
/// </summary>
public sealed class QueryCacheTruthTests(ITestOutputHelper output)
{
    private const long End = 1_795_000_000;
    private const long Start = End - 8 * 3600;
    private const double Precision = 1e-9;

    [Theory]
    [InlineData(1)]
    [InlineData(20261121)]
    [InlineData(777)]
    public async Task QueryRange_AnyRefreshOfAnything_EqualsAskingAfresh(int seed)
    {
        var random = new Random(seed);
        await using var server = await PrometheusServer.StartAsync(SimulatedSeries.Make(random, Start, End));
        var clock = new FakeClock(DateTimeOffset.FromUnixTimeSeconds(Start + 3 * 3600));
        var options = Options.Create(new PrometheusOptions { Url = server.Url, Cache = { MaxPoints = 60_000 } });
        using var servers = new PrometheusServers(options, clock);
        var cache = new QueryCache(servers, options, clock);
        var expressions = new RandomPromql(random);
        var (compared, points, shares) = (0, 0L, 0.0);

        for (var board = 0; board < 25; board++)
        {
            var panels = Enumerable.Range(0, 4).Select(_ => (Promql: expressions.Next(), Seconds: random.Next(60, 9000), Step: random.Next(1, 90))).ToArray();
            for (var refresh = 0; refresh < 8; refresh++)
            {
                foreach (var (promql, seconds, step) in panels)
                {
                    // Now and then somebody zooms in, or looks further back.
                    var to = random.Next(6) == 0 ? clock.GetUtcNow().AddSeconds(-random.Next(3000)) : clock.GetUtcNow();
                    var from = to.AddSeconds(-(random.Next(6) == 0 ? seconds * 1.7 : seconds));
                    var kept = await cache.QueryRangeAsync(null, promql, from, to, TimeSpan.FromSeconds(step), default);
                    var fresh = await servers.For(null).QueryRangeAsync(
                        promql, DateTimeOffset.FromUnixTimeSeconds(kept.Start), DateTimeOffset.FromUnixTimeSeconds(kept.End), TimeSpan.FromSeconds(kept.Step), default);
                    points += Compare(kept, fresh, $"seed {seed}, board {board}, refresh {refresh}: {promql}, {kept.Start} to {kept.End} by {kept.Step} s, {kept.CachedShare:P0} kept");
                    compared++;
                    shares += kept.CachedShare;
                }
                clock.Advance(TimeSpan.FromSeconds(random.Next(1, 70)));
            }
            if (clock.GetUtcNow().ToUnixTimeSeconds() > End)
                clock.Set(DateTimeOffset.FromUnixTimeSeconds(Start + 3 * 3600));
        }

        output.WriteLine($"{compared} answers, {points} points, {shares / compared:P0} of them kept, {cache.KeptPoints} held at the end");
        points.ShouldBeGreaterThan(100_000);
        cache.KeptPoints.ShouldBeLessThanOrEqualTo(60_000);
    }

    private static long Compare(RangeAnswer kept, Outcome<IReadOnlyList<Series>> fresh, string what)
    {
        kept.Series.Kind.ShouldBe(fresh.Kind, $"{what}\n{kept.Series.Reason}\n{fresh.Reason}");
        if (!fresh.IsOk)
            return 0;
        // Of equal values topk takes any: Prometheus itself answers differently from time to time. The values are what counts.
        if (what.Contains("topk", StringComparison.Ordinal))
        {
            ByTime(kept.Series.Value!).ShouldBe(ByTime(fresh.Value!), what);
            return 0;
        }
        kept.Series.Value!.Select(series => series.Labels.ToString()).ShouldBe(fresh.Value!.Select(series => series.Labels.ToString()), what);
        foreach (var (mine, its) in kept.Series.Value!.Zip(fresh.Value!))
        {
            mine.Times.ShouldBe(its.Times, what);
            for (var i = 0; i < its.Values.Length; i++)
            {
                var (a, b) = (mine.Values[i], its.Values[i]);
                (a.Equals(b) || Math.Abs(a - b) <= Precision * Math.Max(1, Math.Abs(b))).ShouldBeTrue($"{what}: {mine.Labels} at {mine.Times[i]} is {a:R}, afresh {b:R}");
            }
        }
        return fresh.Value!.Sum(series => (long)series.Times.Length);
    }

    private static IEnumerable<string> ByTime(IReadOnlyList<Series> all)
        => all.SelectMany(series => series.Times.Zip(series.Values)).OrderBy(point => point.First).ThenBy(point => point.Second).Select(point => $"{point.First} {point.Second:G9}");
}
