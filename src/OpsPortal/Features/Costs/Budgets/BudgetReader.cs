using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Budgets;

/// <summary>Budgets with what is spent of them now.</summary>
public sealed record BudgetReading(BudgetBook Book, IReadOnlyList<BudgetLine> Lines);

/// <summary>Reads budgets and what is spent of them.</summary>
public sealed class BudgetReader(NpgsqlDataSource database, BudgetStore store, ICostFigures figures, ServiceCatalog catalog, TimeProvider time)
{
    public async Task<Outcome<BudgetReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var today = await figures.TodayAsync(cancellationToken);
        var months = await figures.MonthAsync(cancellationToken);
        var day = UtcSpan.DayOf(time.GetUtcNow());
        return await database.TryReadAsync(time, async connection =>
        {
            var closed = (await CostRows.DaysAsync(connection, new DateOnly(day.Year, day.Month, 1), day, cancellationToken)).Where(row => row is { Revision: > 0, Cost: not null });
            var book = await store.ReadAsync(connection, cancellationToken);
            return new BudgetReading(book, BudgetReport.Of(book, catalog, today.Value ?? [], months.Value ?? [], closed.ToLookup(row => row.Day, row => (row.Service, row.Team ?? catalog.Find(row.Service)?.Team ?? "", row.Cost!.Value)), day));
        }, cancellationToken);
    }
}
