using System.Net;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;

namespace OpsPortal.Tests.Clients.Prometheus;

/// <summary>What a recorded Prometheus 2.42 said of itself.</summary>
public sealed class StateReaderTests
{
    [Fact]
    public async Task Targets_UpDownAndGarbage_CarryHealthAndTheReason()
    {
        var targets = (await Client("targets.json").TargetsAsync(default)).Value!;

        targets.Active.Count.ShouldBe(7);
        var dead = targets.Active.Single(target => target.Pool == "dead");
        dead.Health.ShouldBe("down");
        dead.LastError.ShouldContain("connection refused");
        var up = targets.Active.Single(target => target.Pool == "prometheus");
        up.Health.ShouldBe("up");
        up.IntervalSeconds.ShouldBe(5);
        up.LastScrape!.Value.Year.ShouldBe(2026);
        up.LastScrapeSeconds.ShouldBeInRange(0.0001, 5);
        up.Discovered["__address__"].ShouldStartWith("127.0.0.1:");
    }

    [Fact]
    public async Task Rules_BrokenFiringAndRecording_AreToldApart()
    {
        var groups = (await Client("rules.json").RulesAsync(default)).Value!;

        var broken = groups.Single(group => group.Name == "broken").Rules.ShouldHaveSingleItem();
        broken.Health.ShouldBe("err");
        broken.LastError.ShouldContain("many-to-many");
        var capture = groups.Single(group => group.Name == "capture");
        capture.IntervalSeconds.ShouldBeGreaterThan(0);
        capture.Rules.Single(rule => rule.Name == "instance:gpu_util:avg").IsAlert.ShouldBeFalse();
        var busy = capture.Rules.Single(rule => rule.Name == "GpuBusy");
        busy.State.ShouldBe("firing");
        busy.HoldSeconds.ShouldBe(10);
        busy.Labels["severity"].ShouldBe("warning");
        busy.Alerts.ShouldNotBeEmpty();
        busy.Alerts[0].ActiveAt.ShouldNotBeNull();
        busy.Alerts[0].Value.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public async Task Alerts_Firing_CarryLabelsAndValue()
    {
        var alerts = (await Client("alerts.json").AlertsAsync(default)).Value!;

        alerts.ShouldContain(alert => alert.Labels["alertname"] == "PrometheusAllTargetsMissing" && alert.State == "firing" && alert.Value == 0);
    }

    [Fact]
    public async Task Metadata_TypeHelpAndUnit_AreKeptAsTheyAre()
    {
        var metadata = (await Client("metadata.json").MetadataAsync(null, default)).Value!;

        metadata["ai_request_duration_seconds"].ShouldBe(new MetricInfo("histogram", "Latency.", "seconds"));
        metadata["ai_model_info"].Help.ShouldBe("Model \"facts\" with \\ and \n in help.");
    }

    [Fact]
    public async Task Exemplars_WithTraceIds_AreReadWithTheirSeries()
    {
        var first = (await Client("exemplars.json").ExemplarsAsync("x", default, default, default)).Value![0];

        first.Series["le"].ShouldBe("+Inf");
        first.Exemplars[0].Labels["trace_id"].ShouldBe("b7ad6b7169203331");
        first.Exemplars[0].Value.ShouldBe(7.5);
    }

    [Fact]
    public async Task Format_Expression_IsPrometheusOwnLayout()
        => (await Client("format_query.json").FormatAsync("x", default)).Value.ShouldBe("sum by (job) (rate(x[5m])) > 0");

    [Fact]
    public async Task Series_WithQuotesAndUnicode_KeepThem()
    {
        var series = (await Client("series.json").SeriesAsync(["up"], null, null, default)).Value!;

        series.ShouldContain(labels => labels["model"] == "通义千问" && labels["note"] == "q\"uote\\back\nnewline");
    }

    [Fact]
    public async Task LabelValues_Asks_WithEscapedNameMatchersAndRange()
    {
        var handler = Handler("label_values.json");

        var values = await Client(handler).LabelValuesAsync("model", ["a", "b"], DateTimeOffset.FromUnixTimeSeconds(5), DateTimeOffset.FromUnixTimeSeconds(9), default);

        values.Value!.ShouldContain("deepseek-r1");
        handler.Asked.ShouldHaveSingleItem().ShouldBe("GET /api/v1/label/model/values?match[]=a&match[]=b&start=5&end=9");
    }

    [Fact]
    public async Task Query_TooLongForAnAddress_IsPosted()
    {
        var handler = Handler("query_vector.json");

        await Client(handler).QueryAsync("up or " + string.Join(" or ", Enumerable.Repeat("up", 1000)), null, default);

        handler.Asked.ShouldHaveSingleItem().ShouldStartWith("POST /api/v1/query query=up or up");
    }

    private static PrometheusClient Client(string file) => Client(Handler(file));

    private static PrometheusClient Client(StubHandler handler)
        => new(new HttpClient(handler), Options.Create(new PrometheusOptions { Url = "http://prometheus.test" }), TimeProvider.System);

    private static StubHandler Handler(string file)
        => StubHandler.Answering(HttpStatusCode.OK, "application/json", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "prometheus", file)));
}
