using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>What a real Prometheus scrapes with an exemplar, a panel shows with a link to its trace, and an annotation marks.</summary>
public sealed class ExemplarTruthTests(PostgresServer postgres)
{
    private const string Dashboard =
        """
        {"title":"T","uid":"exemplars","schemaVersion":39,
         "annotations":{"list":[{"name":"Requests","expr":"requests_total > 0","step":"1s","titleFormat":"{{app}}","tagKeys":"app"},{"name":"Off","expr":"x","enable":false}]},
         "panels":[{"id":1,"type":"timeseries","targets":[{"refId":"A","expr":"requests_total","exemplar":true}]}]}
        """;

    [Fact]
    public async Task Scraped_Exemplar_IsInThePanelsAnswer()
    {
        await using var target = await TargetAsync();
        await using var prometheus = await PrometheusServer.StartScrapingAsync(new Uri(target.Urls.First()).Authority);
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Prometheus:Url"] = prometheus.Url, ["Prometheus:TraceUrl"] = "https://traces.example/{trace_id}" });
        await portal.Services.GetRequiredService<DashboardLibrary>().SaveAsync((JsonObject)JsonNode.Parse(Dashboard)!, "exemplars", 0, "", Actor.System("test"), CancellationToken.None);
        using var viewer = await portal.SignedInAsync("viewer");

        var exemplar = default(JsonElement?);
        await Eventually.EqualAsync(async () =>
        {
            exemplar = await FrameAsync(viewer);
            return exemplar is not null;
        }, true, TimeSpan.FromSeconds(60));

        var fields = exemplar!.Value.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!);
        fields["Value"].GetProperty("values")[0].GetDouble().ShouldBe(0.67);
        fields["trace_id"].GetProperty("values")[0].GetString().ShouldBe("4bf92f3577b34da6");
        fields["trace_id"].GetProperty("config").GetProperty("links")[0].GetProperty("url").GetString().ShouldBe("https://traces.example/${__value.raw}");
        fields["app"].GetProperty("values")[0].GetString().ShouldBe("web");

        await Eventually.EqualAsync(async () =>
        {
            using var marks = JsonDocument.Parse(await viewer.GetStringAsync("/api/v1/dashboards/exemplars/annotations?" + Span()));
            // One span, or several where this machine was too busy for a scrape.
            return marks.RootElement.GetArrayLength() == 1 && marks.RootElement[0].GetProperty("items").GetArrayLength() > 0 ? marks.RootElement[0].GetProperty("items")[0].GetProperty("title").GetString() : null;
        }, "web", TimeSpan.FromSeconds(60));
    }

    private static string Span()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"from={now - 120_000}&to={now}");
    }

    private static async Task<JsonElement?> FrameAsync(HttpClient viewer)
    {
        using var answer = JsonDocument.Parse(await viewer.GetStringAsync("/api/v1/dashboards/exemplars/panels/1/data?width=300&" + Span()));
        var found = answer.RootElement.GetProperty("frames").EnumerateArray().FirstOrDefault(frame => frame.TryGetProperty("topic", out var topic) && topic.GetString() == "exemplar");
        return found.ValueKind == JsonValueKind.Object ? found.Clone() : null;
    }

    private static async Task<WebApplication> TargetAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var target = builder.Build();
        target.Urls.Add("http://127.0.0.1:0");
        target.MapGet("/metrics", () => Results.Text(
            "# TYPE requests counter\nrequests_total{app=\"web\"} 7 # {trace_id=\"4bf92f3577b34da6\"} 0.67\n# EOF\n", "application/openmetrics-text; version=1.0.0; charset=utf-8"));
        await target.StartAsync();
        return target;
    }
}
