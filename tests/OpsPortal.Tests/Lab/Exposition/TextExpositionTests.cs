using OpsPortal.Lab.Exposition;

namespace OpsPortal.Tests.Lab.Exposition;

public sealed class TextExpositionTests
{
    [Fact]
    public void Write_LabelsAndHelp_AreEscaped()
    {
        var page = new MetricPage("job", "instance", null);
        page.Counter("x_total", "One\\two\nthree.", ("path", "C:\\a \"b\"\nc")).Add(3);
        LabWorld.Text(page).ShouldBe("# HELP x_total One\\\\two\\nthree.\n# TYPE x_total counter\nx_total{path=\"C:\\\\a \\\"b\\\"\\nc\"} 3\n");
    }

    [Fact]
    public void Write_SecondsCounter_IsAnExactDecimal()
    {
        var page = new MetricPage("job", "instance", null);
        var counter = page.SecondsCounter("x_seconds_total", "X.");
        counter.Add(1_000_000_000_000_001);
        LabWorld.Text(page).ShouldContain("x_seconds_total 1000000000000.001\n");
        counter.Add(9);
        LabWorld.Text(page).ShouldContain("x_seconds_total 1000000000000.01\n");
    }

    [Fact]
    public void Write_GaugeWithoutValue_IsNotThere()
    {
        var page = new MetricPage("job", "instance", null);
        var gauge = page.Gauge("x", "X.");
        LabWorld.Text(page).ShouldBeEmpty();
        gauge.Set(0.25);
        LabWorld.Text(page).ShouldContain("x 0.25\n");
        gauge.Set(null);
        LabWorld.Text(page).ShouldBeEmpty();
    }

    [Fact]
    public void Write_Bounds_AreWrittenAsPythonDoes()
    {
        var page = new MetricPage("job", "instance", null);
        page.Histogram("x_seconds", "X.", [0.25, 1, 10]).Observe(0.5);
        LabWorld.Text(page).ShouldContain(
            "x_seconds_bucket{le=\"0.25\"} 0\nx_seconds_bucket{le=\"1.0\"} 1\nx_seconds_bucket{le=\"10.0\"} 1\nx_seconds_bucket{le=\"+Inf\"} 1\nx_seconds_sum 0.5\nx_seconds_count 1\n");
    }

    [Fact]
    public void Add_Negative_Refused() => Should.Throw<ArgumentOutOfRangeException>(() => new Counter("", 1).Add(-1));

    [Fact]
    public void Write_EveryPage_PassesPromtool()
    {
        foreach (var page in LabWorld.Fleet().Run(60).Pages)
        {
            var (_, output) = Promtool.Run(LabWorld.Text(page), "check", "metrics");

            // The guide's own gauge has a label "quantile", DCGM's labels are what they are.
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("hdc_latency_percentiles non-summary", StringComparison.Ordinal))
                .Where(line => !(line.StartsWith("DCGM_", StringComparison.Ordinal) && line.Contains("camelCase", StringComparison.Ordinal)))
                .ShouldBeEmpty($"{page.Job} {page.Instance}");
        }
    }
}
