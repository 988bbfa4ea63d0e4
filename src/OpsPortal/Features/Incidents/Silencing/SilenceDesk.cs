using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Silencing;

/// <summary>A silence that a person wants.</summary>
/// <param name="From">Now or later: a maintenance window begins in the future.</param>
/// <param name="Incident">The incident that it is made from, or null.</param>
/// <param name="EndsWithIncident">It ends when the incident is resolved, at <paramref name="To"/> at the latest.</param>
public sealed record WantedSilence(IReadOnlyList<SilenceMatcher> Matchers, DateTimeOffset From, DateTimeOffset To, string Comment, long? Incident, bool EndsWithIncident);

/// <summary>Silences in Alertmanager, made and ended by people here: on the timeline of their incident and in the audit log.</summary>
public sealed class SilenceDesk(NpgsqlDataSource database, AlertmanagerClient alertmanager, AuditLog audit, IAuthorizationService authorization, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    public async Task<StepResult> MakeAsync(ClaimsPrincipal person, WantedSilence wanted, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(person, wanted) is { } problem)
            return Refuse(problem);
        var actor = Actor.From(person);
        var made = await alertmanager.SetSilenceAsync(null, wanted.Matchers, wanted.From, wanted.To, actor.Name, wanted.Comment.Trim(), cancellationToken);
        if (!made.IsOk)
            return new StepResult(made.Kind == OutcomeKind.Rejected ? StepOutcome.Refused : StepOutcome.Unavailable, made.Reason, 0);
        return await RecordAsync(actor, wanted.Incident, "silence.create", made.Value!, $"Silenced in Alertmanager: {string.Join(", ", wanted.Matchers)}, until {wanted.To:yyyy-MM-dd HH:mm} UTC{(wanted.EndsWithIncident ? " or until it is resolved" : "")}. {wanted.Comment.Trim()}",
            new { matchers = wanted.Matchers.Select(one => one.ToString()), wanted.From, wanted.To, wanted.Comment },
            "INSERT INTO incident_silences (silence_id, incident_number, ends_with_it, created_at, created_by) VALUES (@id, @incident, @endsWithIt, @now, @by) ON CONFLICT DO NOTHING",
            wanted.EndsWithIncident && wanted.Incident is not null, cancellationToken);
    }

    public async Task<StepResult> EndAsync(ClaimsPrincipal person, Silence silence, CancellationToken cancellationToken)
    {
        if (!(await authorization.AuthorizeAsync(person, null, Policies.Respond)).Succeeded)
            return Refuse(IncidentDesk.NotAllowed);
        var ended = await alertmanager.ExpireSilenceAsync(silence.Id, cancellationToken);
        if (!ended.IsOk)
            return new StepResult(StepOutcome.Unavailable, ended.Reason, 0);
        return await RecordAsync(Actor.From(person), await IncidentOfAsync(silence.Id, cancellationToken), "silence.expire", silence.Id, $"Ended the silence {string.Join(", ", silence.Matchers)}.",
            new { matchers = silence.Matchers.Select(one => one.ToString()) }, "UPDATE incident_silences SET expired_at = @now WHERE silence_id = @id", false, cancellationToken);
    }

    /// <summary>Ends the silences of resolved incidents that are to end with them. Called now and then.</summary>
    public async Task EndWithIncidentsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Id, long Incident)> due;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            due = (await connection.QueryAsync<(string, long)>(new CommandDefinition(
                """
                SELECT s.silence_id, s.incident_number FROM incident_silences s JOIN incidents i ON i.number = s.incident_number
                WHERE s.expired_at IS NULL AND s.ends_with_it AND i.status = 'resolved' LIMIT 20
                """, cancellationToken: cancellationToken))).AsList();
        }
        foreach (var (id, incident) in due)
        {
            var ended = await alertmanager.ExpireSilenceAsync(id, cancellationToken);
            // Alertmanager says so of one that it doesn't know any more: then there is nothing to end.
            if (ended.IsOk || ended.Kind == OutcomeKind.Rejected)
                await RecordAsync(Actor.System("OpsPortal"), incident, "silence.expire", id, "Its silence ended with it.", new { incident }, "UPDATE incident_silences SET expired_at = @now WHERE silence_id = @id", false, cancellationToken);
        }
    }

    private async Task<string?> ProblemAsync(ClaimsPrincipal person, WantedSilence wanted) => !(await authorization.AuthorizeAsync(person, null, Policies.Respond)).Succeeded ? IncidentDesk.NotAllowed
        : string.IsNullOrWhiteSpace(wanted.Comment) ? "Say why: whoever is woken or not woken wants to know."
        : wanted.Comment.Length > 500 ? "The reason is longer than 500 characters."
        : wanted.To <= wanted.From || wanted.To <= time.GetUtcNow() ? "It must end after it begins, and in the future."
        : wanted.To - wanted.From > Longest ? $"It is longer than {Longest.Days} days: change the rule instead."
        : null;

    private async Task<long?> IncidentOfAsync(string silence, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<long?>("SELECT incident_number FROM incident_silences WHERE silence_id = @silence", new { silence });
    }

    // Alertmanager has it by now; if the database fails the silence is there all the same, and its list shows it.
    private async Task<StepResult> RecordAsync(
        Actor actor, long? incident, string action, string id, string words, object detail, string sql, bool endsWithIt, CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var before = incident is null ? null : await connection.QuerySingleOrDefaultAsync<IncidentRow>("SELECT * FROM incidents WHERE number = @incident FOR UPDATE", new { incident }, transaction);
            await connection.ExecuteAsync(sql, new { id, incident = before?.Number, endsWithIt, now, by = actor.Name }, transaction);
            if (before is not null)
            {
                await IncidentSql.UpdateAsync(connection, transaction, before with { Version = before.Version + 1 }, [new TimelineDraft(TimelineKind.Suppressed, actor, words)], now, cancellationToken);
                await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, before.Number.ToString());
            }
            await audit.WriteAsync(connection, transaction, actor, action, "silence:" + id, detail, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new StepResult(StepOutcome.Taken, "", 0);
        }
        catch (Exception error) when (DatabaseReads.IsAway(error))
        {
            return new StepResult(StepOutcome.Unavailable, "Alertmanager did it, but it could not be recorded here: the database does not answer.", 0);
        }
    }

    private static StepResult Refuse(string words) => new(StepOutcome.Refused, words, 0);
}
