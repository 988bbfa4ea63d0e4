using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Evidence;
using OpsPortal.IntegrationTests.Infrastructure;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Log lines of somebody who means ill, from Loki's bytes to an incident's page and its exported review: text everywhere, nothing is lost.</summary>
public sealed class HostileEvidenceTests(PostgresServer postgres)
{
    private const string Script = "<script>window.hacked=true</script><img src=x onerror=\"window.hacked=true\">";

    [Fact]
    public async Task Take_HostileLines_AreKeptAndShownAsTextInThePageAndItsExport()
    {
        await using var loki = await CannedLoki.StartAsync();
        loki.Body = Answer();
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Loki:Url"] = loki.Url });
        await SendAsync(portal);

        (await portal.Services.GetRequiredService<EvidenceTaker>().TakeAsync(1, default)).ShouldBeTrue();

        var items = (await portal.Services.GetRequiredService<EvidenceStore>().ReadAsync(1, default)).Value!;
        var logs = (FrozenLogs)items.Single(one => one.Kind == EvidenceKind.Logs).Content;
        logs.Lines.ShouldBe(6);
        logs.Patterns.Count.ShouldBe(6);
        logs.Patterns.ShouldAllBe(pattern => pattern.Text.Length <= 301 && !pattern.Text.Contains('\0'));
        using var viewer = await portal.SignedInAsync(Roles.Viewer);
        foreach (var path in new[] { "/incidents/1", "/incidents/1/review.html" })
        {
            var html = await viewer.GetStringAsync(path);
            html.ShouldContain("&lt;script&gt;window.hacked=true&lt;/script&gt;", Case.Sensitive, path);
            html.ShouldNotContain("<script>window.hacked", Case.Sensitive, path);
            html.ShouldNotContain("<img src=x", Case.Sensitive, path);
            (html.Contains("U+202E") || html.Contains("U&#x2B;202E")).ShouldBeTrue(path);
            html.Where(c => c is '\u202e' or '\u0000' or '\u0007' or '\u001b').ShouldBeEmpty(path);
            (html.Contains("caf\ufffd") || html.Contains("caf&#xFFFD;") || html.Contains("caf&#65533;")).ShouldBeTrue(path);
        }
        var export = await viewer.GetStringAsync("/incidents/1/review.html");
        export.ShouldContain("default-src 'none'");
        (export.Length < 200_000).ShouldBeTrue("a line of a megabyte is cut");
    }

    // As bytes: JSON's writers would mend what must stay broken.
    private static byte[] Answer()
    {
        var now = Nanoseconds.Of(DateTimeOffset.UtcNow.AddMinutes(-1));
        byte[][] lines =
        [
            Quoted(Script), Quoted("bidi user\u202egpj.exe \u2066turned\u2069"), Quoted("control \u0000\u0007\u001b[31mred"), Quoted("megabyte " + new string('x', 1_000_000)),
            [.. "\"caf"u8, 0xE9, 0xFF, .. " no UTF-8\""u8], [.. "\"{\\\"message\\\":\\\"\\\\ud800 half\\\"}\""u8],
        ];
        var body = new List<byte>("{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{\"service\":\"h200\"},\"values\":["u8.ToArray());
        for (var i = 0; i < lines.Length; i++)
            body.AddRange([.. Encoding.UTF8.GetBytes($"{(i > 0 ? "," : "")}[\"{now + i}\","), .. lines[i], (byte)']']);
        body.AddRange("]}]}}"u8.ToArray());
        return [.. body];
    }

    private static byte[] Quoted(string line) => JsonSerializer.SerializeToUtf8Bytes(line);

    private static async Task SendAsync(PortalHost portal)
    {
        using var client = await portal.WithTokenAsync(Scopes.AlertsWrite);
        var alert = new
        {
            status = "firing", labels = new { alertname = "Mug lost", service = "h200", severity = "critical" }, annotations = new { summary = "lost" },
            startsAt = DateTimeOffset.UtcNow.AddMinutes(-2).ToString("O"), endsAt = "0001-01-01T00:00:00Z", generatorURL = "",
        };
        (await client.PostAsync("/api/v1/alertmanager/webhook", new ByteArrayContent(Body([alert])))).EnsureSuccessStatusCode();
    }
}
