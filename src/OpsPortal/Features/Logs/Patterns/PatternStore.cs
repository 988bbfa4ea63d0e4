using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>Shapes of error lines in PostgreSQL: counts by five minutes, and up to where lines were read.</summary>
internal sealed class PatternStore(NpgsqlDataSource database, TimeProvider time)
{
    private const int MostText = 2000;
    private const int MostPatterns = 1000;

    /// <returns>By log store: up to where was read (nanoseconds), and when reading began. A store that was never read is not there.</returns>
    public async Task<IReadOnlyDictionary<string, PatternReading>> ReadingsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<PatternReading>(new CommandDefinition("SELECT store, read_to, began FROM log_pattern_reading", cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Store, StringComparer.Ordinal);
    }

    /// <summary>Counts the lines and moves the place up to which was read, in one transaction. Does nothing when somebody else moved it meanwhile.</summary>
    /// <param name="store">Where the lines are from.</param>
    /// <param name="from">Where this reading began, nanoseconds; the stored place, or any at the first time.</param>
    /// <param name="serviceOf">Whose a line is.</param>
    public async Task<bool> KeepAsync(string store, IReadOnlyList<LogEntry> lines, long from, long to, Func<LogEntry, string> serviceOf, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var moved = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO log_pattern_reading (store, read_to, began) VALUES (@store, @to, @now)
            ON CONFLICT (store) DO UPDATE SET read_to = @to WHERE log_pattern_reading.read_to = @from
            """,
            new { store, to, from, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        if (moved == 0)
            return false;
        foreach (var group in lines.GroupBy(line => (Service: serviceOf(line), Shape: LogShape.Of(line.Line))))
        {
            var shape = Clean(group.Key.Shape);
            var id = await connection.QuerySingleAsync<long>(new CommandDefinition(
                """
                INSERT INTO log_patterns (store, service, hash, shape, example, level, first_seen, last_seen, total)
                VALUES (@store, @Service, @hash, @shape, @example, @level, @first, @last, @count)
                ON CONFLICT (store, service, hash) DO UPDATE SET example = excluded.example, last_seen = greatest(log_patterns.last_seen, excluded.last_seen),
                    first_seen = least(log_patterns.first_seen, excluded.first_seen), total = log_patterns.total + excluded.total
                RETURNING id
                """,
                new
                {
                    store, group.Key.Service, hash = SHA256.HashData(Encoding.UTF8.GetBytes(group.Key.Shape)), shape, example = Clean(group.Last().Line), level = LogLevels.Of(group.First()).Name,
                    first = group.Min(line => line.At), last = group.Max(line => line.At), count = (long)group.Count(),
                },
                transaction, cancellationToken: cancellationToken));
            foreach (var bucket in group.GroupBy(line => line.At.UtcTicks / PatternJudge.Bucket.Ticks))
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO log_pattern_counts (pattern, at, count) VALUES (@id, @at, @count)
                    ON CONFLICT (pattern, at) DO UPDATE SET count = log_pattern_counts.count + excluded.count
                    """,
                    new { id, at = new DateTimeOffset(bucket.Key * PatternJudge.Bucket.Ticks, TimeSpan.Zero), count = (long)bucket.Count() }, transaction, cancellationToken: cancellationToken));
            }
        }
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Shapes that had a line since, the one with the most lines first, with their counts since then; a database that is away is an outcome.</summary>
    public async Task<Outcome<IReadOnlyList<PatternHistory>>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
                """
                SELECT p.id, p.store, p.service, p.shape, p.example, p.level, p.first_seen, p.last_seen, p.total, p.alert_since,
                       array_agg(c.at ORDER BY c.at) AS at, array_agg(c.count ORDER BY c.at) AS counts
                FROM log_patterns p JOIN log_pattern_counts c ON c.pattern = p.id AND c.at >= @since
                GROUP BY p.id ORDER BY sum(c.count) DESC LIMIT @MostPatterns
                """,
                new { since, MostPatterns }, cancellationToken: cancellationToken))).AsList();
            return Outcome<IReadOnlyList<PatternHistory>>.Ok(
                [.. rows.Select(row => new PatternHistory(row.Id, row.Service, row.Shape, row.Example, row.Level, row.FirstSeen, row.LastSeen, row.Total, row.AlertSince,
                    [.. row.At.Zip(row.Counts, (at, count) => (new DateTimeOffset(at, TimeSpan.Zero), count))]) { Store = row.Store })], time.GetUtcNow());
        }
        catch (NpgsqlException error)
        {
            return Outcome<IReadOnlyList<PatternHistory>>.Unavailable("The database does not answer: " + error.Message, time.GetUtcNow());
        }
    }

    public async Task SetAlertAsync(long id, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("UPDATE log_patterns SET alert_since = @since WHERE id = @id", new { id, since }, cancellationToken: cancellationToken));
    }

    /// <summary>Forgets counts from before, and shapes that had no line since.</summary>
    public async Task DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM log_pattern_counts WHERE at < @before; DELETE FROM log_patterns WHERE last_seen < @before", new { before }, cancellationToken: cancellationToken));
    }

    // PostgreSQL keeps no zero character; halves of characters can't be written.
    private static string Clean(string text)
        => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(HostileText.Cut(text, MostText).Replace('\0', '\u2400')));

    private sealed record Row
    {
        public long Id { get; init; }
        public string Store { get; init; } = "";
        public string Service { get; init; } = "";
        public string Shape { get; init; } = "";
        public string Example { get; init; } = "";
        public string Level { get; init; } = "";
        public DateTimeOffset FirstSeen { get; init; }
        public DateTimeOffset LastSeen { get; init; }
        public long Total { get; init; }
        public DateTimeOffset? AlertSince { get; init; }
        public DateTime[] At { get; init; } = [];
        public long[] Counts { get; init; } = [];
    }
}

/// <summary>How far a log store was read.</summary>
internal sealed record PatternReading
{
    public string Store { get; init; } = "";

    /// <summary>Nanoseconds since 1970, exclusive.</summary>
    public long ReadTo { get; init; }

    /// <summary>When reading began for the first time: what was there then isn't new.</summary>
    public DateTimeOffset Began { get; init; }
}
