using System.Net.Http.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Evidence;
using OpsPortal.IntegrationTests.Infrastructure;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>What is kept when an incident opens, with a real Prometheus; and when every source is away.</summary>
public sealed class EvidenceTests(PostgresServer postgres)
{
    [Fact]
    public async Task Take_WithSources_KeepsGraphsDeploymentsSimilarAndRunbookAndShowsThem()
    {
        var now = DateTimeOffset.UtcNow;
        var points = Enumerable.Range(0, 120).Select(i => (now.AddSeconds(-1800 + i * 15).ToUnixTimeSeconds() * 1.0, i < 60 ? 1.0 : 7.0)).ToArray();
        await using var prometheus = await PrometheusServer.StartAsync([new SampleSeries("up{job=\"h200-api\"}", points)]);
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Prometheus:Url"] = prometheus.Url });
        var deploy = await (await portal.WithTokenAsync(Scopes.EventsWrite)).PostAsJsonAsync("/api/v1/events", new[] { new { id = Guid.NewGuid(), type = "deployment", service = "h200", at = now.AddMinutes(-20), version = "v2.3" } });
        await SendAsync(portal, Fires("Old", now.AddDays(-3), now.AddDays(-3).AddMinutes(7)), Fires("Mug lost", now.AddDays(-2), now.AddDays(-2).AddMinutes(5)));
        await SendAsync(portal, Fires("Mug lost", now.AddMinutes(-10), null));
        var number = await OneAsync<long>(portal, "SELECT max(number) FROM incidents");

        (await portal.Services.GetRequiredService<EvidenceTaker>().TakeAsync(number, default)).ShouldBeTrue();

        var items = (await portal.Services.GetRequiredService<EvidenceStore>().ReadAsync(number, default)).Value!;
        var chart = items.First(one => one.Title == "Mug lost: its own expression");
        chart.Problem.ShouldBeNull();
        ((FrozenChart)chart.Content).Series.Single().Values.Distinct().ShouldBe([1, 7]);
        items.Single(one => one.Kind == EvidenceKind.Runbook).Title.ShouldBe("Runbook service-down");
        items.Single(one => one.Kind == EvidenceKind.Logs).Problem!.ShouldContain("Loki");
        ((FrozenList)items.Single(one => one.Kind == EvidenceKind.SimilarIncidents).Content).Lines.ShouldContain(line => line.Text.Contains("took 5 min") && line.Text.Contains("cleared by itself") || line.Text.Contains("cleared by itself"));
        if (deploy.IsSuccessStatusCode)
            ((FrozenList)items.Single(one => one.Kind == EvidenceKind.Actions).Content).Lines.ShouldContain(line => line.Text.StartsWith("Think of rolling back"));

        // Taken twice, it stays what it was.
        var before = items.Count;
        await portal.Services.GetRequiredService<EvidenceTaker>().TakeAsync(number, default);
        (await OneAsync<int>(portal, $"SELECT count(*)::int FROM incident_evidence WHERE incident_number = {number}")).ShouldBe(before);
        var html = await (await portal.SignedInAsync(Roles.Viewer)).GetStringAsync($"/incidents/{number}");
        html.ShouldContain("Kept when it opened");
        html.ShouldContain("<path d=\"M");
    }

    [Fact]
    public async Task Take_EverySourceAway_KeepsTheReasons()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        await SendAsync(portal, Fires("Mug lost", DateTimeOffset.UtcNow.AddMinutes(-1), null));

        (await portal.Services.GetRequiredService<EvidenceTaker>().TakeAsync(1, default)).ShouldBeTrue();

        var items = (await portal.Services.GetRequiredService<EvidenceStore>().ReadAsync(1, default)).Value!;
        items.Where(one => one.Kind is EvidenceKind.Chart).ShouldAllBe(one => one.Problem!.Contains("No Prometheus is configured"));
        items.Single(one => one.Kind == EvidenceKind.Deployments).Problem.ShouldBe("None is known.");
    }

    private static object Fires(string name, DateTimeOffset from, DateTimeOffset? to) => new
    {
        status = to is null ? "firing" : "resolved",
        labels = new { alertname = name, service = "h200", severity = "critical" },
        annotations = new { summary = name, runbook_url = "/runbooks/service-down" },
        startsAt = from.ToString("O"),
        endsAt = to?.ToString("O") ?? "0001-01-01T00:00:00Z",
        generatorURL = "http://prom/graph?g0.expr=" + Uri.EscapeDataString("up{job=\"h200-api\"}"),
    };

    private static async Task SendAsync(PortalHost portal, params object[] alerts)
    {
        var client = await portal.WithTokenAsync(Scopes.AlertsWrite);
        (await client.PostAsync("/api/v1/alertmanager/webhook", new ByteArrayContent(Body(alerts)))).EnsureSuccessStatusCode();
    }

    private static async Task<T> OneAsync<T>(PortalHost portal, string sql)
    {
        await using var connection = await portal.Database.OpenConnectionAsync();
        return (await connection.QuerySingleAsync<T>(sql))!;
    }
}
