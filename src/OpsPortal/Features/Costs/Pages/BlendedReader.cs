using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Reads what services cost and did on the same days: days without a cost count for neither.</summary>
internal static class BlendedReader
{
    /// <param name="catalog">For the models that run on a service's own GPUs.</param>
    /// <param name="book">For the price of energy.</param>
    public static async Task<IReadOnlyList<BlendedCost>> ReadAsync(NpgsqlConnection connection, DaySpan span, bool signed, ServiceCatalog catalog, PriceBook book, CancellationToken cancellationToken)
    {
        var blended = await connection.QueryAsync<BlendedCost>(new CommandDefinition(
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
            """, new { from = span.From, to = span.To }, cancellationToken: cancellationToken));
        // A day that has one of them only would make the ratio of the others wrong; and so would tokens of models that run elsewhere.
        var own = catalog.Services.Where(service => service.OwnModels is not null).ToArray();
        var energy = (await connection.QueryAsync<(string Service, DateOnly Day, decimal Joules, decimal Tokens)>(new CommandDefinition(
            $"""
            WITH {CostRows.Counting(signed)}
            SELECT * FROM (
                SELECT b.service, b.day, round(sum(b.value) FILTER (WHERE b.metric = 'energy_joules'), 12) AS joules,
                    round(sum(b.value) FILTER (WHERE b.metric IN ('tokens_input', 'tokens_cached', 'tokens_output') AND (NOT b.service = ANY(@told) OR own.model IS NOT NULL)), 12) AS tokens
                FROM business_daily AS b JOIN current USING (service, day) LEFT JOIN unnest(@services, @models) AS own(service, model) ON own.service = b.service AND own.model = b.model GROUP BY b.service, b.day) AS days
            WHERE joules IS NOT NULL AND tokens > 0
            """, new
            {
                from = span.From, to = span.To, told = own.Select(service => service.Id).ToArray(), services = own.SelectMany(service => service.OwnModels!.Select(_ => service.Id)).ToArray(), models = own.SelectMany(service => service.OwnModels!).ToArray(),
            }, cancellationToken: cancellationToken))).ToLookup(day => day.Service, StringComparer.Ordinal);
        return [.. blended.Select(one => energy[one.Service].Any() ? one with { Energy = Use([.. energy[one.Service].Select(day => (day.Day, day.Joules, day.Tokens))], book) } : one)];
    }

    internal static EnergyUse Use(IReadOnlyList<(DateOnly Day, decimal Joules, decimal Tokens)> days, PriceBook book) => new(
        days.Sum(day => day.Joules), days.Sum(day => day.Tokens),
        // Unknown as soon as one day is.
        days.Aggregate((decimal?)0m, (sum, day) => sum + (book.Find(PriceBook.EnergyKey, day.Day) is { Item.Unit: "kWh" } price ? day.Joules / PriceBook.JoulesPerKilowattHour * price.UnitPrice : null)));
}
