using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>
/// Tells whoever comes on call that it is their turn, and what is open. Noticed and told in one transaction under the turn's row, so
/// that of several replicas one does it.
/// </summary>
internal sealed class Handovers(NpgsqlDataSource database, OnCallReader reader, IIncidentDesk incidents, INotifications notifications, IPeople people, TimeProvider time)
{
    private const int MostIncidents = 20;

    /// <summary>Looks at every schedule.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var book = await reader.ReadAsync(connection, null, cancellationToken);
        foreach (var schedule in book.Schedules)
        {
            var person = book.PlanOf(schedule.Id)!.PersonAt(now);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // A schedule that is seen for the first time hands nothing over.
            if (await MovedAsync(connection, transaction, schedule.Id, person, now, cancellationToken) is { } from && person is not null)
                await TellAsync(connection, transaction, schedule.Id, schedule.Body.Name, from, person, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <returns>Who was on call before ("" for nobody), or null when nothing changed.</returns>
    private static async Task<string?> MovedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid schedule, string? person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO on_call_turns (schedule_id, person, since) VALUES (@schedule, @person, @now) ON CONFLICT (schedule_id) DO NOTHING",
            new { schedule, person, now }, transaction, cancellationToken: cancellationToken));
        var before = await connection.QuerySingleAsync<string?>(new CommandDefinition(
            "SELECT coalesce(person, '') FROM on_call_turns WHERE schedule_id = @schedule FOR UPDATE", new { schedule }, transaction, cancellationToken: cancellationToken));
        if (before == (person ?? ""))
            return null;
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE on_call_turns SET person = @person, since = @now WHERE schedule_id = @schedule", new { schedule, person, now }, transaction, cancellationToken: cancellationToken));
        return before;
    }

    private async Task TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid schedule, string name, string from, string person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = (await people.ListAsync(cancellationToken)).Value?.FirstOrDefault(one => one.Id == from)?.Name;
        var open = await OpenAsync(connection, transaction, cancellationToken);
        var text = (before is null ? "" : $"{before} had it before.\n") + (open.Count == 0 ? "Nothing is open." : "Open:\n" + string.Join('\n', open));
        await notifications.TellPersonAsync(connection, transaction, person, new Announcement(
            $"handover:{schedule:N}:{now.UtcTicks}", AnnouncementKind.Handover, $"You are on call now: {name}", text, "/on-call", false), cancellationToken);
    }

    private async Task<List<string>> OpenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var open = new List<string>();
        foreach (var number in await connection.QueryAsync<long>(new CommandDefinition(
            "SELECT incident FROM escalations WHERE phase <> 'Ended' ORDER BY incident DESC LIMIT @MostIncidents", new { MostIncidents }, transaction, cancellationToken: cancellationToken)))
        {
            if ((await incidents.StateAsync(number, cancellationToken)).Value is { IsResolved: false } incident)
                open.Add($"P{incident.Priority} INC-{number}: {incident.Title}" + (incident.AcknowledgedBy is { } by ? $" (with {incident.AssigneeName ?? by})" : " (nobody acknowledged)"));
        }
        return open;
    }
}
