using System.Globalization;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Budgets;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs;

/// <summary>The figures that other pages and answers show, from the tables that the jobs fill.</summary>
internal sealed class CostFigures(NpgsqlDataSource database, ServiceCatalog catalog, PriceBook book, BudgetStore budgets, TimeProvider time) : ICostFigures
{
    public string Currency => book.Currency;

    public Task<Outcome<IReadOnlyList<CostToday>>> TodayAsync(CancellationToken cancellationToken) => ReadAsync<CostToday>(async connection =>
    {
        var today = UtcSpan.DayOf(time.GetUtcNow());
        var rows = await CostRows.DaysAsync(connection, today, today, cancellationToken);
        return [.. rows.Select(row => new CostToday(row.Service, row.Day, row.Cost, QualityOf(row.Quality), row.MissingMinutes, row.NeedsPrice, row.ComputedAt))];
    }, cancellationToken);

    public Task<Outcome<IReadOnlyList<ModelCost>>> ByModelAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken) => ReadAsync<ModelCost>(async connection =>
    {
        var rows = await CostRows.ModelsAsync(connection, from, to, cancellationToken);
        return [.. rows.Select(row => new ModelCost(
            row.Service, row.Model, row.Cost, row.Requests, row.Tokens, Per(row.Cost, row.Requests, row.NeedsPrice), Per(row.Cost, row.Tokens / 1000, row.NeedsPrice),
            (Quality)row.Quality, (int)row.NeedsPrice, row.IncludesToday))];
    }, cancellationToken);

    public Task<Outcome<IReadOnlyList<ServiceCost>>> ByServiceAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken) => ReadAsync<ServiceCost>(async connection =>
    {
        var days = await CostRows.DaysAsync(connection, from, to, cancellationToken);
        var categories = (await CostRows.CategoriesAsync(connection, from, to, cancellationToken)).ToLookup(row => row.Service, StringComparer.Ordinal);
        var requests = await CostRows.RequestsAsync(connection, from, to, cancellationToken);
        return [.. days.GroupBy(day => day.Service, StringComparer.Ordinal).Select(service =>
        {
            var cost = Sum(service.Select(day => day.Cost));
            var needsPrice = service.Sum(day => day.NeedsPrice);
            var count = requests.TryGetValue(service.Key, out var known) ? known : (decimal?)null;
            return new ServiceCost(
                service.Key, cost, categories[service.Key].GroupBy(row => row.Category, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(row => row.Cost), StringComparer.Ordinal),
                count, Per(cost, count, needsPrice), Qualities.Worst(service.Select(day => QualityOf(day.Quality))), service.Sum(day => day.MissingMinutes), needsPrice,
                service.Count(), service.Any(day => day.Revision == 0));
        })];
    }, cancellationToken);

    public Task<Outcome<IReadOnlyList<MonthOutlook>>> MonthAsync(CancellationToken cancellationToken) => ReadAsync<MonthOutlook>(async connection =>
    {
        var now = time.GetUtcNow();
        var today = UtcSpan.DayOf(now);
        var month = new DateOnly(today.Year, today.Month, 1);
        var rows = (await CostRows.DaysAsync(connection, today.AddDays(-31), today, cancellationToken)).ToLookup(row => row.Service, StringComparer.Ordinal);
        var limits = await budgets.ReadAsync(connection, cancellationToken);
        return [.. catalog.Services.Where(service => service.CostDrivers.Count > 0).Select(service => Outlook(service, [.. rows[service.Id]], limits, month, today, now))];
    }, cancellationToken);

    internal static Quality QualityOf(string text) => Enum.Parse<Quality>(text, ignoreCase: true);

    private static MonthOutlook Outlook(ServiceEntry service, DayRow[] days, BudgetBook limits, DateOnly month, DateOnly today, DateTimeOffset now)
    {
        var closed = days.Where(day => day is { Revision: > 0, Cost: not null } && day.Day < today).ToDictionary(day => day.Day, day => day.Cost!.Value);
        var projection = CostProjection.Of(closed, days.FirstOrDefault(day => day.Day == today)?.Cost, now);
        return new MonthOutlook(
            service.Id, month, Sum(days.Where(day => day.Day >= month).Select(day => day.Cost)), projection?.Expected, projection?.Low, projection?.High,
            projection?.Method ?? string.Create(CultureInfo.InvariantCulture, $"No closed day is known in the four weeks before {today:yyyy-MM-dd}."), limits.Find(BudgetScope.Service, service.Id, BudgetPeriod.Day, today), limits.Find(BudgetScope.Service, service.Id, BudgetPeriod.Month, today));
    }

    private static decimal? Sum(IEnumerable<decimal?> costs)
    {
        var known = costs.OfType<decimal>().ToArray();
        return known.Length == 0 ? null : known.Sum();
    }

    /// <summary>A cost that lacks a price would look cheaper than it is: then there is no ratio.</summary>
    private static decimal? Per(decimal? cost, decimal? count, long needsPrice) => needsPrice == 0 && count > 0 ? cost / count : null;

    private Task<Outcome<IReadOnlyList<T>>> ReadAsync<T>(Func<NpgsqlConnection, Task<IReadOnlyList<T>>> read, CancellationToken cancellationToken)
        => database.TryReadAsync(time, read, cancellationToken);
}
