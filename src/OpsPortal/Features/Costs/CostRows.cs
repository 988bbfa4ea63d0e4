using Dapper;
using Npgsql;

namespace OpsPortal.Features.Costs;

/// <summary>A day of a service as it counts now: its latest revision.</summary>
/// <param name="Revision">0: the running day, so far; 1 or more: closed.</param>
/// <param name="Quality"><c>exact</c>, <c>partial</c>, <c>estimated</c>.</param>
/// <param name="Team">Whose it was on that day; null where that wasn't kept.</param>
internal sealed record DayRow(
    string Service, DateOnly Day, int Revision, decimal? Cost, int NeedsPrice, string Quality, decimal MissingMinutes, string Note, DateTimeOffset ComputedAt, string? Team);

/// <summary>Reads what the cost jobs kept. Throws what Npgsql throws; <see cref="CostFigures"/> turns that into outcomes.</summary>
internal static class CostRows
{
    /// <summary>The latest revision of each service and day between two days, both included.</summary>
    public const string Current =
        "current AS (SELECT DISTINCT ON (service, day) * FROM cost_days WHERE day BETWEEN @from AND @to ORDER BY service, day, revision DESC)";

    /// <summary>The revisions that counted when their month was signed; days of months that aren't signed are not in it.</summary>
    public const string Signed =
        "current AS (SELECT d.* FROM cost_days AS d JOIN month_closing_days AS s USING (service, day, revision) WHERE d.day BETWEEN @from AND @to)";

    /// <summary>
    /// What was ever billed: of months that aren't signed the latest revisions; of signed ones the signed revision
    /// (<c>signed_revision</c>) and all that came after it. Further days may be named by <c>@starts</c> and <c>@ends</c>.
    /// </summary>
    public const string Billed =
        """
        current AS (
            SELECT d.*, s.revision AS signed_revision FROM cost_days AS d
            LEFT JOIN month_closings AS m ON m.month = date_trunc('month', d.day)::date
            LEFT JOIN month_closing_days AS s ON s.service = d.service AND s.day = d.day
            WHERE (d.day BETWEEN @from AND @to OR EXISTS (SELECT FROM unnest(@starts, @ends) AS more(first, last) WHERE d.day BETWEEN more.first AND more.last))
              AND CASE WHEN m.month IS NULL THEN d.revision = (SELECT max(x.revision) FROM cost_days AS x WHERE x.service = d.service AND x.day = d.day) ELSE d.revision >= coalesce(s.revision, 0) END)
        """;

    /// <param name="signed">The revisions that were signed; else the latest.</param>
    public static string Counting(bool signed) => signed ? Signed : Current;

    public static async Task<IReadOnlyList<DayRow>> DaysAsync(NpgsqlConnection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken, bool signed = false)
        => [.. await connection.QueryAsync<DayRow>(new CommandDefinition(
            $"WITH {Counting(signed)} SELECT service, day, revision, cost, needs_price, quality, missing_minutes, note, computed_at, team FROM current ORDER BY day, service",
            new { from, to }, cancellationToken: cancellationToken))];

    /// <summary>By service and model: priced cost, lines without a price, and the same days' requests and tokens.</summary>
    public static async Task<IReadOnlyList<ModelRow>> ModelsAsync(NpgsqlConnection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken)
        => [.. await connection.QueryAsync<ModelRow>(new CommandDefinition(
            $"""
            WITH {Current},
            counted AS (
                SELECT b.service, b.model, sum(b.value) FILTER (WHERE b.metric = 'model_requests') AS requests,
                    sum(b.value) FILTER (WHERE b.metric IN ('tokens_input', 'tokens_cached', 'tokens_output')) AS tokens
                FROM business_daily AS b JOIN current USING (service, day) WHERE b.model <> '' GROUP BY b.service, b.model)
            SELECT l.service, l.model, round(sum(l.cost), 12) AS cost, count(*) FILTER (WHERE l.cost IS NULL) AS needs_price,
                round(max(counted.requests), 12) AS requests, round(max(counted.tokens), 12) AS tokens,
                max(CASE l.quality WHEN 'exact' THEN 0 WHEN 'partial' THEN 1 ELSE 2 END) AS quality, bool_or(l.revision = 0) AS includes_today
            FROM cost_daily AS l JOIN current USING (service, day, revision)
            LEFT JOIN counted ON counted.service = l.service AND counted.model = l.model
            WHERE l.model IS NOT NULL GROUP BY l.service, l.model ORDER BY l.service, sum(l.cost) DESC NULLS LAST, l.model
            """, new { from, to }, cancellationToken: cancellationToken))];

    public static async Task<IReadOnlyList<CategoryRow>> CategoriesAsync(NpgsqlConnection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken)
        => [.. await connection.QueryAsync<CategoryRow>(new CommandDefinition(
            $"""
            WITH {Current}
            SELECT l.service, l.day, l.category, round(sum(l.cost), 12) AS cost FROM cost_daily AS l JOIN current USING (service, day, revision)
            WHERE l.cost IS NOT NULL GROUP BY l.service, l.day, l.category ORDER BY l.day, l.service, l.category
            """, new { from, to }, cancellationToken: cancellationToken))];

    /// <summary>Requests of the whole service on the days that have a cost.</summary>
    public static async Task<IReadOnlyDictionary<string, decimal>> RequestsAsync(NpgsqlConnection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken)
        => (await connection.QueryAsync<(string Service, decimal Requests)>(new CommandDefinition(
            $"""
            WITH {Current} SELECT b.service, round(sum(b.value), 12) FROM business_daily AS b JOIN current USING (service, day)
            WHERE b.metric = 'requests' AND b.model = '' GROUP BY b.service
            """, new { from, to }, cancellationToken: cancellationToken))).ToDictionary(row => row.Service, row => row.Requests, StringComparer.Ordinal);

    internal sealed record ModelRow(
        string Service, string Model, decimal? Cost, long NeedsPrice, decimal? Requests, decimal? Tokens, int Quality, bool IncludesToday);

    internal sealed record CategoryRow(string Service, DateOnly Day, string Category, decimal Cost);
}
