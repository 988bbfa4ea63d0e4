using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Npgsql;

namespace OpsPortal.Features.Events;

/// <summary>The daily partitions of events.</summary>
public sealed class EventDays(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<DateOnly, bool> _known = new();

    /// <summary>Makes the partitions that are missing.</summary>
    /// <returns>How many were made.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<int> EnsureAsync(IEnumerable<DateOnly> days, CancellationToken cancellationToken)
    {
        var missing = days.Where(day => !_known.ContainsKey(day)).Distinct().Order().ToArray();
        if (missing.Length == 0)
            return 0;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var made = 0;
        // Each in its own transaction: they are there at once for whoever writes beside.
        foreach (var day in missing)
        {
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT ensure_event_day(@day)", new { day }, cancellationToken: cancellationToken)))
                made++;
            _known[day] = true;
        }
        return made;
    }

    /// <summary>What is known of partitions is asked anew: one was dropped.</summary>
    public void Forget() => _known.Clear();

    /// <summary>Drops the partitions of days before <paramref name="before"/>. Waits at most some seconds for who reads them.</summary>
    /// <returns>How many were dropped.</returns>
    /// <exception cref="NpgsqlException">The database is away, or a reader held a partition for too long.</exception>
    public async Task<int> DropBeforeAsync(DateOnly before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var old = (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'events'::regclass", cancellationToken: cancellationToken)))
            .Where(name => DayOf(name) < before).Order(StringComparer.Ordinal).ToArray();
        foreach (var name in old)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition($"SET LOCAL lock_timeout = '5s'; DROP TABLE {name}", transaction: transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition("DELETE FROM event_late_days WHERE day = @day", new { day = DayOf(name) }, transaction, cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
        }
        if (old.Length > 0)
            Forget();
        return old.Length;
    }

    private static DateOnly? DayOf(string partition)
        => DateOnly.TryParseExact(partition, "'events_'yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
