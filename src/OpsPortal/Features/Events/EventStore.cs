using Dapper;
using Npgsql;
using NpgsqlTypes;
using OpsPortal.Live;

namespace OpsPortal.Features.Events;

/// <summary>Keeps events: all that are new of a batch, or none, in one transaction.</summary>
public sealed class EventStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The change feed's topic of deployments; the key is the service.</summary>
    public const string DeploymentsTopic = "deployments";

    /// <returns>How many were new; the rest had been taken before, or were twice in the batch.</returns>
    /// <exception cref="NpgsqlException">The database is away; nothing was kept.</exception>
    public async Task<int> AddAsync(IReadOnlyList<PortalEvent> events, CancellationToken cancellationToken)
    {
        // In one order, so that two batches that share events wait for each other and never deadlock.
        var distinct = events.DistinctBy(one => (one.Service, one.Id)).OrderBy(one => one.Service, StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal).ToArray();
        if (distinct.Length == 0)
            return 0;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var added = (await connection.QueryAsync<(string Service, string Id)>(new CommandDefinition(
            """
            INSERT INTO events (service, id, type, at, received_at)
            SELECT service, id, type, at, @Now FROM unnest(@Services, @Ids, @Types, @Times) AS sent (service, id, type, at)
            ON CONFLICT DO NOTHING
            RETURNING service, id
            """,
            new
            {
                Now = time.GetUtcNow(),
                Services = distinct.Select(one => one.Service).ToArray(),
                Ids = distinct.Select(one => one.Id).ToArray(),
                Types = distinct.Select(one => one.Type).ToArray(),
                Times = distinct.Select(one => one.At.UtcDateTime).ToArray(),
            }, transaction, cancellationToken: cancellationToken))).ToHashSet();
        var fresh = added.Count == distinct.Length ? distinct : [.. distinct.Where(one => added.Contains((one.Service, one.Id)))];
        await CopyAsync(connection, "usage_events (service, event_id, at, user_id, model, task, feature, input_tokens, output_tokens, duration_ms, status)",
            fresh.OfType<UsageEvent>(), async (row, one) =>
            {
                await row.TextAsync(one.User, one.Model, one.Task, one.Feature);
                await row.NumberAsync(one.InputTokens);
                await row.NumberAsync(one.OutputTokens);
                await row.NumberAsync(one.DurationMs);
                await row.TextAsync(one.Status);
            }, cancellationToken);
        await CopyAsync(connection, "feedback_events (service, event_id, at, user_id, model, score, comment)",
            fresh.OfType<FeedbackEvent>(), async (row, one) =>
            {
                await row.TextAsync(one.User, one.Model);
                await row.NumberAsync<decimal>(one.Score);
                await row.TextAsync(one.Comment);
            }, cancellationToken);
        await CopyAsync(connection, "deployments (service, event_id, at, version, environment, by_name, status, commit_id)",
            fresh.OfType<DeploymentEvent>(), (row, one) => row.TextAsync(one.Version, one.Environment, one.By, one.Status, one.Commit), cancellationToken);
        foreach (var service in fresh.OfType<DeploymentEvent>().Select(one => one.Service).Distinct(StringComparer.Ordinal))
            await ChangeFeed.NotifyAsync(connection, transaction, DeploymentsTopic, service);
        await transaction.CommitAsync(cancellationToken);
        return fresh.Length;
    }

    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var deleted = 0;
        foreach (var table in (string[])["usage_events", "feedback_events", "deployments", "events"])
            deleted = await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM {table} WHERE at < @Before", new { Before = before }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private static async Task CopyAsync<T>(
        NpgsqlConnection connection, string target, IEnumerable<T> events, Func<Row, T, Task> write, CancellationToken cancellationToken)
        where T : PortalEvent
    {
        var all = events.ToArray();
        if (all.Length == 0)
            return;
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {target} FROM STDIN (FORMAT BINARY)", cancellationToken);
        var row = new Row(copy, cancellationToken);
        foreach (var one in all)
        {
            await copy.StartRowAsync(cancellationToken);
            await row.TextAsync(one.Service, one.Id);
            await copy.WriteAsync(one.At.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await write(row, one);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private sealed class Row(NpgsqlBinaryImporter copy, CancellationToken cancellationToken)
    {
        public async Task TextAsync(params string?[] values)
        {
            foreach (var value in values)
                await (value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken));
        }

        public Task NumberAsync<T>(T? value) where T : struct
            => value is { } number ? copy.WriteAsync(number, cancellationToken) : copy.WriteNullAsync(cancellationToken);
    }
}
