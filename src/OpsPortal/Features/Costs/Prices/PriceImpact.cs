using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Prices;

/// <summary>What an entry of the price book would change.</summary>
/// <param name="Before">What holds at that instant now, or null.</param>
/// <param name="Until">When the next entry takes over; null: never.</param>
/// <param name="UsedBy">Names of services with a driver that can use the key.</param>
/// <param name="ClosedDays">Closed days from there on that used the key: they keep their cost until somebody revises them.</param>
/// <param name="ClosedCost">What they cost by the key as they stand; null where something of it has no price.</param>
/// <param name="ClosedRevised">What they would if they were revised.</param>
/// <param name="RecentDays">Closed days of the last seven that used the key.</param>
/// <param name="RecentDaily">What such a day costs by the price that holds at the entry's instant now.</param>
/// <param name="RecentDailyThen">What it would by the new price.</param>
public sealed record PriceImpact(
    PriceOnDay? Before, DateTimeOffset? Until, IReadOnlyList<string> UsedBy, int ClosedDays, decimal? ClosedCost, decimal? ClosedRevised,
    int RecentDays, decimal? RecentDaily, decimal? RecentDailyThen);

/// <summary>Answers "what would this entry change?" from the kept amounts.</summary>
public sealed class PriceImpactReader(NpgsqlDataSource database, ServiceCatalog services, TimeProvider time)
{
    private const int Recent = 7;

    /// <param name="book">As it stands now.</param>
    public Task<Outcome<PriceImpact>> ReadAsync(PriceDraft draft, PriceBook book, CancellationToken cancellationToken)
        => database.TryReadAsync(time, async connection =>
        {
            var today = UtcSpan.DayOf(time.GetUtcNow());
            var first = UtcSpan.DayOf(draft.From);
            var lines = (await connection.QueryAsync<PricedAmount>(new CommandDefinition(
                $"""
                WITH {CostRows.Current} SELECT l.service, l.day, l.price_key, l.amount, l.priced_at, l.used_before, l.cost
                FROM cost_daily AS l JOIN current USING (service, day, revision) WHERE l.price_key = @key AND revision > 0
                """,
                new { from = Earlier(first, today.AddDays(-Recent)), to = today, key = draft.Key }, cancellationToken: cancellationToken))).AsList();
            return Of(draft, book, lines, services, today);
        }, cancellationToken);

    internal static PriceImpact Of(PriceDraft draft, PriceBook book, IReadOnlyList<PricedAmount> closed, ServiceCatalog services, DateOnly today)
    {
        var after = book.With([draft.ToEdit(draft.From, "")]);
        var item = after.Item(draft.Key)!;
        var until = item.Entries.Where(entry => entry.Instant > draft.From).Select(entry => (DateTimeOffset?)entry.Instant).FirstOrDefault();
        // A day inside which the price begins is counted apart when it is revised; here it is taken by its start.
        var touched = closed.Where(line => At(line) >= draft.From && (until is null || At(line) < until)).ToArray();
        var recent = closed.Where(line => line.Day >= today.AddDays(-Recent)).ToArray();
        var days = recent.Select(line => line.Day).Distinct().Count();
        decimal? Daily(PriceBook prices) => days == 0 ? null : Sum(recent.Select(line => prices.Find(draft.Key, draft.From)?.Cost(line.Amount, line.Day, line.UsedBefore ?? 0))) / days;
        return new PriceImpact(
            book.Find(draft.Key, draft.From), until,
            [.. services.Services.Where(service => service.CostDrivers.Any(driver => PriceBook.Matches(driver.Price, draft.Key))).Select(service => service.Name)],
            touched.Select(line => line.Day).Distinct().Count(), Sum(touched.Select(line => line.Cost)), Sum(touched.Select(line => Repricer.Cost(line, after))),
            days, Daily(book), Daily(after));
    }

    private static DateTimeOffset At(PricedAmount line) => line.PricedAt ?? UtcSpan.StartOf(line.Day);

    /// <summary>Unknown as soon as one is.</summary>
    private static decimal? Sum(IEnumerable<decimal?> costs) => costs.Aggregate((decimal?)0m, (sum, cost) => sum + cost);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
