using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>
/// Real dashboards over made-up samples: what each panel gets is what Prometheus itself answers to the expression that the panel
/// names, series by series and point by point.
/// </summary>
public sealed class SampleDashboardTests(PostgresServer postgres)
{
    private const long From = SampleData.Start + 1800;
    private const long To = From + 1800;

    [Theory]
    [InlineData("dcgm-exporter", 8)]
    [InlineData("kube-prometheus_nodes", 8)]
    [InlineData("node-exporter-full", 110)]
    [InlineData("nvidia-gpu-exporter", 30)]
    [InlineData("ray-serve-llm", 44)]
    [InlineData("vllm", 12)]
    public async Task EveryPanel_OverSamples_ShowsWhatPrometheusAnswers(string name, int leastPanels)
    {
        var json = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "tests", "OpsPortal.IntegrationTests", "Dashboards", "Samples", name + ".json"));
        await using var prometheus = await PrometheusServer.StartAsync(SampleData.For(json));
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Prometheus:Url"] = prometheus.Url });
        await portal.Services.GetRequiredService<DashboardLibrary>().SaveAsync((JsonObject)JsonNode.Parse(json)!, "sample", 0, "as it came", Actor.System("test"), CancellationToken.None);
        using var viewer = await portal.SignedInAsync("viewer");
        using var direct = new DirectPrometheus(prometheus.Url);

        var (compared, empty, wrong) = (0, new List<string>(), new List<string>());
        foreach (var (id, title) in Panels(json))
        {
            using var answer = JsonDocument.Parse(await viewer.GetStringAsync($"/api/v1/dashboards/sample/panels/{id}/data?from={From * 1000}&to={To * 1000}&width=600"));
            var panel = answer.RootElement;
            if (panel.GetProperty("meta").GetProperty("queries").GetArrayLength() == 0)
                continue;
            if (panel.GetProperty("state").GetProperty("kind").GetString() != "ready")
            {
                empty.Add($"{id} {title}: {panel.GetProperty("state").GetProperty("text").GetString()} {panel.GetProperty("meta").GetProperty("queries")[0].GetProperty("expr").GetString()}");
                continue;
            }
            compared++;
            wrong.AddRange((await PanelTruth.DifferencesAsync(panel, direct)).Select(difference => $"{id} {title}: {difference}"));
        }
        wrong.ShouldBeEmpty($"{wrong.Count} differences");
        compared.ShouldBeGreaterThanOrEqualTo(leastPanels, string.Join('\n', empty));
    }

    private static IEnumerable<(int Id, string Title)> Panels(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Walk(document.RootElement)];

        static IEnumerable<(int, string)> Walk(JsonElement holder)
        {
            foreach (var list in new[] { "panels", "rows" })
            {
                if (!holder.TryGetProperty(list, out var panels) || panels.ValueKind != JsonValueKind.Array)
                    continue;
                foreach (var panel in panels.EnumerateArray())
                {
                    if (panel.TryGetProperty("id", out var id) && (!panel.TryGetProperty("type", out var type) || type.GetString() != "row"))
                        yield return (id.GetInt32(), panel.TryGetProperty("title", out var title) ? title.ToString() : "");
                    foreach (var inner in Walk(panel))
                        yield return inner;
                }
            }
        }
    }
}
