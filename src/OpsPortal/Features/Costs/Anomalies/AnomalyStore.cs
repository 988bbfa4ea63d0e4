using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>Keeps anomalies, and what a manager found of them.</summary>
public sealed class AnomalyStore(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    /// <summary>The change feed's topic; the key is the service.</summary>
    public const string Topic = "cost-anomalies";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Newest first.</summary>
    /// <param name="service">One service, or null for all.</param>
    /// <param name="kind">One of <see cref="AnomalyKinds"/>, or null for all.</param>
    public Task<Outcome<IReadOnlyList<CostAnomaly>>> ReadAsync(string? service, string? kind, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<CostAnomaly>>(time, async connection => [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT * FROM cost_anomalies WHERE (@service::text IS NULL OR service = @service) AND (@kind::text IS NULL OR kind = @kind) ORDER BY starts DESC, kind, service LIMIT 500",
            new { service, kind }, cancellationToken: cancellationToken)))
            .Select(row => row.ToAnomaly())], cancellationToken);

    /// <summary>The last runs of the jobs that look at days and at hours; null where one has never run.</summary>
    public Task<Outcome<(JobState? Days, JobState? Hours)>> LastLooksAsync(CancellationToken cancellationToken)
        => database.TryReadAsync(time, async connection => (await JobState.ReadAsync(connection, AnomalyJob.Name, cancellationToken), await JobState.ReadAsync(connection, HourJob.Name, cancellationToken)), cancellationToken);

    /// <summary>Puts the anomalies of a service's days or hours in place of those before. What was settled stays, with the figures of its time.</summary>
    /// <param name="from">Start of what was judged.</param>
    /// <returns>How many are new.</returns>
    internal async Task<int> ReplaceAsync(string service, string kind, DateTimeOffset from, IReadOnlyList<CostAnomaly> found, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM cost_anomalies WHERE service = @service AND kind = @kind AND starts >= @from AND settled_at IS NULL AND NOT starts = ANY (@starts)",
            new { service, kind, from, starts = found.Select(one => one.Starts.UtcDateTime).ToArray() }, transaction, cancellationToken: cancellationToken));
        var added = 0;
        foreach (var one in found)
        {
            added += await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                """
                INSERT INTO cost_anomalies (service, kind, starts, ends, revision, cost, expected, low, high, score, moves, found_at)
                VALUES (@Service, @kind, @Starts, @Ends, @Revision, @Cost, @Expected, @Low, @High, @Score, @moves::jsonb, @now)
                ON CONFLICT (service, kind, starts) DO UPDATE SET ends = excluded.ends, revision = excluded.revision, cost = excluded.cost, expected = excluded.expected, low = excluded.low, high = excluded.high,
                    score = excluded.score, moves = excluded.moves
                WHERE cost_anomalies.settled_at IS NULL RETURNING xmax = 0
                """,
                new { one.Service, kind, one.Starts, one.Ends, one.Revision, one.Cost, one.Expected, one.Low, one.High, one.Score, moves = JsonSerializer.Serialize(one.Moves, Json), now = time.GetUtcNow() },
                transaction, cancellationToken: cancellationToken)) ? 1 : 0;
        }
        if (added > 0)
            await ChangeFeed.NotifyAsync(connection, transaction, Topic, service);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>Writes down what was found of a day or of hours, and who found it.</summary>
    /// <param name="why">In words, for whoever looks later.</param>
    public Task SettleAsync(CostAnomaly one, string why, Actor actor, CancellationToken cancellationToken)
        => new ManagerStatement("cost.anomaly.settle", $"cost:{one.Service}:{one.When}", why, Topic, one.Service).WriteAsync(database, audit, time, actor,
            "UPDATE cost_anomalies SET settled_at = @now, settled_by = @by, settled_why = @why WHERE service = @Service AND kind = @Kind AND starts = @Starts", new { one.Service, one.Kind, one.Starts }, cancellationToken);

    private sealed record Row
    {
        public string Service { get; init; } = "";
        public string Kind { get; init; } = "";
        public DateTimeOffset Starts { get; init; }
        public DateTimeOffset Ends { get; init; }
        public int Revision { get; init; }
        public decimal Cost { get; init; }
        public decimal Expected { get; init; }
        public decimal Low { get; init; }
        public decimal High { get; init; }
        public double? Score { get; init; }
        public string Moves { get; init; } = "[]";
        public DateTimeOffset FoundAt { get; init; }
        public DateTimeOffset? SettledAt { get; init; }
        public string? SettledBy { get; init; }
        public string? SettledWhy { get; init; }

        public CostAnomaly ToAnomaly() => new(
            Service, Kind, Starts, Ends, Revision, Cost, Expected, Low, High, Score, JsonSerializer.Deserialize<CostMove[]>(Moves, Json)!, FoundAt, SettledAt, SettledBy, SettledWhy);
    }
}
