using System.Security.Claims;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Running;
using OpsPortal.Features.OnCall.Storage;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.IntegrationTests.Notifications;

namespace OpsPortal.IntegrationTests.OnCall;

/// <summary>From an incident to the messages, on a real PostgreSQL, with several replicas and stops in between.</summary>
public sealed class EscalatorTests(NotificationFixture fixture) : NotificationTests(fixture)
{
    private string _anna = "";
    private string _bob = "";
    private Guid _chat;
    private Guid _schedule;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _anna = await PersonAsync();
        _bob = await PersonAsync();
        _chat = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/chat");
        await Portal.ChannelAsync(ChannelKind.Email, owner: _anna, address: "anna@example.org");
        await Portal.ChannelAsync(ChannelKind.Email, owner: _bob, address: "bob@example.org");
        _schedule = Guid.NewGuid();
        (await Store.SaveAsync(NotificationPortal.Me, _schedule, 0, new Schedule
        {
            Name = "Primary", Zone = "Europe/Berlin", Layers = [new Layer { Name = "days", Start = new(2026, 11, 1), Handoff = new(9, 0), Unit = TurnUnit.Days, People = [_anna, _bob] }],
        }, default)).ShouldBeNull();
    }

    private OnCallStore Store => Portal.Portal.Services.GetRequiredService<OnCallStore>();

    private Escalator Escalator => Portal.Portal.Services.GetRequiredService<Escalator>();

    [Fact]
    public async Task Incident_NobodyAcknowledges_GoesThroughTheSteps()
    {
        await PolicyAsync([Channel(), OnCall(), Wait(5), Person(_bob), Wait(5)], repeats: 1);
        var number = await IncidentAsync(1);

        var told = await MinutesAsync(22);

        var onCall = Name(await OnCallAsync());
        told.ShouldBe([$"0 chat", $"0 {onCall}", "5 bob", "10 chat", $"10 {onCall}", "15 bob"]);
        (await TimelineAsync(number)).ShouldContain("Step 4: told Test responder by e-mail.");
        (await TimelineAsync(number))[^1].ShouldBe("All steps of the policy P are done, and nobody has acknowledged.");
    }

    [Fact]
    public async Task Incident_Acknowledged_StopsAndTellsTheChannel()
    {
        await PolicyAsync([Channel(), Wait(5), Person(_bob)], remind: 10);
        var number = await IncidentAsync(1);
        await MinutesAsync(2);

        await StepAsync(number, "Acknowledged", "acknowledged_at = @now, acknowledged_by = 'Anna', assignee_id = @anna, status = 'acknowledged'");
        var told = await MinutesAsync(12);

        told.ShouldBe(["2 chat", "12 anna"]);
        Portal.Web.Posts.Last().Text.ShouldContain("Acknowledged by Anna");
        SmtpSink.Read(Portal.Mail.Mails.Last()).Headers.ShouldContain("Subject: Still on it?");
        await StepAsync(number, "Resolved", "status = 'resolved', resolved_at = @now");
        (await MinutesAsync(30)).ShouldBe(["14 chat"]);
    }

    [Fact]
    public async Task Incident_AcknowledgedButNotHeardYet_CallsNobody()
    {
        await PolicyAsync([Wait(5), Person(_bob)]);
        var number = await IncidentAsync(1);
        await MinutesAsync(1);

        // The step's own look at the incident finds it before the event is taken in.
        await using (var connection = await Portal.Portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("UPDATE incidents SET acknowledged_at = @now, acknowledged_by = 'Anna' WHERE number = @number", new { number, now = Portal.Clock.GetUtcNow() });

        (await MinutesAsync(10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Incident_ResolvedButNotHeardYet_TheChannelHearsOfItWithTheEvent()
    {
        await PolicyAsync([Channel(), Wait(2), Person(_bob)]);
        var number = await IncidentAsync(1);
        await MinutesAsync(1);
        await using (var connection = await Portal.Portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync("UPDATE incidents SET status = 'resolved', resolved_at = @now WHERE number = @number", new { number, now = Portal.Clock.GetUtcNow() });
            (await MinutesAsync(4)).ShouldBeEmpty();
            await EventAsync(connection, number, "Resolved");
        }

        (await MinutesAsync(10)).ShouldBe(["5 chat"]);
    }

    [Fact]
    public async Task CallNowAndSnooze_ByAPerson_AreDoneAndWrittenDown()
    {
        await PolicyAsync([Channel(), Wait(5), Person(_bob)]);
        var number = await IncidentAsync(1);
        await MinutesAsync(1);
        var desk = Portal.Portal.Services.GetRequiredService<EscalationDesk>();
        var person = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, _anna), new(ClaimTypes.Name, "Anna"), new(ClaimTypes.Role, Roles.Responder)], "test"));
        var viewer = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "v"), new(ClaimTypes.Name, "Vera"), new(ClaimTypes.Role, Roles.Viewer)], "test"));
        var call = Guid.NewGuid();

        (await desk.CallNowAsync(person, number, _bob, call, default)).Done.ShouldBeTrue();
        await desk.CallNowAsync(person, number, _bob, call, default);
        (await desk.SnoozeAsync(person, number, TimeSpan.FromHours(1), default)).Done.ShouldBeTrue();
        (await desk.SnoozeAsync(viewer, number, TimeSpan.FromHours(9), default)).Done.ShouldBeFalse();

        (await MinutesAsync(67)).ShouldBe(["61 chat", "66 bob"]);
        (await Portal.RowsAsync()).Count(row => row.Key.StartsWith("call-now", StringComparison.Ordinal)).ShouldBe(1);
        (await TimelineAsync(number)).ShouldContain("Called Test responder by e-mail.");
    }

    [Fact]
    public async Task FourReplicas_SameSteps_EachIsTakenOnce()
    {
        await PolicyAsync([Channel(), Wait(1), Channel(), Wait(1)], repeats: 2);
        for (var i = 0; i < 10; i++)
            await IncidentAsync(1);

        for (var minute = 0; minute < 8; minute++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(RoundAsync)));
            Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var rows = await Portal.RowsAsync();
        rows.Length.ShouldBe(10 * 6);
        rows.Select(row => row.Key).Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task Portal_AwayForAnHour_GoesOnWithTheNextStepOnly()
    {
        await PolicyAsync([Channel(), Wait(5), Person(_anna), Wait(5), Person(_bob)]);
        await IncidentAsync(1);
        await MinutesAsync(1);

        Portal.Clock.Advance(TimeSpan.FromHours(1));

        (await MinutesAsync(6)).ShouldBe(["61 anna", "66 bob"]);
    }

    [Fact]
    public async Task Edits_AtOnce_OneIsTold()
    {
        var schedule = new Schedule { Name = "Other", Layers = [new Layer { Start = new(2026, 1, 1), People = [_anna] }] };
        var id = Guid.NewGuid();
        (await Store.SaveAsync(NotificationPortal.Me, id, 0, schedule, default)).ShouldBeNull();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Store.SaveAsync(NotificationPortal.Me, id, 1, schedule with { Name = "Other " + i }, default)));

        answers.Count(answer => answer is null).ShouldBe(1);
        answers.Count(answer => answer?.Contains("meanwhile") == true).ShouldBe(4);
        (await Store.SaveAsync(NotificationPortal.Me, Guid.NewGuid(), 0, schedule with { Name = "primary" }, default))!.ShouldContain("name");
        await PolicyAsync([OnCall(), Wait(5)]);
        (await Store.DeleteAsync(NotificationPortal.Me, _schedule, 1, default))!.ShouldContain("policy");
    }

    [Fact]
    public async Task StandIn_OverTheTurn_IsCalledInstead()
    {
        await PolicyAsync([OnCall(), Wait(60)]);
        var regular = await OnCallAsync();
        var other = regular == _anna ? _bob : _anna;
        var now = Portal.Clock.GetUtcNow();
        (await Store.StandInAsync(NotificationPortal.Me, _schedule, new StandIn(Guid.NewGuid(), now.AddMinutes(-1), now.AddHours(1), other, now), null, default)).ShouldBeNull();

        await IncidentAsync(1);

        (await MinutesAsync(1)).ShouldBe(["0 " + Name(other)]);
    }

    [Fact]
    public async Task Turn_Changes_WhoComesIsToldOnceWithWhatIsOpen()
    {
        await PolicyAsync([Channel(), Wait(600)]);
        await IncidentAsync(2);
        await MinutesAsync(1);
        var handovers = Portal.Portal.Services.GetRequiredService<Handovers>();
        await handovers.LookAsync(default);
        var before = await OnCallAsync();

        // 9 in Berlin.
        Portal.Clock.Set(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => handovers.LookAsync(default)));
        await handovers.LookAsync(default);

        var row = (await Portal.RowsAsync()).Where(one => one.Kind == AnnouncementKind.Handover).ShouldHaveSingleItem();
        row.PersonId.ShouldBe(before == _anna ? _bob : _anna);
        row.Title.ShouldBe("You are on call now: Primary");
        row.Body.ShouldBe("Test responder had it before.\nOpen:\nP2 INC-1: Broken (nobody acknowledged)");
    }

    private async Task<string> OnCallAsync()
        => (await Portal.Portal.Services.GetRequiredService<OnCallReader>().ReadAsync(default)).Value!.PlanOf(_schedule)!.PersonAt(Portal.Clock.GetUtcNow())!;

    private string Name(string id) => id == _anna ? "anna" : "bob";

    private async Task<string> PersonAsync()
    {
        var name = await Accounts.CreateAsync(Portal.Portal, Roles.Responder);
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync();
        return (await connection.QuerySingleAsync<Guid>("SELECT id FROM accounts WHERE user_name = @name", new { name })).ToString();
    }

    private PolicyStep Channel() => new() { Kind = StepKind.Notify, Target = TargetKind.Channel, TargetId = _chat.ToString() };

    private PolicyStep OnCall() => new() { Kind = StepKind.Notify, Target = TargetKind.Schedule, TargetId = _schedule.ToString() };

    private static PolicyStep Person(string id) => new() { Kind = StepKind.Notify, Target = TargetKind.Person, TargetId = id };

    private static PolicyStep Wait(int minutes) => new() { Kind = StepKind.Wait, Minutes = minutes };

    private async Task PolicyAsync(PolicyStep[] steps, int repeats = 0, int remind = 0)
    {
        var id = Guid.NewGuid();
        (await Store.SaveAsync(NotificationPortal.Me, id, 0, new EscalationPolicy { Name = "P", Steps = steps, Repeats = repeats, RemindMinutes = remind }, default)).ShouldBeNull();
        (await Store.SaveAsync(NotificationPortal.Me, 0, new Routes { Rules = [new PolicyRule(null, null, [], id)] }, default)).ShouldBeNull();
    }

    private Task<long> IncidentAsync(int priority) => Portal.IncidentAsync(priority, _anna);

    private Task EventAsync(Npgsql.NpgsqlConnection connection, long number, string kind) => Portal.EventAsync(connection, number, kind, _anna);

    private Task RoundAsync() => Portal.EscalateAsync();

    private async Task StepAsync(long number, string kind, string change)
    {
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync();
        await connection.ExecuteAsync($"UPDATE incidents SET {change} WHERE number = @number", new { number, now = Portal.Clock.GetUtcNow(), anna = _anna });
        await EventAsync(connection, number, kind);
    }

    /// <summary>Goes on minute by minute.</summary>
    /// <returns>Who was told, with the minute since the start of the test.</returns>
    private async Task<string[]> MinutesAsync(int minutes)
    {
        var start = new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
        var before = (await Portal.RowsAsync()).Length;
        for (var i = 0; i < minutes; i++)
        {
            await RoundAsync();
            await Portal.SendAsync();
            Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        return [.. (await Portal.RowsAsync()).Skip(before).Select(row => $"{(int)(row.MadeAt - start).TotalMinutes} {(row.ChannelId == _chat ? "chat" : Name(row.PersonId!))}")];
    }

    private async Task<string[]> TimelineAsync(long number)
    {
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("SELECT text FROM incident_timeline WHERE incident_number = @number ORDER BY id", new { number })];
    }
}
