using System.Security.Claims;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>People's steps on the real database: nobody's is lost, and everybody's is written down.</summary>
public sealed class StepTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly ClaimsPrincipal Anna = Person("Anna", Roles.Responder);
    private static readonly ClaimsPrincipal Ben = Person("Ben", Roles.Admin);

    private IncidentDesk Desk => fixture.Portal.Services.GetRequiredService<IncidentDesk>();

    [Fact]
    public async Task Take_TwoAcknowledgeAtOnce_BothAreOnTheTimelineAndInTheAuditLog()
    {
        var number = await DeclareAsync();

        var results = await Task.WhenAll(TakeAsync(Anna, number, StepKind.Acknowledge, 1), TakeAsync(Ben, number, StepKind.Acknowledge, 1));

        results.ShouldAllBe(result => result.IsTaken);
        results.Count(result => result.Words.Contains("your acknowledgement is recorded beside it")).ShouldBe(1);
        (await NamesAsync(number, "acknowledged")).ShouldBe(["Anna", "Ben"], ignoreOrder: true);
        (await AllAsync<string>("SELECT actor_name FROM audit_log WHERE subject = @name AND action = 'incident.acknowledge'", new { name = IncidentRow.NameOf(number) })).ShouldBe(["Anna", "Ben"], ignoreOrder: true);
    }

    [Fact]
    public async Task Take_TwentyCommentsAtOnce_AllAreKept()
    {
        var number = await DeclareAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Desk.TakeAsync(i % 2 == 0 ? Anna : Ben, number, new IncidentStep(StepKind.Note, Guid.NewGuid(), 1, $"note {i}"), default)));

        results.ShouldAllBe(result => result.IsTaken);
        (await NamesAsync(number, "note")).Count.ShouldBe(20);
        (await AllAsync<int>("SELECT version FROM incidents WHERE number = @number", new { number })).Single().ShouldBe(21);
    }

    /// <summary>Who begins to work on an incident that nobody took is followed by escalations like who acknowledges it.</summary>
    [Theory]
    [InlineData(StepKind.Investigate, "Acknowledged")]
    [InlineData(StepKind.Mitigate, "Acknowledged")]
    [InlineData(StepKind.Note, "Worked")]
    public async Task Take_WorkBegins_IsToldToWhoFollows(StepKind kind, string told)
    {
        var number = await DeclareAsync();

        (await Desk.TakeAsync(Anna, number, new IncidentStep(kind, Guid.NewGuid(), 1, "look"), default)).IsTaken.ShouldBeTrue();

        (await AllAsync<string>("SELECT kind FROM incident_events WHERE incident_number = @number ORDER BY number", new { number })).ShouldBe(["Opened", told]);
    }

    [Fact]
    public async Task Take_OldPageAfterAnotherMitigated_AsksAndTakesItWhenToldAgain()
    {
        var number = await DeclareAsync();
        (await TakeAsync(Anna, number, StepKind.Mitigate, 1)).IsTaken.ShouldBeTrue();

        var asked = await TakeAsync(Ben, number, StepKind.Resolve, 1);
        var still = await TakeAsync(Ben, number, StepKind.Resolve, asked.Version);

        asked.Outcome.ShouldBe(StepOutcome.Ask);
        asked.Words.ShouldStartWith("Anna was faster, ");
        still.IsTaken.ShouldBeTrue();
        (await NamesAsync(number, "resolved")).ShouldBe(["Ben"]);
    }

    [Fact]
    public async Task Take_SameStepTwice_IsTakenOnce()
    {
        var number = await DeclareAsync();
        var step = new IncidentStep(StepKind.Note, Guid.NewGuid(), 1, "once");

        await Desk.TakeAsync(Anna, number, step, default);
        (await Desk.TakeAsync(Anna, number, step, default)).IsTaken.ShouldBeTrue();

        (await NamesAsync(number, "note")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Manager)]
    public async Task Take_RoleThatMayOnlyLook_IsRefusedInWords(string role)
    {
        var number = await DeclareAsync();

        var result = await TakeAsync(Person("Eve", role), number, StepKind.Acknowledge, 1);

        result.Outcome.ShouldBe(StepOutcome.Refused);
        result.Words.ShouldContain("role responder");
        (await NamesAsync(number, "acknowledged")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Declare_SentTwice_IsOneIncident()
    {
        var declaration = new Declaration(Guid.NewGuid(), "Mugs fall over", "", "h200", "platform", Priority.P2);

        var (_, first) = await Desk.DeclareAsync(Anna, declaration, default);
        var (again, second) = await Desk.DeclareAsync(Anna, declaration, default);

        again.IsTaken.ShouldBeTrue();
        second.ShouldBe(first);
    }

    /// <summary>The whole way to other screens: the commit tells the change feed, and readers are told.</summary>
    [Fact]
    public async Task Take_Step_IsToldToOpenPages()
    {
        var number = await DeclareAsync();
        var reader = fixture.Portal.Services.GetRequiredService<IncidentReader>();
        var told = new TaskCompletionSource();
        // It may be told more than once, of what others do, too: the declaration's own word may come late.
        void Tell() => told.TrySetResult();
        reader.Changed += Tell;

        await TakeAsync(Anna, number, StepKind.Acknowledge, 1);

        await told.Task.WaitAsync(TimeSpan.FromMinutes(1));
        reader.Changed -= Tell;
        (await reader.DetailAsync(number)).Value!.Incident.AcknowledgedBy.ShouldBe("Anna");
    }

    [Fact]
    public async Task OpenIncidents_ByService_CountsWhatIsNotResolved()
    {
        var counts = fixture.Portal.Services.GetRequiredService<IOpenIncidents>();
        var number = await DeclareAsync("only-here");
        await Eventually.EqualAsync(async () => (await counts.ByServiceAsync(default)).Value!.GetValueOrDefault("only-here"), 1);

        await TakeAsync(Anna, number, StepKind.Resolve, 1);

        await Eventually.EqualAsync(async () => (await counts.ByServiceAsync(default)).Value!.GetValueOrDefault("only-here"), 0);
    }

    private async Task<long> DeclareAsync(string? service = null)
    {
        var (result, number) = await Desk.DeclareAsync(Anna, new Declaration(Guid.NewGuid(), "Something is wrong", "Said a person", service, null, Priority.P2), default);
        result.IsTaken.ShouldBeTrue();
        return number;
    }

    private Task<StepResult> TakeAsync(ClaimsPrincipal person, long number, StepKind kind, int seen) => Desk.TakeAsync(person, number, new IncidentStep(kind, Guid.NewGuid(), seen), default);

    private Task<IReadOnlyList<string>> NamesAsync(long number, string kind)
        => AllAsync<string>("SELECT actor_name FROM incident_timeline WHERE incident_number = @number AND kind = @kind ORDER BY id", new { number, kind });

    private async Task<IReadOnlyList<T>> AllAsync<T>(string sql, object parameters)
    {
        await using var connection = await fixture.Portal.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    private static ClaimsPrincipal Person(string name, string role) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, "user:" + name), new(ClaimTypes.Name, name), new(ClaimTypes.Role, role), new(Actor.KindClaim, "user")], "test"));
}
