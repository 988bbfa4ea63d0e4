using System.Globalization;
using System.Net;
using System.Web;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Optimisations;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Features.Costs.Optimisations;

/// <summary>Two proposers ask for the same busy samples: they are read once, and both say what they say alone.</summary>
public sealed class BusyOnceTests
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly ServiceEntry Service = new(
        "a", "A", "t", "", new Dictionary<string, string>(), [], null, null, new Dictionary<string, Signal>(), null,
        [new CostDriver("gpu", CostDriverKind.Counter, "held_total", "compute", "GPU", "gpu.${gpu_type}.hourly", 3600, null, null) { Busy = "busy_total", Memory = "memory_bytes" }], null);

    private readonly StubHandler _questions = new(AnswerAsync);
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 3, 3, 0, 0, TimeSpan.Zero));
    private readonly FixedPrices _prices = new(new PriceBook("USD",
    [
        new PriceItem("gpu.H200.hourly", "hour", null, [new PriceEntry(First, 3.5m)]) { Memory = 141 },
        new PriceItem("gpu.H100.hourly", "hour", null, [new PriceEntry(First, 1.69m)]) { Memory = 80 },
    ]));

    [Fact]
    public async Task FindAsync_OfBothProposers_ReadsBusySamplesOnceAndSaysTheSame()
    {
        var alone = (await FindAsync(new GpuProposer(Client, _prices, _clock), Used()), await FindAsync(new SizeProposer(Client, _prices, _clock), Used()));
        _questions.Asked.Count(query => query.Contains("query=busy_total", StringComparison.Ordinal)).ShouldBe(4);
        _questions.Asked.Clear();

        var used = Used();
        var together = (await FindAsync(new GpuProposer(Client, _prices, _clock), used), await FindAsync(new SizeProposer(Client, _prices, _clock), used));

        together.ShouldBe(alone);
        alone.Item1.ShouldContain("shutdown");
        alone.Item2.ShouldContain("size");
        _questions.Asked.Count(query => query.Contains("query=busy_total", StringComparison.Ordinal)).ShouldBe(2, "once a day");
        _questions.Asked.Count(query => query.Contains("query=held_total", StringComparison.Ordinal)).ShouldBe(2);
    }

    private PrometheusClient Client => new(new HttpClient(_questions, disposeHandler: false), Options.Create(new PrometheusOptions { Url = "http://prometheus.test" }), _clock);

    private static UsedDays Used() => new(First, First.AddDays(1), 2,
    [
        new UsedLine("a", "gpu", "GPU", null, "busy", "gpu.H200.hourly", "hour", 12, 42), new UsedLine("a", "gpu", "GPU", null, "idle", "gpu.H200.hourly", "hour", 36, 126),
    ]);

    private static async Task<string> FindAsync(IProposer proposer, UsedDays used)
    {
        var found = await proposer.FindAsync(Service, used, default);
        found.Reason.ShouldBe("");
        return string.Join("\n", found.Value!.Select(one => $"{one.Kind} {one.Title} {one.Low} {one.High} {string.Join("; ", one.Steps)}"));
    }

    /// <summary>A Prometheus of one GPU that works a quarter of each hour, in one piece.</summary>
    private static async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = HttpUtility.ParseQueryString(request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : request.RequestUri!.Query);
        var (query, end) = (asked["query"]!, (long)double.Parse(asked["time"]!, CultureInfo.InvariantCulture));
        var result = query.StartsWith("max(", StringComparison.Ordinal) ? $$"""{"resultType":"vector","result":[{"metric":{},"value":[{{end}},"60000000000"]}]}"""
            : $$"""{"resultType":"matrix","result":[{"metric":{"gpu_type":"H200"},"values":[{{Samples(end, query.StartsWith("busy", StringComparison.Ordinal))}}]}]}""";
        return StubHandler.Response(HttpStatusCode.OK, "application/json", $$"""{"status":"success","data":{{result}}}""");
    }

    private static string Samples(long end, bool busy) => string.Join(",", Enumerable.Range(0, 1441).Select(minute => end - 86_400 + 60 * minute)
        .Select(time => $"[{time},\"{(busy ? time / 3600 * 900 + Math.Min(900, time % 3600) : time)}\"]"));
}
