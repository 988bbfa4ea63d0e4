using System.Net;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients.Prometheus;

public sealed class QueryCacheTests
{
    private const string Empty = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 21, 4, 0, 7, TimeSpan.Zero));

    [Fact]
    public async Task QueryRange_HundredViewersAtOnce_AsksOnce()
    {
        var gate = new TaskCompletionSource();
        var handler = new StubHandler(async (_, _) =>
        {
            await gate.Task;
            return StubHandler.Response(HttpStatusCode.OK, "application/json", Empty);
        });
        var cache = Cache(handler);

        var viewers = Enumerable.Range(0, 100).Select(i => Ask(cache, TimeSpan.FromMilliseconds(i))).ToArray();
        gate.SetResult();
        await Task.WhenAll(viewers);

        handler.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task QueryRange_AlignsBothEndsToTheStep()
    {
        var answer = await Ask(Cache(StubHandler.Answering(HttpStatusCode.OK, "application/json", Empty)), TimeSpan.Zero);

        (answer.Start % 15).ShouldBe(0);
        (answer.End % 15).ShouldBe(0);
        answer.End.ShouldBe(_clock.GetUtcNow().ToUnixTimeSeconds() - 7);
    }

    [Fact]
    public async Task QueryRange_AfterAFailure_AsksAgainASecondLater()
    {
        var fail = true;
        var handler = new StubHandler((_, _) => Task.FromResult(fail
            ? StubHandler.Response(HttpStatusCode.ServiceUnavailable, "text/plain", "Service Unavailable")
            : StubHandler.Response(HttpStatusCode.OK, "application/json", Empty)));
        var cache = Cache(handler);

        (await Ask(cache, TimeSpan.Zero)).Series.Kind.ShouldBe(OutcomeKind.Unavailable);
        fail = false;
        _clock.Advance(TimeSpan.FromSeconds(2));

        (await Ask(cache, TimeSpan.Zero)).Series.IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task QueryRange_ViewerLeaves_OthersStillGetTheAnswer()
    {
        var gate = new TaskCompletionSource();
        var cache = Cache(new StubHandler(async (_, _) =>
        {
            await gate.Task;
            return StubHandler.Response(HttpStatusCode.OK, "application/json", Empty);
        }));
        using var left = new CancellationTokenSource();

        var leaver = Ask(cache, TimeSpan.Zero, left.Token);
        var stayer = Ask(cache, TimeSpan.Zero);
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaver);
        gate.SetResult();

        (await stayer).Series.IsOk.ShouldBeTrue();
    }

    private Task<RangeAnswer> Ask(QueryCache cache, TimeSpan offset, CancellationToken cancellationToken = default)
        => cache.QueryRangeAsync("up", _clock.GetUtcNow().AddHours(-1) + offset, _clock.GetUtcNow() + offset, TimeSpan.FromSeconds(15), cancellationToken);

    private QueryCache Cache(HttpMessageHandler handler)
    {
        var options = Options.Create(new PrometheusOptions { Url = "http://prometheus.test" });
        return new QueryCache(PrometheusServers.Of(new PrometheusClient(new HttpClient(handler), options, _clock), _clock), options, _clock);
    }
}
