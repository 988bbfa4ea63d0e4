using System.Net;
using System.Net.Http.Headers;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>The pages as the server draws them first, with each role, on real rows.</summary>
public sealed class PageTests(PostgresServer postgres) : IAsyncLifetime
{
    private PortalHost _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync(postgres);

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task List_NothingEverCame_SaysHowAlertsComeIn()
    {
        var html = await (await _portal.SignedInAsync(Roles.Viewer)).GetStringAsync("/incidents");

        html.ShouldContain("There has never been an incident.");
        html.ShouldContain("Alertmanager has never called.");
    }

    [Fact]
    public async Task List_OpenIncidents_ShowsThemByUrgencyAndFilters()
    {
        await SendAsync(Alert("SlowResponses", "h200", "warning"), Alert("QuotaLow", "aurelis", "critical"), Alert("Idle", "hdc", "info"));
        var client = await _portal.SignedInAsync(Roles.Responder);

        var html = await client.GetStringAsync("/incidents");
        var filtered = await client.GetStringAsync("/incidents?service=h200");
        var alerts = await client.GetStringAsync("/incidents?show=alerts");

        html.IndexOf("QuotaLow of aurelis").ShouldBeLessThan(html.IndexOf("SlowResponses of h200"));
        html.IndexOf("QuotaLow of aurelis").ShouldBeGreaterThan(0);
        html.ShouldContain("data-testid=\"ack\"");
        html.ShouldNotContain("Idle of hdc");
        filtered.ShouldContain("SlowResponses of h200");
        filtered.ShouldNotContain("QuotaLow of aurelis");
        alerts.ShouldContain("Idle of hdc");
    }

    [Fact]
    public async Task List_OfATimeAndAHost_HasWhatWasOpenThenAndNamesItInItsAlerts()
    {
        await SendAsync(Alert("GpuLost", "gpu-host", "critical", 0, null, ("host", "rack-7")), Alert("QuotaLow", "aurelis", "critical"));
        var client = await _portal.SignedInAsync(Roles.Viewer);
        var now = TimeProvider.System.GetUtcNow();

        var during = await client.GetStringAsync($"/incidents?show=all&q=rack-7&during={Span(now.AddHours(-1), now.AddHours(1))}");
        var before = await client.GetStringAsync($"/incidents?show=all&q=rack-7&during={Span(now.AddDays(-30), now.AddDays(-29))}");

        during.ShouldContain("GpuLost of gpu-host");
        during.ShouldNotContain("QuotaLow of aurelis");
        during.ShouldContain("data-testid=\"incidents-during\"");
        before.ShouldNotContain("GpuLost of gpu-host");

        static string Span(DateTimeOffset from, DateTimeOffset to) => $"{from.ToUnixTimeMilliseconds()}-{to.ToUnixTimeMilliseconds()}";
    }

    [Fact]
    public async Task List_Viewer_SeesAllAndHasNoButtons()
    {
        await SendAsync(Alert("SlowResponses", "h200", "warning"));
        var client = await _portal.SignedInAsync(Roles.Viewer);

        (await client.GetStringAsync("/incidents")).ShouldNotContain("data-testid=\"ack\"");
        var detail = await client.GetStringAsync("/incidents/1");

        detail.ShouldContain("Steps and comments need the role responder");
        detail.ShouldNotContain("data-testid=\"step-acknowledge\"");
        (await client.GetAsync("/incidents/declare")).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Detail_HostileTexts_AreTextAndOddLinksAreNoLinks()
    {
        await SendAsync(Alert("<script>alert(1)</script>", "h200", "critical", 0, null, ("x", "\"><img src=x onerror=alert(2)>")));

        var html = await (await _portal.SignedInAsync(Roles.Responder)).GetStringAsync("/incidents/1");

        html.ShouldNotContain("<script>alert(1)");
        html.ShouldNotContain("<img src=x");
        html.ShouldContain("href=\"/runbooks/x\"");
        html.ShouldContain("up == 0");
    }

    [Fact]
    public async Task Detail_NumberThatIsNotThere_SaysSo()
        => (await (await _portal.SignedInAsync(Roles.Viewer)).GetStringAsync("/incidents/4711")).ShouldContain("There is no INC-4711.");

    [Fact]
    public async Task Export_FilteredList_IsCsv()
    {
        await SendAsync(Alert("SlowResponses", "h200", "warning"), Alert("QuotaLow", "aurelis", "critical"));

        var answer = await (await _portal.SignedInAsync(Roles.Viewer)).GetAsync("/incidents/export.csv?service=aurelis");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("incident,priority,status,title,service,team,opened_at");
        lines[1].ShouldContain("P1,open,QuotaLow of aurelis,aurelis");
    }

    private async Task SendAsync(params object[] alerts)
    {
        var client = await _portal.WithTokenAsync(Scopes.AlertsWrite);
        var content = new ByteArrayContent(Body(alerts)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        (await client.PostAsync("/api/v1/alertmanager/webhook", content)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
