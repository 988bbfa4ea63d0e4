using Dapper;
using Npgsql;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>What the events of a span say: people, ratings, what was used, what failed, what was reached. Throws what Npgsql throws.</summary>
public sealed class EventFigures(NpgsqlDataSource database)
{
    // Each row is a figure: the metric, what it is split by, its value and how many events it rests on.
    private const string Sql =
        """
        WITH chosen AS MATERIALIZED (
            SELECT type, user_key, model, feature, score, error_type, name, value, currency FROM events
            WHERE day BETWEEN @first AND @last AND service = @service AND at >= @Start AND at < @End AND type <> 'deployment')
        SELECT 'unique_users' AS metric, '' AS model, '' AS item, count(DISTINCT user_key)::numeric AS value, count(user_key) AS samples,
            'different users in usage events' AS source FROM chosen WHERE type = 'usage' HAVING count(user_key) > 0
        UNION ALL SELECT 'satisfaction', '', '', round(avg(score), 12), count(*), 'mean of the ratings in feedback events' FROM chosen WHERE type = 'feedback' HAVING count(*) > 0
        UNION ALL SELECT 'satisfaction', model, '', round(avg(score), 12), count(*), 'mean of the ratings in feedback events of the model' FROM chosen
            WHERE type = 'feedback' AND model IS NOT NULL GROUP BY model
        UNION ALL SELECT 'model_uses', model, '', count(*), NULL, 'usage events of the model' FROM chosen WHERE type = 'usage' AND model IS NOT NULL GROUP BY model
        UNION ALL SELECT 'feature_uses', '', feature, count(*), NULL, 'usage events of the feature' FROM chosen WHERE type = 'usage' AND feature IS NOT NULL GROUP BY feature
        UNION ALL SELECT 'errors_by_type', '', error_type, count(*), NULL, 'error events of the kind' FROM chosen WHERE type = 'error' GROUP BY error_type
        UNION ALL SELECT 'conversions', '', name, count(*), NULL, 'conversion events of the name' FROM chosen WHERE type = 'conversion' GROUP BY name
        UNION ALL SELECT 'conversion_value', '', currency, sum(value), count(value), 'sum of the values of conversion events' FROM chosen
            WHERE type = 'conversion' AND value IS NOT NULL GROUP BY currency
        """;

    public async Task<IReadOnlyList<DayFigure>> ReadAsync(string service, UtcSpan span, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, null, service, span, cancellationToken);
    }

    internal static async Task<IReadOnlyList<DayFigure>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, string service, UtcSpan span, CancellationToken cancellationToken)
        => [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            Sql, new { service, span.Start, span.End, first = UtcSpan.DayOf(span.Start), last = UtcSpan.DayOf(span.End.AddTicks(-1)) }, transaction, cancellationToken: cancellationToken)))
            .Select(row => new DayFigure(row.Metric, row.Model, row.Item, row.Value, row.Samples, Quality.Exact, 0, row.Source))];

    private sealed record Row(string Metric, string Model, string Item, decimal Value, long? Samples, string Source);
}
