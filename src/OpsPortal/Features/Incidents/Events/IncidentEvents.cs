using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Events;

/// <summary>Reads the events that <see cref="IncidentEventSql"/> writes.</summary>
internal sealed class IncidentEvents : IIncidentEvents
{
    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;

    public IncidentEvents(NpgsqlDataSource database, IncidentReader reader, TimeProvider time)
    {
        (_database, _time) = (database, time);
        reader.Changed += () => Changed?.Invoke();
    }

    public event Action? Changed;

    public Task<Outcome<IReadOnlyList<IncidentEvent>>> AfterAsync(long number, int most, CancellationToken cancellationToken)
        => _database.TryReadAsync<IReadOnlyList<IncidentEvent>>(_time, async connection =>
        [
            .. (await connection.QueryAsync<Row>(new CommandDefinition(
                "SELECT * FROM incident_events WHERE number > @number ORDER BY number LIMIT @most", new { number, most }, cancellationToken: cancellationToken)))
                .Select(row => row.Read()),
        ]);

    private sealed record Row
    {
        public long Number { get; init; }
        public long IncidentNumber { get; init; }
        public DateTimeOffset At { get; init; }
        public IncidentEventKind Kind { get; init; }
        public short Priority { get; init; }
        public string Title { get; init; } = "";
        public string? Service { get; init; }
        public string? Team { get; init; }
        public ActorKind ActorKind { get; init; }
        public string ActorId { get; init; } = "";
        public string ActorName { get; init; } = "";
        public string Text { get; init; } = "";

        public IncidentEvent Read() => new(Number, At, Kind, IncidentNumber, Priority, Title, Service, Team, new Actor(ActorKind, ActorId, ActorName, null), Text);
    }
}
