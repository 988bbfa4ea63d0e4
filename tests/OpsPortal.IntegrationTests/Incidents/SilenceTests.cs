using System.Security.Claims;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Metrics;
using OpsPortal.Features.Incidents.Reviews;
using OpsPortal.Features.Incidents.Silencing;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Silences in a real Alertmanager; reviews and metrics of what people did.</summary>
public sealed class SilenceTests(PostgresServer postgres) : IAsyncLifetime
{
    private AlertmanagerServer _alertmanager = null!;
    private PortalHost _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _alertmanager = await AlertmanagerServer.StartAsync();
        _portal = await PortalHost.StartAsync(postgres, new()
        {
            // What it does by itself every some seconds, the tests do by hand.
            ["Alertmanager:Url"] = _alertmanager.Url, ["Incidents:ReconcileSeconds"] = "0",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _alertmanager.DisposeAsync();
    }

    [Fact]
    public async Task Make_FromAnIncident_IsInAlertmanagerAndEndsWithTheIncident()
    {
        var number = await DeclareAsync();
        var now = DateTimeOffset.UtcNow;

        var made = await Desk.MakeAsync(Person(Roles.Responder), new WantedSilence(MatcherText.Read("service=\"h200\"").Matchers, now, now.AddHours(2), "The fan is changed", number, true), default);

        made.IsTaken.ShouldBeTrue(made.Words);
        (await SilencesAsync()).ShouldBe(["active service=\"h200\" by Anna: The fan is changed"]);
        await Desk.EndWithIncidentsAsync(default);
        (await SilencesAsync()).Single().ShouldStartWith("active");
        await _portal.Services.GetRequiredService<IncidentDesk>().TakeAsync(Person(Roles.Responder), number, new IncidentStep(StepKind.Resolve, Guid.NewGuid(), 100), default);
        await Desk.EndWithIncidentsAsync(default);
        await Desk.EndWithIncidentsAsync(default);

        (await SilencesAsync()).Single().ShouldStartWith("expired");
        (await OneAsync<string>("SELECT string_agg(text, '|' ORDER BY id) FROM incident_timeline WHERE kind = 'suppressed'")).ShouldStartWith("Silenced in Alertmanager: service=\"h200\", until ");
        (await OneAsync<int>("SELECT count(*)::int FROM audit_log WHERE action IN ('silence.create', 'silence.expire')")).ShouldBe(2);
    }

    [Fact]
    public async Task Make_ByAViewerOrWithoutReason_IsRefused()
    {
        var now = DateTimeOffset.UtcNow;
        var wanted = new WantedSilence(MatcherText.Read("service=h200").Matchers, now, now.AddHours(2), "x", null, false);

        (await Desk.MakeAsync(Person(Roles.Viewer), wanted, default)).Outcome.ShouldBe(StepOutcome.Refused);
        (await Desk.MakeAsync(Person(Roles.Responder), wanted with { Comment = " " }, default)).Words.ShouldContain("Say why");
        (await Desk.MakeAsync(Person(Roles.Responder), wanted with { To = now.AddHours(-1) }, default)).Words.ShouldContain("end after it begins");
        (await SilencesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Review_OfAnIncident_IsDraftedSavedAndExportedWithoutForeignTags()
    {
        var number = await DeclareAsync("Mugs <script>alert(1)</script> fall");
        await _portal.Services.GetRequiredService<IncidentDesk>().TakeAsync(Person(Roles.Responder), number, new IncidentStep(StepKind.Acknowledge, Guid.NewGuid(), 1, "I **look** at it"), default);
        var client = await _portal.SignedInAsync(Roles.Responder);
        var store = _portal.Services.GetRequiredService<ReviewStore>();

        var markdown = await client.GetStringAsync($"/incidents/{number}/review.md");
        var html = await client.GetStringAsync($"/incidents/{number}/review.html");
        (await store.SaveAsync(Person(Roles.Responder), number, 0, "# Ours\n\nDone.", default)).IsTaken.ShouldBeTrue();
        (await store.SaveAsync(Person(Roles.Responder), number, 0, "# Theirs", default)).Words.ShouldContain("Somebody saved another version");

        markdown.ShouldContain("Anna: Acknowledged. I **look** at it");
        markdown.ShouldContain("- Taken by somebody: ");
        html.ShouldContain("<strong>look</strong>");
        html.ShouldNotContain("<script");
        (await client.GetStringAsync($"/incidents/{number}/review.md")).ShouldBe("# Ours\n\nDone.");
        (await client.GetStringAsync($"/incidents/{number}/review")).ShouldContain("Saved");
    }

    [Fact]
    public async Task Metrics_OfWhatPeopleDid_AreCounted()
    {
        var number = await DeclareAsync();
        var desk = _portal.Services.GetRequiredService<IncidentDesk>();
        await desk.TakeAsync(Person(Roles.Responder), number, new IncidentStep(StepKind.Mitigate, Guid.NewGuid(), 1), default);
        await desk.TakeAsync(Person(Roles.Responder), number, new IncidentStep(StepKind.Resolve, Guid.NewGuid(), 2), default);

        var read = await _portal.Services.GetRequiredService<MetricsReader>().ReadAsync(30, default);
        var row = IncidentMetrics.Of(read.Value.Incidents, read.Value.IsCut).All;

        (row.Incidents, row.Open, row.Noise).ShouldBe((1, 0, 0));
        row.Acknowledge.ShouldBe(row.Mitigate);
        row.Resolve!.Value.ShouldBeGreaterThanOrEqualTo(row.Mitigate!.Value);
        var client = await _portal.SignedInAsync(Roles.Viewer);
        (await client.GetStringAsync("/incidents/metrics?days=7")).ShouldContain("MTTA");
        (await client.GetStringAsync("/incidents/metrics.csv?days=7")).ShouldContain($"INC-{number},Something is wrong");
    }

    private SilenceDesk Desk => _portal.Services.GetRequiredService<SilenceDesk>();

    private async Task<string[]> SilencesAsync() =>
        [.. (await _portal.Services.GetRequiredService<AlertmanagerClient>().SilencesAsync(default)).Value!.Select(one => $"{one.State} {string.Join(", ", one.Matchers)} by {one.CreatedBy}: {one.Comment}")];

    private async Task<long> DeclareAsync(string title = "Something is wrong")
        => (await _portal.Services.GetRequiredService<IncidentDesk>().DeclareAsync(Person(Roles.Responder), new Declaration(Guid.NewGuid(), title, "", "h200", null, Priority.P2), default)).Number;

    private async Task<T> OneAsync<T>(string sql)
    {
        await using var connection = await _portal.Database.OpenConnectionAsync();
        return (await connection.QuerySingleAsync<T>(sql))!;
    }

    private static ClaimsPrincipal Person(string role) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, "user:Anna"), new(ClaimTypes.Name, "Anna"), new(ClaimTypes.Role, role), new(Actor.KindClaim, "user")], "test"));
}
