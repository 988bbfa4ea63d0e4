using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Storage;

namespace OpsPortal.Features.OnCall.Storage;

/// <summary>Reads schedules, policies, rules and stand-ins.</summary>
internal sealed class OnCallReader(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan KeptStandIns = TimeSpan.FromDays(31);

    public Task<Outcome<OnCallBook>> ReadAsync(CancellationToken cancellationToken)
        => database.TryReadAsync(time, connection => ReadAsync(connection, null, cancellationToken), cancellationToken);

    public async Task<OnCallBook> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT id, kind, version, body::text AS body, updated_at, updated_by FROM on_call_documents WHERE deleted_at IS NULL ORDER BY lower(name), id",
            null, transaction, cancellationToken: cancellationToken))).AsList();
        var standIns = await connection.QueryAsync<StandInRow>(new CommandDefinition(
            "SELECT id, schedule_id, from_at, to_at, person, swap, made_at FROM on_call_stand_ins WHERE removed_at IS NULL AND to_at > @since",
            new { since = time.GetUtcNow() - KeptStandIns }, transaction, cancellationToken: cancellationToken));
        return new OnCallBook(
            [.. rows.Where(row => row.Kind == nameof(Schedule)).Select(row => row.Read<Schedule>())],
            [.. rows.Where(row => row.Kind == "Policy").Select(row => row.Read<EscalationPolicy>())],
            rows.FirstOrDefault(row => row.Kind == nameof(Routes))?.Read<Routes>() ?? new Document<Routes>(OnCallStore.RoutesId, 0, new Routes(), DateTimeOffset.MinValue, ""),
            standIns.GroupBy(row => row.ScheduleId).ToDictionary(group => group.Key, group => (IReadOnlyList<StandIn>)
                [.. group.Select(row => new StandIn(row.Id, row.FromAt, row.ToAt, row.Person, row.MadeAt, row.Swap))]));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public int Version { get; init; }
        public string Body { get; init; } = "";
        public DateTimeOffset UpdatedAt { get; init; }
        public string UpdatedBy { get; init; } = "";

        public Document<T> Read<T>() => new(Id, Version, OnCallJson.Read<T>(Body), UpdatedAt, UpdatedBy);
    }

    private sealed record StandInRow
    {
        public Guid Id { get; init; }
        public Guid ScheduleId { get; init; }
        public DateTimeOffset FromAt { get; init; }
        public DateTimeOffset ToAt { get; init; }
        public string Person { get; init; } = "";
        public Guid? Swap { get; init; }
        public DateTimeOffset MadeAt { get; init; }
    }
}
