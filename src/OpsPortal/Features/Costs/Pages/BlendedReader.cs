using Dapper;
using Npgsql;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Reads what services cost and did on the same days: days without a cost count for neither.</summary>
internal static class BlendedReader
{
    public static async Task<IReadOnlyList<BlendedCost>> ReadAsync(NpgsqlConnection connection, DaySpan span, bool signed, CancellationToken cancellationToken)
        => [.. await connection.QueryAsync<BlendedCost>(new CommandDefinition(
            $"""
            WITH {CostRows.Counting(signed)},
            did AS (
                SELECT b.service,
                    sum(b.value) FILTER (WHERE b.metric = 'requests' AND b.model = '') AS requests,
                    sum(b.value) FILTER (WHERE b.metric = 'errors' AND b.model = '') AS failed,
                    sum(b.value) FILTER (WHERE b.metric IN ('tokens_input', 'tokens_cached', 'tokens_output')) AS tokens,
                    sum(b.value) FILTER (WHERE b.metric = 'unique_users' AND b.model = '') AS user_days
                FROM business_daily AS b JOIN current USING (service, day) GROUP BY b.service)
            SELECT c.service, round(sum(c.cost), 12) AS cost, sum(c.needs_price)::int AS needs_price,
                round(max(did.requests), 12) AS requests, round(max(did.failed), 12) AS failed, round(max(did.tokens), 12) AS tokens, round(max(did.user_days), 12) AS user_days
            FROM current AS c LEFT JOIN did USING (service) GROUP BY c.service ORDER BY sum(c.cost) DESC NULLS LAST, c.service
            """, new { from = span.From, to = span.To }, cancellationToken: cancellationToken))];
}
