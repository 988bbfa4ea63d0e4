using System.Globalization;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>What pages show is what Prometheus says, within one scrape.</summary>
[Collection(nameof(Portal))]
public sealed class FigureTests(Portal portal)
{
    [Theory]
    [InlineData("/", "[data-testid=tile-h200]", "h200")]
    [InlineData("/services/h200", "main", "h200")]
    public async Task ServiceFigures_AgreeWithPrometheus(string path, string within, string service)
    {
        var (page, _) = await portal.OpenAsync();
        using var truth = new Truth(portal.Stack.Prometheus);
        await page.GotoAsync(new Uri(portal.Stack.Portal, path).ToString());

        foreach (var (figure, promql) in new[]
        {
            ("requests", $"sum(rate(http_requests_total{{service=\"{service}\"}}[5m]))"),
            ("latency_p95", $"histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{{service=\"{service}\"}}[5m])))"),
            ("gpu_utilization", "avg(gpu_utilization_percent{job=\"h200-gpu\"})"),
            ("accuracy", $"avg(model_accuracy_score{{service=\"{service}\"}})"),
        })
        {
            var element = page.Locator($"{within} [data-testid=figure-{figure}]").First;
            await element.Locator("[data-raw]").WaitForAsync();
            await truth.ShouldAgreeAsync(await RawAsync(element.Locator("[data-raw]")), promql, await MeasuredAtAsync(element));
        }
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task ModelFigures_AgreeWithPrometheus()
    {
        var (page, _) = await portal.OpenAsync();
        using var truth = new Truth(portal.Stack.Prometheus);
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/models").ToString());
        var row = page.Locator("[data-testid=model-gpt-4]");
        await row.WaitForAsync();
        var now = DateTimeOffset.UtcNow;

        foreach (var (figure, promql) in new[]
        {
            ("requests", "sum(rate(ai_requests_total{service=\"ai-gateway\",model=\"gpt-4\"}[1h]))"),
            ("tokens_input", "sum(rate(ai_tokens_processed_total{service=\"ai-gateway\",model=\"gpt-4\",operation=\"input\"}[1h]))"),
            ("latency_p95", "histogram_quantile(0.95, sum by (le) (rate(ai_request_duration_seconds_bucket{service=\"ai-gateway\",model=\"gpt-4\"}[1h])))"),
        })
            await truth.ShouldAgreeAsync(await RawAsync(row.Locator($"[data-testid={figure}] [data-raw]")), promql, now);
        await page.Context.DisposeAsync();
    }

    private static async Task<double> RawAsync(ILocator element)
        => double.Parse((await element.GetAttributeAsync("data-raw"))!, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static async Task<DateTimeOffset> MeasuredAtAsync(ILocator figure)
        => DateTimeOffset.Parse((await figure.Locator("time[data-age]").GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
}
