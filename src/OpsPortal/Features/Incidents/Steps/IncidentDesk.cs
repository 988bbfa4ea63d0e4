using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Steps;

/// <summary>
/// Takes the steps of people: checks that they may, decides under the incident's row lock, and writes step, timeline and
/// audit in one transaction, so that two who act at once never lose each other's step.
/// </summary>
public sealed partial class IncidentDesk(
    NpgsqlDataSource database, AuditLog audit, IAuthorizationService authorization, TimeProvider time, ILogger<IncidentDesk> logger)
{
    internal const string NotRecorded = "Your step was not recorded: the database does not answer. Try again in a moment.";
    internal const string NotAllowed = "Your role can look at incidents, not act on them. Ask an administrator for the role responder.";

    public Task<StepResult> TakeAsync(ClaimsPrincipal person, long number, IncidentStep step, CancellationToken cancellationToken)
        => GuardAsync(person, () => TakeAsync(Actor.From(person), number, step, cancellationToken));

    /// <summary>Opens an incident by hand.</summary>
    /// <returns>The result, and the new incident's number when it was taken.</returns>
    public async Task<(StepResult Result, long Number)> DeclareAsync(ClaimsPrincipal person, Declaration declaration, CancellationToken cancellationToken)
    {
        long number = 0;
        var result = await GuardAsync(person, async () =>
        {
            if (declaration.Problem is { } problem)
                return new StepResult(StepOutcome.Refused, problem, 0);
            number = await DeclareAsync(Actor.From(person), declaration, cancellationToken);
            return new StepResult(StepOutcome.Taken, "", 1);
        });
        return (result, number);
    }

    private async Task<StepResult> GuardAsync(ClaimsPrincipal person, Func<Task<StepResult>> act)
    {
        if (!(await authorization.AuthorizeAsync(person, null, Policies.Respond)).Succeeded)
            return new StepResult(StepOutcome.Refused, NotAllowed, 0);
        try
        {
            return await act();
        }
        catch (Exception error) when (DatabaseReads.IsAway(error))
        {
            LogNotTaken(error.Message);
            return new StepResult(StepOutcome.Unavailable, NotRecorded, 0);
        }
    }

    private async Task<StepResult> TakeAsync(Actor actor, long number, IncidentStep step, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await connection.QuerySingleOrDefaultAsync<IncidentRow>(new CommandDefinition(
            "SELECT * FROM incidents WHERE number = @number FOR UPDATE", new { number }, transaction, cancellationToken: cancellationToken));
        if (before is null)
            return new StepResult(StepOutcome.Refused, $"There is no {IncidentRow.NameOf(number)}.", 0);
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM incident_timeline WHERE step_id = @Id)", new { step.Id }, transaction, cancellationToken: cancellationToken)))
            return new StepResult(StepOutcome.Taken, "", before.Version);
        var decision = StepRules.Decide(before, step, await OthersAsync(connection, transaction, number, step, actor, cancellationToken), actor, now);
        if (decision.After is not { } after)
            return new StepResult(decision.Outcome, decision.Words, before.Version);
        await IncidentSql.UpdateAsync(connection, transaction, after, [decision.Entry!], now, cancellationToken);
        await audit.WriteAsync(
            connection, transaction, actor, "incident." + step.Kind.ToString().ToLowerInvariant(), before.Name,
            new { text = decision.Entry!.Text, from = before.Status.ToString(), to = after.Status.ToString(), after.Version }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, number.ToString());
        await transaction.CommitAsync(cancellationToken);
        return new StepResult(StepOutcome.Taken, decision.Words, after.Version);
    }

    private static async Task<OthersStep[]> OthersAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long number, IncidentStep step, Actor actor, CancellationToken cancellationToken)
        =>
        [
            .. (await connection.QueryAsync<(string Kind, string Name, DateTimeOffset At, string Text)>(new CommandDefinition(
                """
                SELECT kind, actor_name, at, text FROM incident_timeline
                WHERE incident_number = @number AND version > @SeenVersion AND actor_kind = 'user' AND actor_id <> @Id ORDER BY id
                """,
                new { number, step.SeenVersion, actor.Id }, transaction, cancellationToken: cancellationToken)))
                .Select(row => new OthersStep(Enum.Parse<TimelineKind>(row.Kind, ignoreCase: true), row.Name, row.At, row.Text)),
        ];

    private async Task<long> DeclareAsync(Actor actor, Declaration declaration, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var declared = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "SELECT incident_number FROM incident_timeline WHERE step_id = @Id", new { declaration.Id }, transaction, cancellationToken: cancellationToken));
        if (declared is { } before)
            return before;
        var number = await connection.QuerySingleAsync<long>(new CommandDefinition(
            """
            INSERT INTO incidents (origin, correlation, title, description, service, team, priority, priority_by_hand, status, opened_at, due_from, updated_at)
            VALUES ('declared', @correlation, @Title, @Description, @Service, @Team, @priority, true, 'open', @now, @now, @now) RETURNING number
            """,
            new
            {
                correlation = declaration.Service is null ? "declared" : "service:" + declaration.Service,
                Title = DeskGuard.Storable(declaration.Title.Trim()), Description = DeskGuard.Storable(declaration.Description.Trim()), declaration.Service, declaration.Team, priority = (short)declaration.Priority, now,
            },
            transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO incident_keys (key, incident_number) SELECT correlation, number FROM incidents WHERE number = @number", new { number }, transaction, cancellationToken: cancellationToken));
        await IncidentSql.WriteTimelineAsync(
            connection, transaction, new IncidentRow
            {
                Number = number, Title = DeskGuard.Storable(declaration.Title.Trim()), Service = declaration.Service, Team = declaration.Team, Priority = declaration.Priority,
            },
            [new TimelineDraft(TimelineKind.Declared, actor, $"Declared as {declaration.Priority}.", null, declaration.Id)],
            now, cancellationToken);
        await audit.WriteAsync(
            connection, transaction, actor, "incident.declare", IncidentRow.NameOf(number),
            new { declaration.Title, declaration.Service, priority = declaration.Priority.ToString() }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, number.ToString());
        await transaction.CommitAsync(cancellationToken);
        return number;
    }

    [LoggerMessage(2020, LogLevel.Error, "A responder's step was not recorded: {Reason}")]
    private partial void LogNotTaken(string reason);
}

/// <summary>An incident that a person saw before the alerts did.</summary>
/// <param name="Id">Made by the page, so that it is declared once.</param>
/// <param name="Service">A service of the catalog, or null.</param>
public sealed record Declaration(Guid Id, string Title, string Description, string? Service, string? Team, Priority Priority)
{
    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public string? Problem => string.IsNullOrWhiteSpace(Title) ? "Say in a few words what is wrong."
        : Title.Length > 200 ? "The title is longer than 200 characters."
        : Description.Length > 10_000 ? "The description is longer than 10,000 characters."
        : Enum.IsDefined(Priority) ? null : "Choose a priority from P1 to P4.";
}
