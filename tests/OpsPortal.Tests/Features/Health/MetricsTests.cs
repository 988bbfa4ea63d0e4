using System.Text;
using OpsPortal.Domain;
using OpsPortal.Features.Health.Metrics;

namespace OpsPortal.Tests.Features.Health;

public sealed class MetricsTests
{
    [Theory]
    [InlineData("opsportal_alerts_received_total", null, "Counter", "opsportal_alerts_received_total")]
    [InlineData("opsportal.gpu.frames", "{frame}", "Counter", "opsportal_gpu_frames_total")]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("opsportal_job_seconds", "s", "Histogram", "opsportal_job_seconds")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "Counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet.thread_pool.thread.count", "{thread}", "Gauge", "dotnet_thread_pool_threads")]
    [InlineData("daily_cost_usd", "USD", "Gauge", "daily_cost_usd")]
    [InlineData("opsportal_ratio", "1", "Gauge", "opsportal_ratio")]
    [InlineData("9 lives", null, "Gauge", "_9_lives")]
    public void Name_InstrumentAndUnit_IsPrometheusName(string instrument, string? unit, string type, string expected)
        => MetricName.Of(instrument, unit, Enum.Parse<MetricType>(type)).ShouldBe(expected);

    [Fact]
    public void Labels_OddCharacters_AreEscaped()
        => LabelText.Of([new("a.b", "x\"y\\z\nw"), new("c", 3)]).ShouldBe("""a_b="x\"y\\z\nw",c="3" """.Trim());

    [Fact]
    public void Labels_OnlyKeptTags_AreWritten()
        => LabelText.Of([new("secret", "x"), new("route", "/a")], ["route"]).ShouldBe("route=\"/a\"");

    [Fact]
    public void Histogram_Values_AreCumulativeWithInfinity()
    {
        var family = new MetricFamily("test_seconds", "Help.", MetricType.Histogram, [0.1, 1]);
        foreach (var value in new[] { 0.05, 0.1, 0.5, 7 })
            family.Observe("a=\"b\"", value);

        Text(family.Write).ShouldBe("""
            # HELP test_seconds Help.
            # TYPE test_seconds histogram
            test_seconds_bucket{a="b",le="0.1"} 2
            test_seconds_bucket{a="b",le="1"} 3
            test_seconds_bucket{a="b",le="+Inf"} 4
            test_seconds_sum{a="b"} 7.65
            test_seconds_count{a="b"} 4

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Family_MoreSeriesThanItKeeps_DropsAndCounts()
    {
        var family = new MetricFamily("test_total", "Help.", MetricType.Counter, []);
        for (var i = 0; i < MetricFamily.MostSeries + 5; i++)
            family.Add($"id=\"{i}\"", 1);

        family.Dropped.ShouldBe(5);
    }

    [Fact]
    public void Collector_PortalInstruments_AreExposed()
    {
        using var collector = new MetricsCollector();
        var counter = PortalMetrics.Meter.CreateCounter<long>("opsportal_test_things", null, "Things of this test.");
        var current = 41;
        PortalMetrics.Meter.CreateObservableGauge("opsportal_test_level", () => current, "By", "Level of this test.");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a"));
        current = 42;

        var text = Text(collector.Write);

        text.ShouldContain("# TYPE opsportal_test_things_total counter\nopsportal_test_things_total{kind=\"a\"} 5\n");
        text.ShouldContain("# HELP opsportal_test_level_bytes Level of this test.\n# TYPE opsportal_test_level_bytes gauge\nopsportal_test_level_bytes 42\n");
    }

    private static string Text(Action<StringBuilder> write)
    {
        var text = new StringBuilder();
        write(text);
        return text.ToString();
    }
}
