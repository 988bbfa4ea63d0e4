using System.Globalization;
using System.Net;
using System.Web;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients.Prometheus;

/// <summary>A refresh asks for the new end alone, and gives what asking afresh would give.</summary>
public sealed class QueryCacheRefreshTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 21, 4, 0, 7, TimeSpan.Zero));
    private readonly List<(long Start, long End)> _asked = [];
    private readonly QueryCacheOptions _options = new();
    private Func<long, double?> _value = time => time % 1000;
    private string _warnings = "";

    [Fact]
    public async Task QueryRange_Refreshed_AsksOnlyWhatMayHaveChanged()
    {
        var cache = Cache();
        await AskAsync(cache);
        _clock.Advance(TimeSpan.FromSeconds(15));

        var answer = await AskAsync(cache);

        // 180 s may still change, and the 15 s that are new.
        _asked.Count.ShouldBe(2);
        (_asked[1].End - _asked[1].Start).ShouldBe(180);
        answer.End.ShouldBe(_asked[1].End);
        answer.CachedShare.ShouldBeInRange(0.9, 0.99);
        Points(answer).ShouldBe(Afresh(answer));
    }

    [Fact]
    public async Task QueryRange_AHundredRefreshesWithGapsAndLateSamples_EqualsAskingAfresh()
    {
        var cache = Cache();
        // What is scraped in the last 100 s is seen late, and half of the time nothing is there at all.
        _value = time => time > Now - 100 && time % 3 == 0 || time / 300 % 2 == 0 ? null : time % 977;
        for (var i = 0; i < 100; i++)
        {
            var answer = await AskAsync(cache);
            // Within one stretch of 15 s everybody shares what was asked in it.
            if (answer.Series.At == _clock.GetUtcNow())
                Points(answer).ShouldBe(Afresh(answer), $"refresh {i}");
            _clock.Advance(TimeSpan.FromSeconds(7 + i % 20));
        }

        _asked.Count(asked => asked.End - asked.Start >= 3600).ShouldBeLessThan(5, "the whole is asked first and after each quarter of an hour");
    }

    [Fact]
    public async Task QueryRange_LooksAtItsOwnEnd_IsAskedWhole()
    {
        var cache = Cache();
        await AskAsync(cache, "x @ end()");
        _clock.Advance(TimeSpan.FromSeconds(15));
        await AskAsync(cache, "x @ end()");
        await AskAsync(cache, "x @ end()", seconds: 1800);

        _asked.Select(asked => asked.End - asked.Start).ShouldBe([3600, 3600, 1800], "no part of one is the answer to another");
    }

    [Fact]
    public async Task QueryRange_OfThePast_IsAskedOnce()
    {
        var cache = Cache();
        await AskAsync(cache, at: Now - 7200);
        _clock.Advance(TimeSpan.FromMinutes(5));
        var again = await AskAsync(cache, at: Now - 7200 - 300);

        _asked.Count.ShouldBe(1);
        again.CachedShare.ShouldBe(1);
    }

    [Fact]
    public async Task QueryRange_PartOfWhatIsThere_IsCutOutOfIt()
    {
        var cache = Cache();
        await AskAsync(cache);

        var part = await cache.QueryRangeAsync("x", At(Now - 1800), At(Now - 900), TimeSpan.FromSeconds(15), default);

        _asked.Count.ShouldBe(1);
        Points(part).ShouldBe(Afresh(part));
        (part.End - part.Start).ShouldBe(900);
    }

    [Fact]
    public async Task QueryRange_ViewersOfAnHourAndOfThree_DontThrowEachOthersPointsAway()
    {
        var cache = Cache();
        for (var i = 0; i < 20; i++)
        {
            var hour = await AskAsync(cache);
            var three = await AskAsync(cache, seconds: 3 * 3600);
            Points(hour).ShouldBe(Afresh(hour));
            Points(three).ShouldBe(Afresh(three));
            _clock.Advance(TimeSpan.FromSeconds(15));
        }

        _asked.Count(asked => asked.End - asked.Start > 300).ShouldBe(2);
    }

    [Fact]
    public async Task QueryRange_HundredViewersAtAnyMoment_CostWhatOneCosts()
    {
        var cache = Cache();
        var random = new Random(7);
        var phases = Enumerable.Range(0, 100).Select(_ => random.Next(10)).Order().ToArray();
        for (var round = 0; round < 30; round++)
        {
            var start = _clock.GetUtcNow();
            foreach (var phase in phases)
            {
                _clock.Set(start.AddSeconds(phase));
                await cache.QueryRangeAsync("x", _clock.GetUtcNow().AddMinutes(-15), _clock.GetUtcNow(), TimeSpan.FromSeconds(2), default);
            }
            _clock.Set(start.AddSeconds(10));
        }

        _asked.Count.ShouldBeInRange(30, 32, "one refreshing each 10 s for five minutes asks 30 times");
    }

    [Fact]
    public async Task QueryRange_WarnedThatDataAreMissing_IsNotKept()
    {
        var cache = Cache();
        _warnings = "remote read failed";
        (await AskAsync(cache)).Series.Warnings.ShouldNotBeEmpty();
        _warnings = "";

        (await AskAsync(cache)).Series.Warnings.ShouldBeEmpty();

        (_asked[1].End - _asked[1].Start).ShouldBe(3600);
    }

    [Fact]
    public async Task QueryRange_ManyQuestions_StayWithinTheBound()
    {
        _options.MaxPoints = 10_000;
        var cache = Cache();
        for (var i = 0; i < 200; i++)
            await AskAsync(cache, "x" + i);

        cache.KeptPoints.ShouldBeInRange(5_000, 10_000);
    }

    [Fact]
    public async Task QueryRange_ManyPoints_MakeTheStepLonger()
    {
        var answer = await Cache().QueryRangeAsync("x", At(0), At(86_400 * 365), TimeSpan.FromSeconds(1), default);

        ((answer.End - answer.Start) / answer.Step).ShouldBeLessThanOrEqualTo(11_000);
    }

    [Fact]
    public async Task QueryRange_LastViewerLeaves_UpstreamIsCancelled()
    {
        var asked = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        var cache = Cache(new StubHandler(async (_, token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => stopped.SetResult(), TaskScheduler.Default);
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("unreachable");
        }));
        using var leaving = new CancellationTokenSource();
        var viewers = Enumerable.Range(0, 3).Select(_ => AskAsync(cache, stop: leaving.Token)).ToArray();

        await asked.Task;
        await leaving.CancelAsync();

        foreach (var viewer in viewers)
            await Should.ThrowAsync<OperationCanceledException>(() => viewer);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Query_Instant_IsSharedForTenSecondsAndExactInThePast()
    {
        var cache = Cache(StubHandler.Answering(HttpStatusCode.OK, "application/json", """{"status":"success","data":{"resultType":"vector","result":[]}}"""));

        var now = await cache.QueryAsync(null, "x", _clock.GetUtcNow(), default);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var shared = await cache.QueryAsync(null, "x", _clock.GetUtcNow(), default);
        var past = await cache.QueryAsync(null, "x", At(Now - 3601), default);

        now.At.ShouldBe(At(Now - 9));
        (now.CachedShare, shared.CachedShare, shared.At).ShouldBe((0, 1, now.At));
        past.At.ShouldBe(At(Now - 3601));
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    private Task<RangeAnswer> AskAsync(QueryCache cache, string promql = "x", long? at = null, long seconds = 3600, CancellationToken stop = default)
        => cache.QueryRangeAsync(promql, At((at ?? Now) - seconds), At(at ?? Now), TimeSpan.FromSeconds(15), stop);

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static (double, double)[] Points(RangeAnswer answer) => [.. answer.Series.Value!.SelectMany(series => series.Times.Zip(series.Values))];

    private (double, double)[] Afresh(RangeAnswer answer) => [.. Evaluate(answer.Start, answer.End, answer.Step).Select(point => ((double)point.Time, point.Value))];

    private IEnumerable<(long Time, double Value)> Evaluate(long start, long end, long step)
    {
        for (var time = start; time <= end; time += step)
        {
            if (_value(time) is { } value)
                yield return (time, value);
        }
    }

    private QueryCache Cache() => Cache(new StubHandler((request, _) =>
    {
        var form = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var (start, end, step) = (long.Parse(form["start"]!), long.Parse(form["end"]!), long.Parse(form["step"]!));
        lock (_asked)
            _asked.Add((start, end));
        var points = Evaluate(start, end, step).Select(point => string.Create(CultureInfo.InvariantCulture, $"[{point.Time},\"{point.Value}\"]")).ToArray();
        var result = points.Length == 0 ? "" : $"{{\"metric\":{{\"a\":\"b\"}},\"values\":[{string.Join(",", points)}]}}";
        var warnings = _warnings.Length > 0 ? $",\"warnings\":[\"{_warnings}\"]" : "";
        return Task.FromResult(StubHandler.Response(HttpStatusCode.OK, "application/json", $"{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{result}]}}{warnings}}}"));
    }));

    private QueryCache Cache(StubHandler handler)
    {
        var options = Options.Create(new PrometheusOptions { Url = "http://prometheus.test", Cache = _options });
        return new QueryCache(PrometheusServers.Of(new PrometheusClient(new HttpClient(handler), options, _clock), _clock), options, _clock);
    }
}
