using System.Security.Claims;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Correlating;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.IntegrationTests.Infrastructure;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>What joins by host, GPU, dependency and in a storm, what is taken for a symptom, and people who sort it out.</summary>
public sealed class CorrelatingTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly ClaimsPrincipal Anna = new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, "user:Anna"), new(ClaimTypes.Name, "Anna"), new(ClaimTypes.Role, Roles.Responder), new(Actor.KindClaim, "user")], "test"));

    private IncidentDatabase _database = null!;
    private PortalHost? _portal;

    public async ValueTask InitializeAsync() => _database = await IncidentDatabase.CreateAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
            await _portal.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Take_SameHostOrGpuOfOtherServices_JoinAndSayWhy()
    {
        await _database.TakeAsync(Body(Alert("A", "s1", "critical", 0, null, ("host", "rack1"), ("uuid", "GPU-7"))));
        await _database.TakeAsync(Body(Alert("B", "s2", "critical", 120, null, ("host", "rack1"))));
        await _database.TakeAsync(Body(Alert("C", "s3", "critical", 180, null, ("uuid", "GPU-7"))));
        await _database.TakeAsync(Body(Alert("D", "s4", "critical", 1200, null, ("host", "rack1"))));
        await _database.TakeAsync(Body(Alert("E", null, "critical", 10)));

        (await StoryAsync()).ShouldBe(["A,B,C", "D", "E"]);
        (await _database.AllAsync<string>("SELECT joined_because FROM alert_episodes WHERE joined_because IS NOT NULL ORDER BY id")).ShouldBe([
            "B of s2 began 2 min after the alerts of the same host, rack1", "C of s3 began 1 min after the alerts of the same GPU, GPU-7"]);
    }

    /// <summary>An alert that is in an incident brings its service along: what fires next there belongs to it.</summary>
    [Fact]
    public async Task Take_ServiceOfAJoinedAlert_JoinsToo()
    {
        await _database.TakeAsync(Body(Alert("A", "s1", "critical", 0, null, ("host", "rack1"))));
        await _database.TakeAsync(Body(Alert("B", "s2", "critical", 10, null, ("host", "rack1"))));
        await _database.TakeAsync(Body(Alert("C", "s2", "critical", 20)));

        (await StoryAsync()).ShouldBe(["A,B,C"]);
    }

    [Fact]
    public async Task Take_TenThousandAlertsInAMinute_MakeAHandfulOfIncidentsAndAllAreKept()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (body, _) =>
            await _database.TakeAsync(Body([.. Enumerable.Range(0, 500).Select(i => Alert("Storm", $"s{body * 500 + i}", "critical", i % 60))])));

        (await _database.OneAsync<int>("SELECT count(*)::int FROM incidents")).ShouldBe(11, "ten of their own (catalog/correlation.yaml), then the storm's");
        (await _database.OneAsync<int>("SELECT count(*)::int FROM alert_episodes WHERE incident_number IS NOT NULL")).ShouldBe(10_000);
        (await _database.OneAsync<int>("SELECT sum(alerts_firing)::int FROM incidents")).ShouldBe(10_000);
        (await _database.OneAsync<int>("SELECT count(*)::int FROM incidents WHERE correlation = 'storm'")).ShouldBe(1);
        (await _database.OneAsync<int>("SELECT count(*)::int FROM incident_timeline")).ShouldBeLessThan(300);
        var marks = (await new IncidentMarks(_database.Data, Options.Create(_database.Options), _database.Clock).ReadAsync(_database.Clock.GetUtcNow().AddHours(-2), _database.Clock.GetUtcNow().AddHours(2), null, default)).Value!;
        marks.Count(mark => mark.Kind == "alert").ShouldBeLessThan(20, "alerts of an incident that began in the same minute are one mark");
        marks.Where(mark => mark.Kind == "alert").Sum(mark => mark.Text.Split(" × ") is [_, var many] ? int.Parse(many.Split(' ')[0]) : 1).ShouldBe(10_000);
    }

    [Fact]
    public async Task Take_ServiceDown_SuppressesItsLatencyUntilItEnds()
    {
        await _database.TakeAsync(Body(Alert("H200SlowApiResponse", "h200", "warning", 0)));
        await _database.TakeAsync(Body(Alert("H200SystemDown", "h200", "critical", 30), Alert("H200SlowApiResponse", "h200", "warning", 40, null, ("i", "2"))));

        (await _database.AllAsync<string>("SELECT suppressed_because FROM alert_episodes WHERE suppressed_by IS NOT NULL")).ShouldBe(["H200SystemDown of h200 fires", "H200SystemDown of h200 fires"]);
        (await TimelineAsync()).ShouldContain("2 × H200SlowApiResponse is taken for a symptom: H200SystemDown of h200 fires.");

        await _database.TakeAsync(Body(Alert("H200SystemDown", "h200", "critical", 30, 90)));

        (await _database.OneAsync<int>("SELECT count(*)::int FROM alert_episodes WHERE suppressed_by IS NOT NULL")).ShouldBe(0);
        (await TimelineAsync()).ShouldContain("2 × H200SlowApiResponse is taken for a symptom no more: what explained it ended.");
    }

    [Fact]
    public async Task Merge_AndBack_MovesAllAlertsAndTellsBoth()
    {
        var desk = await DeskAsync();
        await TwoAsync();

        (await desk.MergeAsync(Anna, 1, 2, default)).IsTaken.ShouldBeTrue();

        (await StoryAsync()).ShouldBe(["", "A,B"]);
        (await _database.OneAsync<string>("SELECT status || ' ' || merged_into FROM incidents WHERE number = 1")).ShouldBe("resolved 2");
        (await desk.MergeAsync(Anna, 1, 2, default)).Words.ShouldContain("part of INC-2 already");
        // What fires on goes to where its alert is now.
        await _database.TakeAsync(Body(Alert("A2", "s1", "critical", 30)));
        (await StoryAsync()).ShouldBe(["", "A,A2,B"]);

        (await desk.TakeOutAsync(Anna, 1, default)).IsTaken.ShouldBeTrue();

        (await StoryAsync()).ShouldBe(["A", "A2,B"]);
        (await _database.OneAsync<string>("SELECT status FROM incidents WHERE number = 1")).ShouldBe("open");
        (await _database.AllAsync<string>("SELECT kind FROM incident_events ORDER BY number")).ShouldBe(["Opened", "Opened", "Merged", "Reopened"]);
        (await _database.AllAsync<string>("SELECT action FROM audit_log WHERE action LIKE 'incident.%' ORDER BY id")).ShouldBe(["incident.merge", "incident.unmerge"]);
    }

    [Fact]
    public async Task Move_ToANewOneAndToAnother_StaysWherePeoplePutIt()
    {
        var desk = await DeskAsync();
        await _database.TakeAsync(Body(Alert("A", "s1", "critical"), Alert("B", "s1", "warning")));
        var b = await _database.OneAsync<string>("SELECT fingerprint FROM alerts WHERE name = 'B'");

        var (result, to) = await desk.MoveAsync(Anna, 1, [b], null, default);

        result.IsTaken.ShouldBeTrue(result.Words);
        to.ShouldBe(2);
        (await StoryAsync()).ShouldBe(["A", "B"]);
        (await _database.OneAsync<string>("SELECT title || ' P' || priority FROM incidents WHERE number = 2")).ShouldBe("B of s1 P3");
        // It ends, and fires again: where a person put it.
        await _database.TakeAsync(Body(Alert("B", "s1", "warning", 0, 60)));
        await _database.TakeAsync(Body(Alert("B", "s1", "warning", 120)));
        (await _database.AllAsync<long>("SELECT incident_number FROM alert_episodes WHERE fingerprint = @b ORDER BY id", new { b })).ShouldBe([2, 2]);

        (await desk.MoveAsync(Anna, 2, [b], 1, default)).Result.IsTaken.ShouldBeTrue();
        (await StoryAsync()).ShouldBe(["A,B", ""]);
        (await desk.MoveAsync(Anna, 2, [b], 1, default)).Result.Words.ShouldContain("not in this incident any more");
    }

    /// <summary>Two merge the same pair in both directions while its alerts are told: one of them wins, and no alert is lost.</summary>
    [Fact]
    public async Task Merge_BothDirectionsAtOnceWhileAlertsCome_LosesNothing()
    {
        var desk = await DeskAsync();
        await TwoAsync();

        var merges = Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? desk.MergeAsync(Anna, 1, 2, default) : desk.MergeAsync(Anna, 2, 1, default));
        var alerts = Enumerable.Range(0, 12).Select(i => _database.TakeAsync(Body(Alert("A", "s1", "critical", 10 + i), Alert("B", "s2", "critical", 10 + i))));
        var results = await Task.WhenAll(merges);
        await Task.WhenAll(alerts);

        results.Count(result => result.IsTaken).ShouldBe(1);
        (await _database.OneAsync<int>("SELECT count(*)::int FROM alert_episodes WHERE ends_at IS NULL AND merged_into IS NULL AND incident_number IS NOT NULL")).ShouldBe(2);
        (await _database.OneAsync<int>("SELECT max(alerts_firing) FROM incidents")).ShouldBe(2);
    }

    [Fact]
    public async Task UndoSuppression_IsNoSymptomAnyMore()
    {
        var desk = await DeskAsync();
        await _database.TakeAsync(Body(Alert("H200SystemDown", "h200", "critical", 0), Alert("H200SlowApiResponse", "h200", "warning", 10)));
        var symptom = await _database.OneAsync<string>("SELECT fingerprint FROM alerts WHERE name = 'H200SlowApiResponse'");

        (await desk.UndoSuppressionAsync(Anna, 1, symptom, default)).IsTaken.ShouldBeTrue();
        await _database.TakeAsync(Body(Alert("H200SystemDown", "h200", "critical", 30, null, ("i", "2"))));

        (await _database.OneAsync<int>("SELECT count(*)::int FROM alert_episodes WHERE suppressed_by IS NOT NULL")).ShouldBe(0);
    }

    private async Task TwoAsync()
    {
        await _database.TakeAsync(Body(Alert("A", "s1", "critical")));
        await _database.TakeAsync(Body(Alert("B", "s2", "critical", 5)));
    }

    private async Task<SortingDesk> DeskAsync()
    {
        _portal = await PortalHost.StartAsync(postgres, database: _database.ConnectionString);
        return _portal.Services.GetRequiredService<SortingDesk>();
    }

    // The alert names of each incident, in the order of its number.
    private Task<IReadOnlyList<string>> StoryAsync() => _database.AllAsync<string>(
        """
        SELECT coalesce((SELECT string_agg(DISTINCT a.name, ',' ORDER BY a.name) FROM alert_episodes e JOIN alerts a USING (fingerprint) WHERE e.incident_number = i.number AND e.merged_into IS NULL), '')
        FROM incidents i ORDER BY number
        """);

    private Task<IReadOnlyList<string>> TimelineAsync() => _database.AllAsync<string>("SELECT text FROM incident_timeline ORDER BY id");
}
