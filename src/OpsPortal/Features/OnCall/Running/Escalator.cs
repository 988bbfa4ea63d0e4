using Npgsql;
using Dapper;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>
/// Moves escalations on: by what happened to incidents, and by time. All of a step (its new place, its messages, its line on the
/// timeline) is one transaction under a lock on the escalation, so that replicas don't both take it and a stop in between loses nothing.
/// </summary>
internal sealed partial class Escalator(
    NpgsqlDataSource database, OnCallReader reader, IIncidentEvents events, IIncidentDesk incidents, INotifications notifications, Caller caller,
    TimeProvider time, ILogger<Escalator> logger)
{
    private const int MostEvents = 200;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Takes in what happened to incidents since the last time.</summary>
    /// <returns>True when there may be more.</returns>
    public async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var seen = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "SELECT event FROM escalation_cursor FOR UPDATE SKIP LOCKED", null, transaction, cancellationToken: cancellationToken));
        if (seen is not { } from)
            return false;
        var news = await events.AfterAsync(from, MostEvents, cancellationToken);
        if (!news.IsOk || news.Value!.Count == 0)
            return false;
        var book = await reader.ReadAsync(connection, transaction, cancellationToken);
        foreach (var incident in news.Value.GroupBy(one => one.Incident))
        {
            if (!await TakeInAsync(connection, transaction, book, incident.Key, [.. incident], cancellationToken))
                return false;
        }
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE escalation_cursor SET event = @last", new { last = news.Value[^1].Number }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return news.Value.Count == MostEvents;
    }

    /// <summary>Does the next thing that is due.</summary>
    /// <returns>False when nothing is.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await EscalationSql.DueAsync(connection, transaction, now, cancellationToken) is not { } row)
            return false;
        var answer = await incidents.StateAsync(row.Incident, cancellationToken);
        if (!answer.IsOk)
            return false;
        var policy = row.ReadPolicy();
        // What the incident says now goes before what was heard of it: an acknowledgement of this second calls nobody. Taking it in,
        // and telling the others, is left to its event, which comes in a moment.
        if (answer.Value is { } incident && (incident.IsResolved || (row.Phase == EscalationPhase.Running && incident.AcknowledgedAt >= row.BeganAt)))
        {
            await EscalationSql.SaveAsync(connection, transaction, row with { NextAt = now + LookAgain }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        var state = answer.Value is null ? EscalationMachine.End(row.State) : row.State;
        (state, var calls) = EscalationMachine.Tick(policy, state, now);
        var after = row.With(state, now);
        await EscalationSql.SaveAsync(connection, transaction, after, cancellationToken);
        var book = calls.Count == 0 ? null : await reader.ReadAsync(connection, transaction, cancellationToken);
        foreach (var call in calls)
            await caller.CallAsync(connection, transaction, book!, after, answer.Value!, call, now, cancellationToken);
        if (state.Phase == EscalationPhase.Spent && answer.Value is not null)
            await incidents.WriteAsync(connection, transaction, row.Incident, Actor.System("escalation"), $"All steps of the policy {policy.Name} are done, and nobody has acknowledged.", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <returns>False when the incident can't be read now: all of it is tried again.</returns>
    private async Task<bool> TakeInAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, OnCallBook book, long number, IReadOnlyList<IncidentEvent> news, CancellationToken cancellationToken)
    {
        var answer = await incidents.StateAsync(number, cancellationToken);
        if (!answer.IsOk)
            return false;
        var before = await EscalationSql.FindAsync(connection, transaction, number, cancellationToken);
        if (answer.Value is not { } incident)
            return true;
        var now = time.GetUtcNow();
        var after = EscalationNews.Apply(before, incident, news, book.PolicyFor(incident.Service, incident.Team, incident.Priority), now);
        if (after is null)
        {
            if (news.Any(one => one.Kind != IncidentEventKind.Worked))
                LogNoPolicy(number);
            return true;
        }
        if (after == before)
            return true;
        await EscalationSql.SaveAsync(connection, transaction, after, cancellationToken);
        if (after.Phase == EscalationPhase.Ended && before?.Phase != EscalationPhase.Ended)
            await FollowUpAsync(connection, transaction, after, incident, AnnouncementKind.Resolved, "Resolved", news[^1].Number, cancellationToken);
        else if (after.Phase == EscalationPhase.Acknowledged && before?.Phase != EscalationPhase.Acknowledged)
            await FollowUpAsync(connection, transaction, after, incident, AnnouncementKind.Acknowledged, $"Acknowledged by {incident.AcknowledgedBy}", news[^1].Number, cancellationToken);
        return true;
    }

    private Task FollowUpAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, EscalationRow row, IncidentState incident, AnnouncementKind kind, string words, long by, CancellationToken cancellationToken)
        => notifications.FollowUpAsync(connection, transaction, new Announcement(
            $"escalation:{row.Incident}:{by}:{kind}", kind, $"{words}: P{incident.Priority} INC-{incident.Number}: {incident.Title}", "", incident.Href, false, incident.Number, incident.Priority), cancellationToken);

    [LoggerMessage(2600, LogLevel.Information, "INC-{Incident} has no escalation policy: nobody is called")]
    private partial void LogNoPolicy(long incident);
}
