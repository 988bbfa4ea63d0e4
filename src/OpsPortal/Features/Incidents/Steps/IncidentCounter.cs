using System.Security.Claims;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Steps;

/// <summary>The desk as other features see it.</summary>
internal sealed class IncidentCounter(NpgsqlDataSource database, IncidentDesk desk, TimeProvider time) : IIncidentDesk
{
    public Task<Outcome<IncidentState?>> StateAsync(long number, CancellationToken cancellationToken)
        => database.TryReadAsync(time, async connection => await connection.QuerySingleOrDefaultAsync<IncidentRow>(new CommandDefinition(
            "SELECT * FROM incidents WHERE number = @number", new { number }, cancellationToken: cancellationToken)) is { } row ? State(row) : null);

    public Task<Outcome<IReadOnlyList<IncidentState>>> OpenAsync(int most, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<IncidentState>>(time, async connection => [.. (await connection.QueryAsync<IncidentRow>(new CommandDefinition(
            "SELECT * FROM incidents WHERE status <> 'resolved' ORDER BY priority, opened_at DESC, number DESC LIMIT @most", new { most }, cancellationToken: cancellationToken))).Select(State)]);

    public async Task<(bool Taken, string Words)> AcknowledgeAsync(ClaimsPrincipal person, long number, Guid step, CancellationToken cancellationToken)
    {
        // Acknowledging asks nobody about what others did meanwhile: the version that was seen doesn't matter.
        var result = await desk.TakeAsync(person, number, new IncidentStep(StepKind.Acknowledge, step, int.MaxValue), cancellationToken);
        return (result.IsTaken, result.Words);
    }

    public async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, Actor by, string text, CancellationToken cancellationToken)
    {
        await IncidentSql.WriteTimelineAsync(connection, transaction, new IncidentRow { Number = number, Version = 0 }, [new TimelineDraft(TimelineKind.Notified, by, text)], time.GetUtcNow(), cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, number.ToString());
    }

    private static IncidentState State(IncidentRow row) => new(
        row.Number, row.Title, row.Service, row.Team, (int)row.Priority, row.IsResolved, row.OpenedAt, row.DueFrom, row.AcknowledgedAt, row.AcknowledgedBy,
        row.AssigneeId, row.AssigneeName, $"{IncidentFilter.Path}/{row.Number}");
}
