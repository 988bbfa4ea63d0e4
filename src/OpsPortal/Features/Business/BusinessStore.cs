using Dapper;
using Npgsql;
using OpsPortal.Domain.Counters;
using OpsPortal.Live;

namespace OpsPortal.Features.Business;

/// <summary>Keeps and reads the daily business figures.</summary>
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

    /// <summary>People and ratings of a span, from the events whose time lies in it.</summary>
    public async Task<IReadOnlyList<DayFigure>> FromEventsAsync(string service, UtcSpan span, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleAsync<(long Events, long Users, long Ratings, decimal? Mean)>(new CommandDefinition(
            """
            SELECT u.events, u.users, f.ratings, f.mean
            FROM (SELECT count(user_key) AS events, count(DISTINCT user_key) AS users FROM events WHERE type = 'usage' AND service = @service AND day BETWEEN @first AND @last AND at >= @Start AND at < @End) AS u,
                 (SELECT count(*) AS ratings, avg(score) AS mean FROM events WHERE type = 'feedback' AND service = @service AND day BETWEEN @first AND @last AND at >= @Start AND at < @End) AS f
            """, new { service, span.Start, span.End, first = UtcSpan.DayOf(span.Start), last = UtcSpan.DayOf(span.End) }, cancellationToken: cancellationToken));
        var figures = new List<DayFigure>();
        if (row.Users > 0)
            figures.Add(new DayFigure(DayFigureNames.UniqueUsers, "", row.Users, row.Events, Quality.Exact, 0, "different users in usage events"));
        if (row.Mean is { } mean)
            figures.Add(new DayFigure(DayFigureNames.Satisfaction, "", Math.Round(mean, 6), row.Ratings, Quality.Exact, 0, "mean of the ratings in feedback events"));
        return figures;
    }

    /// <summary>Keeps a day's figures in place of those before; a closed day is not overwritten by a running one.</summary>
    public async Task<bool> KeepAsync(string service, DateOnly day, IReadOnlyList<DayFigure> figures, bool final, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { service, day };
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended('business:' || @service || @day::text, 0))", key, transaction, cancellationToken: cancellationToken));
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM business_days WHERE service = @service AND day = @day)", key, transaction, cancellationToken: cancellationToken)))
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

    /// <summary>Events come late: what a closed day says of people and ratings is read again, its counters stay.</summary>
    public async Task RefreshEventsAsync(string service, DateOnly day, CancellationToken cancellationToken)
    {
        var figures = await FromEventsAsync(service, UtcSpan.Day(day), cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM business_daily WHERE service = @service AND day = @day AND metric = ANY (@metrics)",
            new { service, day, metrics = new[] { DayFigureNames.UniqueUsers, DayFigureNames.Satisfaction } }, transaction, cancellationToken: cancellationToken));
        await InsertAsync(connection, transaction, service, day, figures, true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string service, DateOnly day, IReadOnlyList<DayFigure> figures, bool final, CancellationToken cancellationToken)
        => connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO business_daily (service, day, metric, model, value, samples, quality, missing_minutes, source_query, final, computed_at)
            VALUES (@service, @day, @Metric, @Model, @Value, @Samples, @quality, @MissingMinutes, @SourceQuery, @final, @now)
            """,
            figures.Select(one => new
            {
                service, day, one.Metric, one.Model, one.Value, one.Samples, quality = one.Quality.ToString().ToLowerInvariant(), one.MissingMinutes, one.SourceQuery, final,
                now = time.GetUtcNow(),
            }), transaction, cancellationToken: cancellationToken));
}
