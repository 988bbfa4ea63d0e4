using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>What people do with an incident's escalation: make it silent for a while, call somebody at once.</summary>
/// <remarks>Methods that change return words for the person who asked, and whether it was done.</remarks>
internal sealed class EscalationDesk(
    NpgsqlDataSource database, IIncidentDesk incidents, INotifications notifications, IPeople people, AuditLog audit, IAuthorizationService authorization, TimeProvider time)
{
    /// <returns>Null inside Ok: it has none.</returns>
    public Task<Outcome<EscalationRow?>> FindAsync(long incident, CancellationToken cancellationToken)
        => database.TryReadAsync(time, connection => EscalationSql.FindAsync(connection, null, incident, cancellationToken), cancellationToken);

    public Task<(bool Done, string Words)> SnoozeAsync(ClaimsPrincipal person, long number, TimeSpan length, CancellationToken cancellationToken)
        => ActAsync(person, number, async (connection, transaction, incident, actor) =>
        {
            if (await EscalationSql.FindAsync(connection, transaction, number, cancellationToken) is not { } row || row.Phase == EscalationPhase.Ended)
                return (false, "Nobody is being called for this incident.");
            var now = time.GetUtcNow();
            var until = now + length;
            await EscalationSql.SaveAsync(connection, transaction, row.With(EscalationMachine.Snooze(row.State, until), now), cancellationToken);
            var words = $"Silent until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC; then the steps begin anew.";
            await incidents.WriteAsync(connection, transaction, number, actor, words, cancellationToken);
            await audit.WriteAsync(connection, transaction, actor, "escalation.snooze", "INC-" + number, new { until }, cancellationToken);
            return (true, words);
        }, cancellationToken);

    /// <param name="call">Made by the page for each click: the same one twice calls once.</param>
    /// <param name="whom">An account id.</param>
    public Task<(bool Done, string Words)> CallNowAsync(ClaimsPrincipal person, long number, string whom, Guid call, CancellationToken cancellationToken)
        => ActAsync(person, number, async (connection, transaction, incident, actor) =>
        {
            if ((await people.ListAsync(cancellationToken)).Value?.FirstOrDefault(one => one.Id == whom) is not { CanRespond: true } who)
                return (false, "That person can't be called.");
            var ways = await notifications.TellPersonAsync(connection, transaction, whom, new Announcement(
                $"call-now:{call:N}", AnnouncementKind.Call, $"P{incident.Priority} INC-{number}: {incident.Title}", $"{actor.Name} calls you.", incident.Href, true, number, incident.Priority), cancellationToken);
            if (ways.Count == 0)
                return (false, $"{who.Name} has no way to be told.");
            var words = $"Called {who.Name} by {string.Join(", ", ways)}.";
            await incidents.WriteAsync(connection, transaction, number, actor, words, cancellationToken);
            await audit.WriteAsync(connection, transaction, actor, "escalation.call", "INC-" + number, new { who.UserName }, cancellationToken);
            return (true, words);
        }, cancellationToken);

    private async Task<(bool Done, string Words)> ActAsync(
        ClaimsPrincipal person, long number, Func<NpgsqlConnection, NpgsqlTransaction, IncidentState, Actor, Task<(bool, string)>> act, CancellationToken cancellationToken)
    {
        if (!(await authorization.AuthorizeAsync(person, null, Policies.Respond)).Succeeded)
            return (false, "Your role can look on. Ask an administrator for the role responder.");
        var state = await incidents.StateAsync(number, cancellationToken);
        if (!state.IsOk)
            return (false, state.Reason);
        if (state.Value is not { IsResolved: false } incident)
            return (false, "The incident is over.");
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var (done, words) = await act(connection, transaction, incident, Actor.From(person));
            if (!done)
                return (false, words);
            await ChangeFeed.NotifyAsync(connection, transaction, OnCallStore.Topic, "INC-" + number);
            await transaction.CommitAsync(cancellationToken);
            return (true, words);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return (false, "Nothing was done: the portal's database can't be reached now.");
        }
    }
}
