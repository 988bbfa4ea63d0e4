using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Dapper;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Logs;

/// <summary>Lines on their way to a browser: covered, unless somebody may see them and that is written down; a Loki that misbehaves.</summary>
public sealed class LogsApiTests(LogsFixture fixture) : IClassFixture<LogsFixture>
{
    private const string Range = "query=%7Bservice%3D%22hdc%22%7D&start=1795231700000000000&end=1795231800000000000";

    [Fact]
    public async Task Lines_AViewer_GetsThemCoveredAndNeverRaw()
    {
        using var viewer = await fixture.Portal.SignedInAsync(Roles.Viewer);

        var text = await viewer.GetStringAsync($"/api/v1/logs/lines?{Range}");
        using var json = JsonDocument.Parse(text);

        json.RootElement.GetProperty("lines")[0].GetProperty("l").GetString().ShouldBe("""{"msg":"sign-in of [masked:email]","password":"[masked]","n":1}""");
        json.RootElement.GetProperty("lines")[0].GetProperty("k").GetInt32().ShouldBe(2);
        (await viewer.GetAsync($"/api/v1/logs/lines?{Range}&raw=1")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.GetStringAsync($"/logs/download?{Range}&format=json")).ShouldNotContain("hunter2");
        (await viewer.GetAsync($"/logs/download?{Range}&raw=1")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Lines_RawByARoleThatMay_AreInTheAuditLogAndOthersMayNot()
    {
        using var responder = await fixture.Portal.SignedInAsync(Roles.Responder);
        using var admin = await fixture.Portal.SignedInAsync(Roles.Admin);

        (await responder.GetStringAsync($"/api/v1/logs/lines?{Range}&raw=1")).ShouldContain("hunter2");
        (await responder.GetStringAsync($"/logs/download?{Range}&format=csv")).ShouldContain("[masked]");
        await responder.GetStringAsync($"/api/v1/logs/lines?{Range}");
        await responder.GetStringAsync($"/api/v1/logs/lines?{Range}");
        (await admin.GetAsync($"/api/v1/logs/lines?{Range}&raw=1")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await Eventually.EqualAsync(async () => string.Join(" ", await ActionsAsync()), "logs.download logs.read-raw logs.search");
    }

    [Fact]
    public async Task Lines_ViewerLeaves_LokiIsLeftAlone()
    {
        using var viewer = await fixture.Portal.SignedInAsync(Roles.Viewer);
        using var stop = new CancellationTokenSource();

        var asked = viewer.GetAsync($"/api/v1/logs/lines?{Range.Replace("hdc", CannedLoki.Slow, StringComparison.Ordinal)}", stop.Token);
        await Eventually.EqualAsync(() => Task.FromResult(fixture.Loki.Waiting), 1);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        await Eventually.EqualAsync(() => Task.FromResult(fixture.Loki.Waiting), 0);
    }

    [Fact]
    public async Task Tail_LinesThatCome_AreCoveredAndOnceUpstream()
    {
        using var machine = await fixture.Portal.WithTokenAsync(Scopes.ApiRead);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var one = await TailAsync(machine, stop.Token);
        using var two = await TailAsync(machine, stop.Token);
        await Eventually.EqualAsync(() => Task.FromResult(fixture.Loki.Tails), 1);

        fixture.Loki.Say(LogsFixture.End, LogsFixture.Secret);

        foreach (var socket in new[] { one, two })
        {
            using var frame = await FrameAsync(socket, stop.Token);
            frame.RootElement.GetProperty("lines")[0].GetProperty("l").GetString()!.ShouldContain("\"password\":\"[masked]\"");
            frame.RootElement.GetProperty("streams").GetProperty("0").GetProperty("service").GetString().ShouldBe("hdc");
        }
        fixture.Loki.Tails.ShouldBe(1);
    }

    [Fact]
    public async Task Tail_OfAnotherSitesPage_IsRefused()
    {
        using var machine = await fixture.Portal.WithTokenAsync(Scopes.ApiRead);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/logs/tail?query=%7Ba%3D%22b%22%7D");
        request.Headers.Add("Origin", "https://elsewhere.example");

        (await machine.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?query=%7Ba%3D%22b%22%7D&start=2&end=1")]
    [InlineData("?query=%7Ba%3D%22b%22%7D&start=1&end=2&limit=5001")]
    [InlineData("?store=splunk&query=%7Ba%3D%22b%22%7D&start=1&end=2")]
    [InlineData("?query=%7Ba%3D%22b%22%7D%20%7C%20json%20%7C%20line_format%20%22x%7B%7B.password%7D%7D%22&start=1&end=2")]
    public async Task Lines_WrongQuestion_IsA400InWords(string query)
    {
        using var viewer = await fixture.Portal.SignedInAsync(Roles.Viewer);

        var answer = await viewer.GetAsync("/api/v1/logs/lines" + query);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"reason\"");
    }

    [Fact]
    public async Task FieldValues_OfAMaskedFieldUnderAnotherName_AreRefused()
    {
        using var viewer = await fixture.Portal.SignedInAsync(Roles.Viewer);

        var answer = await viewer.GetAsync("/api/v1/logs/field-values?field=x&start=1&end=2&query=" + Uri.EscapeDataString("{a=\"b\"} | json | label_format x=password"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("masked");
    }

    [Theory]
    [InlineData("/logs")]
    [InlineData("/logs/patterns")]
    [InlineData("/traces")]
    public async Task Tabs_OfARange_TakeItAlong(string path)
    {
        using var viewer = await fixture.Portal.SignedInAsync(Roles.Viewer);

        var page = await viewer.GetStringAsync(path + "?query=%7Ba%3D%22b%22%7D&from=now-3h&to=now");

        foreach (var other in new[] { "/logs", "/logs/patterns", "/traces" })
            page.ShouldContain($"<a href=\"{other}?from=now-3h&amp;to=now\"" + (other == path ? " aria-current=\"page\"" : " data-testid="));
        (await viewer.GetStringAsync(path)).ShouldContain($"<a href=\"{path}\" aria-current=\"page\"");
    }

    private async Task<ClientWebSocket> TailAsync(HttpClient machine, CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", machine.DefaultRequestHeaders.Authorization!.ToString());
        await socket.ConnectAsync(new Uri(fixture.Portal.BaseUrl.Replace("http://", "ws://", StringComparison.Ordinal) + "/api/v1/logs/tail?query=%7Bservice%3D%22hdc%22%7D"), stop);
        return socket;
    }

    // The first frame that has lines.
    private static async Task<JsonDocument> FrameAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, stop);
            var json = JsonDocument.Parse(Encoding.UTF8.GetString(buffer, 0, got.Count));
            if (json.RootElement.GetProperty("lines").GetArrayLength() > 0)
                return json;
        }
    }

    // Of the one who read raw lines.
    private async Task<string[]> ActionsAsync()
    {
        await using var connection = await fixture.Portal.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            "SELECT action FROM audit_log WHERE action LIKE 'logs.%' AND actor_id = (SELECT actor_id FROM audit_log WHERE action = 'logs.read-raw' LIMIT 1) ORDER BY action")];
    }
}
