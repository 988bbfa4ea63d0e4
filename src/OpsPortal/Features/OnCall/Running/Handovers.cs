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
        var open = await incidents.OpenAsync(MostIncidents, cancellationToken);
        var text = (before is null ? "" : $"{before} had it before.\n") + (!open.IsOk ? "What is open can't be read now; look at the incidents."
            : open.Value!.Count == 0 ? "Nothing is open." : "Open:\n" + string.Join('\n', open.Value.Select(Line)) + (open.Value.Count == MostIncidents ? "\n…" : ""));
        await notifications.TellPersonAsync(connection, transaction, person, new Announcement(
            $"handover:{schedule:N}:{now.UtcTicks}", AnnouncementKind.Handover, $"You are on call now: {name}", text, "/on-call", false), cancellationToken);
    }

    private static string Line(IncidentState incident)
        => $"P{incident.Priority} INC-{incident.Number}: {incident.Title} ({Holder(incident)})";

    /// <summary>Who takes care of it.</summary>
    internal static string Holder(IncidentState incident) => incident.AcknowledgedBy is { } by ? $"with {incident.AssigneeName ?? by}" : "nobody acknowledged";
}
