using Dapper;
using Npgsql;
using OpsPortal.Domain.Counters;
using OpsPortal.Live;

namespace OpsPortal.Features.Business;

/// <summary>Keeps the daily business figures.</summary>
public sealed class BusinessStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The change feed's topic; the key is the service.</summary>
    public const string Topic = "business";

    public async Task<ILookup<string, DateOnly>> ClosedDaysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Service, DateOnly Day)>(new CommandDefinition("SELECT service, day FROM business_days", cancellationToken: cancellationToken));
        return rows.ToLookup(row => row.Service, row => row.Day, StringComparer.Ordinal);
    }

    /// <summary>Keeps a day's figures in place of those before; a closed day is not overwritten by a running one.</summary>
    /// <returns>False when the day was closed before: it stays as it is.</returns>
    public async Task<bool> KeepAsync(string service, DateOnly day, IReadOnlyList<DayFigure> figures, bool final, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, transaction, service, day, cancellationToken);
        var key = new { service, day };
        if (await IsClosedAsync(connection, transaction, service, day, cancellationToken))
            return false;
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM business_daily WHERE service = @service AND day = @day", key, transaction, cancellationToken: cancellationToken));
        await InsertAsync(connection, transaction, service, day, figures, final, cancellationToken);
        if (final)
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO business_days (service, day, computed_at) VALUES (@service, @day, @now)", new { service, day, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, service);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Days before today that got events since their figures were read.</summary>
    public async Task<IReadOnlyList<(string Service, DateOnly Day)>> LateDaysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<(string, DateOnly)>(new CommandDefinition(
            "SELECT service, day FROM event_late_days WHERE day < @today ORDER BY day DESC, service", new { today = UtcSpan.DayOf(time.GetUtcNow()) }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>
    /// Events come late: what a day says of people, ratings and conversions is read again; what was counted by Prometheus stays.
    /// The mark is taken away first, which waits for whoever is just adding events of the day; a later one marks it anew.
    /// </summary>
    /// <returns>How many figures come of the day's events.</returns>
    public async Task<int> RefreshEventsAsync(string service, DateOnly day, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, transaction, service, day, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM event_late_days WHERE service = @service AND day = @day;
            DELETE FROM business_daily WHERE service = @service AND day = @day AND metric = ANY (@metrics);
            UPDATE business_monthly SET final = false WHERE month = date_trunc('month', @day)::date;
            """, new { service, day, metrics = DayFigureNames.FromEvents.ToArray() }, transaction, cancellationToken: cancellationToken));
        var figures = await EventFigures.ReadAsync(connection, transaction, service, UtcSpan.Day(day), cancellationToken);
        await InsertAsync(connection, transaction, service, day, figures, await IsClosedAsync(connection, transaction, service, day, cancellationToken), cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, service);
        await transaction.CommitAsync(cancellationToken);
        return figures.Count;
    }

    private static Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string service, DateOnly day, CancellationToken cancellationToken)
        => connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended('business:' || @service || @day::text, 0))", new { service, day }, transaction, cancellationToken: cancellationToken));

    private static Task<bool> IsClosedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string service, DateOnly day, CancellationToken cancellationToken)
        => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM business_days WHERE service = @service AND day = @day)", new { service, day }, transaction, cancellationToken: cancellationToken));

    private Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string service, DateOnly day, IReadOnlyList<DayFigure> figures, bool final, CancellationToken cancellationToken)
        => connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO business_daily (service, day, metric, model, item, value, samples, quality, missing_minutes, source_query, final, computed_at)
            SELECT @service, @day, *, @final, @now FROM unnest(@metrics, @models, @items, @values, @samples, @qualities, @missing, @sources)
            """,
            new
            {
                service, day, final, now = time.GetUtcNow(),
                metrics = figures.Select(one => one.Metric).ToArray(), models = figures.Select(one => one.Model).ToArray(), items = figures.Select(one => one.Item).ToArray(),
                values = figures.Select(one => one.Value).ToArray(), samples = figures.Select(one => one.Samples).ToArray(),
                qualities = figures.Select(one => one.Quality.ToString().ToLowerInvariant()).ToArray(), missing = figures.Select(one => one.MissingMinutes).ToArray(),
                sources = figures.Select(one => one.SourceQuery).ToArray(),
            }, transaction, cancellationToken: cancellationToken));
}
