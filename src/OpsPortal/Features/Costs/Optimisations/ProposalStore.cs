using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>Keeps proposals, what was decided of them, and reads what was saved since.</summary>
public sealed class ProposalStore(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    /// <summary>The change feed's topic; the key is the service.</summary>
    public const string Topic = "cost-proposals";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All that are open or were decided; those that nothing speaks for any more are left out.</summary>
    public Task<Outcome<IReadOnlyList<KeptProposal>>> ReadAsync(CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<KeptProposal>>(time, async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition("SELECT * FROM cost_proposals WHERE state <> 'gone' ORDER BY high DESC, id", cancellationToken: cancellationToken))).AsList();
            var kept = new List<KeptProposal>();
            foreach (var row in rows)
                kept.Add(row.ToProposal(row.State == "taken" ? await SavedAsync(connection, row, cancellationToken) : null));
            return kept;
        }, cancellationToken);

    /// <summary>The last run of the job that looks; null inside Ok while it has never run.</summary>
    public Task<Outcome<JobState?>> LastLookAsync(CancellationToken cancellationToken)
        => database.TryReadAsync(time, connection => JobState.ReadAsync(connection, ProposalJob.Name, cancellationToken), cancellationToken);

    /// <summary>Puts what was found for a service in place of what was open before; what was decided stays decided.</summary>
    internal async Task KeepAsync(string service, UsedDays used, IReadOnlyList<Proposal> found, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE cost_proposals SET state = 'gone' WHERE service = @service AND state = 'open' AND NOT id = ANY (@ids)",
            new { service, ids = found.Select(one => one.Id).ToArray() }, transaction, cancellationToken: cancellationToken));
        foreach (var one in found)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO cost_proposals (id, kind, service, subject, title, days, first_day, last_day, low, high, steps, same_money, drivers, found_at, seen_at, state)
                VALUES (@Id, @Kind, @Service, @Subject, @Title, @Days, @First, @Last, @Low, @High, @steps::jsonb, @SameMoney, @drivers, @now, @now, 'open')
                ON CONFLICT (id) DO UPDATE SET title = excluded.title, days = excluded.days, first_day = excluded.first_day, last_day = excluded.last_day, low = excluded.low,
                    high = excluded.high, steps = excluded.steps, drivers = excluded.drivers, seen_at = excluded.seen_at,
                    state = CASE cost_proposals.state WHEN 'gone' THEN 'open' ELSE cost_proposals.state END
                WHERE cost_proposals.state IN ('open', 'gone')
                """,
                new
                {
                    one.Id, one.Kind, one.Service, one.Subject, one.Title, used.Days, used.First, used.Last, one.Low, one.High, steps = JsonSerializer.Serialize(one.Steps, Json),
                    one.SameMoney, drivers = one.Drivers.ToArray(), now = time.GetUtcNow(),
                }, transaction, cancellationToken: cancellationToken));
        }
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, service);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <param name="state"><c>taken</c>, <c>dismissed</c>, or <c>open</c> to take that back.</param>
    public Task DecideAsync(string id, string state, string why, Actor actor, CancellationToken cancellationToken)
        => new ManagerStatement("cost.proposal." + state, id, why, Topic, id).WriteAsync(database, audit, time, actor,
            "UPDATE cost_proposals SET state = @state, decided_at = @now, decided_by = @by, decided_why = @why WHERE id = @id", new { id, state }, cancellationToken);

    /// <summary>
    /// The drivers' cost of the whole days since it was taken, against what they would have cost at the cost per request (per day, where
    /// requests aren't counted) of the days that the proposal was made of. Anything else that changed meanwhile is in it too.
    /// </summary>
    private static async Task<SavedSince?> SavedAsync(NpgsqlConnection connection, Row row, CancellationToken cancellationToken)
    {
        var first = DateOnly.FromDateTime(row.DecidedAt!.Value.UtcDateTime).AddDays(1);
        async Task<(int Days, decimal Cost, decimal Requests, int Counted)> ReadAsync(DateOnly from, DateOnly to)
            => await connection.QuerySingleAsync<(int, decimal, decimal, int)>(new CommandDefinition(
                $"""
                WITH {CostRows.Current}
                SELECT count(DISTINCT day)::int, coalesce(sum(cost), 0), coalesce(sum(requests), 0), count(requests)::int FROM (
                    SELECT c.day, (SELECT sum(l.cost) FROM cost_daily AS l WHERE l.service = c.service AND l.day = c.day AND l.revision = c.revision AND l.driver = ANY (@drivers)) AS cost,
                        (SELECT b.value FROM business_daily AS b WHERE b.service = c.service AND b.day = c.day AND b.metric = 'requests' AND b.model = '' AND b.item = '') AS requests
                    FROM current AS c WHERE c.service = @service AND c.revision > 0) AS days
                """, new { from, to, service = row.Service, drivers = row.Drivers }, cancellationToken: cancellationToken));
        var before = await ReadAsync(row.FirstDay, row.LastDay);
        var since = await ReadAsync(first, first.AddDays(365));
        if (before.Days == 0 || since.Days == 0)
            return null;
        var byRequest = before.Requests > 0 && before.Counted == before.Days && since.Counted == since.Days;
        var would = byRequest ? before.Cost / before.Requests * since.Requests : before.Cost / before.Days * since.Days;
        return new SavedSince(first, since.Days, since.Cost, would, byRequest);
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Service { get; init; } = "";
        public string Subject { get; init; } = "";
        public string Title { get; init; } = "";
        public int Days { get; init; }
        public DateOnly FirstDay { get; init; }
        public DateOnly LastDay { get; init; }
        public decimal Low { get; init; }
        public decimal High { get; init; }
        public string Steps { get; init; } = "[]";
        public string SameMoney { get; init; } = "";
        public string[] Drivers { get; init; } = [];
        public DateTimeOffset SeenAt { get; init; }
        public string State { get; init; } = "";
        public DateTimeOffset? DecidedAt { get; init; }
        public string? DecidedBy { get; init; }
        public string? DecidedWhy { get; init; }

        public KeptProposal ToProposal(SavedSince? saved) => new(
            new Proposal(Kind, Service, Subject, Title, Low, High, JsonSerializer.Deserialize<ProposalStep[]>(Steps, Json)!, SameMoney, Drivers),
            FirstDay, LastDay, Days, SeenAt, State, DecidedAt, DecidedBy, DecidedWhy, saved);
    }
}

/// <param name="State"><c>open</c>, <c>dismissed</c> or <c>taken</c>.</param>
/// <param name="Saved">Null unless taken, and while no whole day has passed since.</param>
public sealed record KeptProposal(
    Proposal Proposal, DateOnly First, DateOnly Last, int Days, DateTimeOffset SeenAt, string State, DateTimeOffset? DecidedAt, string? DecidedBy, string? DecidedWhy, SavedSince? Saved);

/// <summary>What became of a proposal that was taken.</summary>
/// <param name="First">First whole UTC day since.</param>
/// <param name="Would">What the same would have cost as before.</param>
/// <param name="ByRequest">Whether "the same" is as many requests; as many days else.</param>
public sealed record SavedSince(DateOnly First, int Days, decimal Cost, decimal Would, bool ByRequest)
{
    /// <summary>Below 0: it became dearer.</summary>
    public decimal Saved => Would - Cost;
}
