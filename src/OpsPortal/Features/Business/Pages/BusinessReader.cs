using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Storage;

namespace OpsPortal.Features.Business.Pages;

/// <summary>Reads the business page's figures from what the jobs kept, in one snapshot of the database.</summary>
internal sealed class BusinessReader(NpgsqlDataSource database, ICostFigures costs, TimeProvider time)
{
    private static readonly string OfPeriod = Rows(byDay: false);

    private static readonly string OfDays = Rows(byDay: true);

    public async Task<Outcome<BusinessReport>> ReadAsync(BusinessView view, CancellationToken cancellationToken)
    {
        var (now, then) = (await CostsAsync(view.Span, cancellationToken), await CostsAsync(view.With, cancellationToken));
        return await database.TrySnapshotAsync(time, async connection =>
        {
            return new BusinessReport(
                costs.Currency, await PeriodAsync(connection, view.Span, now, cancellationToken), await PeriodAsync(connection, view.With, then, cancellationToken),
                await DaysAsync(connection, view.Span, cancellationToken), view.Service is null ? [] : await SplitsAsync(connection, view, cancellationToken),
                view is { Service: { } service, Day: { } day } ? await DayAsync(connection, new DaySpan(day, day), service, cancellationToken) : []);
        }, cancellationToken);
    }

    /// <summary>Every figure as kept; with <paramref name="service"/> of that one only.</summary>
    internal static async Task<IReadOnlyList<DayRow>> DayAsync(NpgsqlConnection connection, DaySpan span, string? service, CancellationToken cancellationToken)
        => [.. await connection.QueryAsync<DayRow>(new CommandDefinition(
            """
            SELECT service, day, metric, model, item, value, samples, quality, missing_minutes, source_query, final, computed_at FROM business_daily
            WHERE day BETWEEN @From AND @To AND (@service::text IS NULL OR service = @service) ORDER BY day, service, metric, model, item
            """, new { span.From, span.To, service }, cancellationToken: cancellationToken))];

    private async Task<IReadOnlyDictionary<string, decimal?>> CostsAsync(DaySpan span, CancellationToken cancellationToken)
        // A cost that lacks a price would make the return look better than it is.
        => (await costs.ByServiceAsync(span.From, span.To, cancellationToken)).Value?.ToDictionary(one => one.Service, one => one.NeedsPrice == 0 ? one.Cost : null, StringComparer.Ordinal)
            ?? new Dictionary<string, decimal?>(StringComparer.Ordinal);

    private async Task<IReadOnlyList<ServicePeriod>> PeriodAsync(NpgsqlConnection connection, DaySpan span, IReadOnlyDictionary<string, decimal?> cost, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<PeriodRow>(new CommandDefinition(OfPeriod, new { span.From, span.To, today = UtcSpan.DayOf(time.GetUtcNow()) }, cancellationToken: cancellationToken));
        var users = await UsersAsync(connection, span, cancellationToken);
        return [.. rows.GroupBy(row => row.Service, StringComparer.Ordinal)
            .Select(service => ServicePeriod.Of([.. service], users.TryGetValue(service.Key, out var known) ? known : null, cost.GetValueOrDefault(service.Key), costs.Currency))];
    }

    private async Task<IReadOnlyList<ServicePeriod>> DaysAsync(NpgsqlConnection connection, DaySpan span, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<PeriodRow>(new CommandDefinition(OfDays, new { span.From, span.To, today = UtcSpan.DayOf(time.GetUtcNow()) }, cancellationToken: cancellationToken));
        return [.. rows.GroupBy(row => (row.Service, row.Day))
            .Select(day => ServicePeriod.Of([.. day], day.FirstOrDefault(row => row.Metric == DayFigureNames.UniqueUsers)?.Value, null, costs.Currency))];
    }

    /// <summary>
    /// Counted over the events, or for a whole month as kept; users of days can't be summed. Nobody when events of the span were
    /// dropped already and it is no month.
    /// </summary>
    private static async Task<IReadOnlyDictionary<string, decimal>> UsersAsync(NpgsqlConnection connection, DaySpan span, CancellationToken cancellationToken)
    {
        if (span.From.Day == 1 && span.To == span.From.AddMonths(1).AddDays(-1))
        {
            var kept = (await connection.QueryAsync<(string Service, decimal Users)>(new CommandDefinition(
                "SELECT service, value FROM business_monthly WHERE metric = 'unique_users' AND month = @From AND final", new { span.From }, cancellationToken: cancellationToken))).AsList();
            if (kept.Count > 0)
                return kept.ToDictionary(row => row.Service, row => row.Users, StringComparer.Ordinal);
        }
        return (await connection.QueryAsync<(string Service, decimal Users)>(new CommandDefinition(
            $"""
            SELECT service, count(DISTINCT user_key)::numeric FROM events WHERE type = 'usage' AND user_key IS NOT NULL AND day BETWEEN @From AND @To
                AND NOT EXISTS (SELECT FROM business_daily AS b WHERE b.metric = 'unique_users' AND b.day BETWEEN @From AND @To AND b.day < (SELECT min(day) FROM ({EventPartitions.Days}) AS kept))
            GROUP BY service
            """, new { span.From, span.To }, cancellationToken: cancellationToken))).ToDictionary(row => row.Service, row => row.Users, StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<SplitRow>> SplitsAsync(NpgsqlConnection connection, BusinessView view, CancellationToken cancellationToken)
        => [.. await connection.QueryAsync<SplitRow>(new CommandDefinition(
            """
            SELECT metric, CASE WHEN item = '' THEN model ELSE item END AS name, sum(value) AS value FROM business_daily
            WHERE service = @Service AND day BETWEEN @From AND @To AND metric = ANY (@metrics) AND (model <> '' OR item <> '')
            GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
            """,
            new { view.Service, view.Span.From, view.Span.To, metrics = SplitTitles.All.Select(one => one.Metric).ToArray() }, cancellationToken: cancellationToken))];

    // Tokens are kept by model only; a figure that is there for the whole and by model is taken for the whole.
    private static string Rows(bool byDay) =>
        $"""
        SELECT service, {(byDay ? "b.day" : "NULL::date")} AS day, metric, item, sum(value) AS value, sum(value * samples) AS weighted, sum(samples) AS samples,
            max(CASE quality WHEN 'exact' THEN 0 WHEN 'partial' THEN 1 ELSE 2 END) AS quality, max(missing_minutes) AS missing_minutes, count(DISTINCT b.day) AS days, bool_or(NOT final AND b.day = @today) AS is_running,
            sum(value) FILTER (WHERE EXISTS (SELECT FROM cost_days AS c WHERE c.service = b.service AND c.day = b.day AND c.cost IS NOT NULL)) AS costed
        FROM business_daily AS b
        WHERE b.day BETWEEN @From AND @To AND (model = '' OR metric LIKE 'tokens_%')
        GROUP BY service, {(byDay ? "b.day, " : "")}metric, item ORDER BY service{(byDay ? ", b.day" : "")}
        """;
}
