using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Explore;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Features.Explore;

public sealed class MetricSourceTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Find_Words_GivesMetricsWithTheirHelpAndAddress()
    {
        var handler = Prometheus();
        var source = Source(handler);

        var found = (await source.FindAsync("cpu total", new ClaimsPrincipal(), default)).Value!;
        await source.FindAsync("cpu", new ClaimsPrincipal(), default);

        found.Select(entry => (entry.Kind, entry.Title, entry.About, entry.Href)).ShouldBe([("Metric", "node_cpu_seconds_total", "counter: Seconds", "/explore?q=node_cpu_seconds_total")]);
        handler.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Find_BeginningOfAName_ComesFirst()
        => (await Source(Prometheus()).FindAsync("up", new ClaimsPrincipal(), default)).Value!.Select(entry => entry.Title).ShouldBe(["up", "backup_age"]);

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    public async Task Find_TooLittle_AsksNothing(string query)
    {
        var handler = Prometheus();

        (await Source(handler).FindAsync(query, new ClaimsPrincipal(), default)).Value.ShouldBeEmpty();

        handler.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_PrometheusAway_SaysSoAndTriesAgainLater()
    {
        var handler = StubHandler.Answering(HttpStatusCode.InternalServerError, "text/plain", "no");
        var source = Source(handler);

        (await source.FindAsync("up", new ClaimsPrincipal(), default)).Reason.ShouldStartWith("Metrics can't be searched: ");
        var asked = handler.Asked.Count;
        await source.FindAsync("up", new ClaimsPrincipal(), default);
        handler.Asked.Count.ShouldBe(asked);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await source.FindAsync("up", new ClaimsPrincipal(), default);
        handler.Asked.Count.ShouldBeGreaterThan(asked);
    }

    private MetricSource Source(StubHandler handler)
        => new(PrometheusServers.Of(new PrometheusClient(new HttpClient(handler), Options.Create(new PrometheusOptions { Url = "http://p" }), _clock), _clock), _clock);

    private static StubHandler Prometheus() => new((request, _) => Task.FromResult(StubHandler.Response(HttpStatusCode.OK, "application/json", request.RequestUri!.AbsolutePath.EndsWith("metadata")
        ? """{"status":"success","data":{"node_cpu_seconds":[{"type":"counter","help":"Seconds","unit":""}]}}"""
        : """{"status":"success","data":["backup_age","node_cpu_seconds_total","up"]}""")));
}
