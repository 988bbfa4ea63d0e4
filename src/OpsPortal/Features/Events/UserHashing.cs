using Dapper;
using Npgsql;

namespace OpsPortal.Features.Events;

/// <summary>Hashes the users of events that were kept before users were hashed, then drops what was kept of them. Once, by one replica.</summary>
internal sealed partial class UserHashing(NpgsqlDataSource database, UserKey key, TimeProvider time, ILogger<UserHashing> logger) : BackgroundService
{
    private const int AtOnce = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!await TryAllAsync(stoppingToken))
                await Task.Delay(Pause, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private async Task<bool> TryAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            if (!await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('event_users_unhashed') IS NOT NULL"))
                return true;
            var hash = await key.HashAsync(cancellationToken);
            if (!hash.IsOk)
                return false;
            using var users = hash.Value!;
            while (await SomeAsync(connection, users, cancellationToken) > 0)
            {
            }
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogWaits(error.Message);
            return false;
        }
    }

    /// <returns>How many were hashed; 0 when none is left.</returns>
    private static async Task<int> SomeAsync(NpgsqlConnection connection, UserHash users, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(hashtextextended('event-users', 0))", transaction: transaction, cancellationToken: cancellationToken));
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT to_regclass('event_users_unhashed') IS NOT NULL", transaction: transaction, cancellationToken: cancellationToken)))
            return 0;
        var rows = (await connection.QueryAsync<(DateOnly Day, string Service, string Id, string User)>(new CommandDefinition(
            """
            DELETE FROM event_users_unhashed WHERE number IN (SELECT number FROM event_users_unhashed ORDER BY number LIMIT @AtOnce)
            RETURNING day, service, id, user_id
            """, new { AtOnce }, transaction, cancellationToken: cancellationToken))).AsList();
        if (rows.Count == 0)
            await connection.ExecuteAsync(new CommandDefinition("DROP TABLE event_users_unhashed", transaction: transaction, cancellationToken: cancellationToken));
        else
            await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE events AS e SET user_key = old.user_key FROM unnest(@days, @services, @ids, @keys) AS old (day, service, id, user_key)
                WHERE e.day = old.day AND e.service = old.service AND e.id = old.id;
                INSERT INTO event_late_days (service, day, marks) SELECT DISTINCT old.service, old.day, 1 FROM unnest(@services, @days) AS old (service, day)
                ON CONFLICT (service, day) DO UPDATE SET marks = event_late_days.marks + 1;
                """,
                new
                {
                    days = rows.Select(row => row.Day).ToArray(), services = rows.Select(row => row.Service).ToArray(), ids = rows.Select(row => row.Id).ToArray(),
                    keys = rows.Select(row => users.Of(row.User)).ToArray(),
                }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return rows.Count;
    }

    [LoggerMessage(3601, LogLevel.Warning, "Users of earlier events wait to be hashed: {Reason}")]
    private partial void LogWaits(string reason);
}
