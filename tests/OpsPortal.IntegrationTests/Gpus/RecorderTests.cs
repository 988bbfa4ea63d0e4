using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Features.Gpus.Recorder;
using OpsPortal.Gpu;
using OpsPortal.IntegrationTests.Incidents;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.IntegrationTests.Gpus;

public sealed class RecorderTests(PostgresServer postgres)
{
    [Fact]
    public async Task Xid_OfAHost_FreezesItsLastMinutes()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        await SendAsync(portal, "recorded-host", xid: 79);

        await Eventually.EqualAsync(() => CountAsync(portal, "reason = 'xid:79' AND host = 'recorded-host'"), 1L);

        await using var command = portal.Database.CreateCommand("SELECT id FROM gpu_recordings");
        var kept = await portal.Services.GetRequiredService<RecordingStore>().FindAsync((long)(await command.ExecuteScalarAsync())!, default);
        kept!.Gpus.Select(g => g.Name).ShouldBe(["NVIDIA H200", "NVIDIA H200"]);
        kept.Figures.At.Length.ShouldBe(30);
        kept.Figures.Power[1].ShouldAllBe(watts => watts == 628);
        using var viewer = await portal.SignedInAsync("viewer");
        var address = $"/gpus/recordings/{await command.ExecuteScalarAsync()}";
        var page = await viewer.GetStringAsync(address);
        page.ShouldContain("recorded-host");
        page.ShouldContain("The GPU has fallen off the bus");
        page.ShouldContain("during=");
        await Eventually.EqualAsync(async () => (await viewer.GetStringAsync("/gpus?host=recorded-host")).Contains($"href=\"{address}\"", StringComparison.Ordinal), true);
    }

    [Fact]
    public async Task Incident_OfAServiceWithGpus_KeepsTheirHostAndShowsItOnItsPage()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        await SendAsync(portal, "lab-gpu-1");
        await SendAsync(portal, "another-host");

        var number = await OpenIncidentAsync(portal);

        await Eventually.EqualAsync(() => CountAsync(portal, $"incident_id = {number} AND host = 'lab-gpu-1'"), 1L, TimeSpan.FromSeconds(45));
        (await CountAsync(portal, "host = 'another-host'")).ShouldBe(0, "the catalog gives h200 no GPU of it");
        var exhibit = (await portal.Services.GetRequiredService<RecordingStore>().OfAsync(number, default)).Value!.ShouldHaveSingleItem();
        using var viewer = await portal.SignedInAsync("viewer");
        (await viewer.GetStringAsync($"/incidents/{number}")).ShouldContain(exhibit.Href);
    }

    private static async Task<long> OpenIncidentAsync(PortalHost portal)
    {
        using var alertmanager = await portal.WithTokenAsync("alerts:write");
        var now = TimeProvider.System.GetUtcNow();
        var labels = new { alertname = "H200SystemDown", service = "h200", severity = "critical", team = "platform" };
        var body = JsonSerializer.Serialize(new
        {
            version = "4", groupKey = "{}:{alertname=\"H200SystemDown\"}", truncatedAlerts = 0, status = "firing", receiver = "opsportal",
            groupLabels = new { alertname = "H200SystemDown" }, commonLabels = labels, commonAnnotations = new { }, externalURL = "http://127.0.0.1:9093",
            alerts = new[] { new { status = "firing", labels, annotations = new { summary = "down" }, startsAt = now, endsAt = "0001-01-01T00:00:00Z", generatorURL = "", fingerprint = "00000000000000aa" } },
        });
        using var answer = await alertmanager.PostAsync("/api/v1/alertmanager/webhook", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
        await using var command = portal.Database.CreateCommand("SELECT number FROM incidents");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task SendAsync(PortalHost portal, string host, int? xid = null)
    {
        using var agent = await portal.WithTokenAsync("gpu:write", "gpu-host:*");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var frames = Enumerable.Range(0, 30).Select(i => GpuFrames.Of(host, gpus: 2, seq: i, at: now - 30_000 + (i * 1000)) with
        {
            Power = [627, 628],
            Events = xid is { } code && i == 29 ? [new GpuEvent { Gpu = 0, Kind = GpuEventKind.Xid, Code = code, At = now }] : null,
        }).ToArray();
        using var answer = await agent.PostAsync("/api/v1/gpu/frames",
            new StringContent(JsonSerializer.Serialize(frames, GpuFrameJson.Default.GpuFrameArray), Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<long> CountAsync(PortalHost portal, string where)
    {
        await using var command = portal.Database.CreateCommand($"SELECT count(*) FROM gpu_recordings WHERE {where}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
