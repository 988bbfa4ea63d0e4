using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Budgets;

/// <summary>What was and will be spent against what may be.</summary>
/// <param name="Name">Id of the service, the team, or "" for all.</param>
/// <param name="Title">As people call it.</param>
/// <param name="Today">So far; null while nothing is computed. So are the others.</param>
/// <param name="OverDays">Closed days of the month that cost more than the budget that held then; null without a daily budget.</param>
public sealed record BudgetLine(
    BudgetScope Scope, string Name, string Title, decimal? Daily, decimal? Today, decimal? Monthly, decimal? SoFar, decimal? Projection, decimal? Low, decimal? High, int? OverDays);

/// <summary>Lays what is spent against the budgets.</summary>
public static class BudgetReport
{
    /// <summary>All together, then teams, then services that cost something.</summary>
    /// <param name="days">Closed days of the month by service, with the team whose each was on that day.</param>
    public static IReadOnlyList<BudgetLine> Of(
        BudgetBook book, ServiceCatalog catalog, IReadOnlyList<CostToday> today, IReadOnlyList<MonthOutlook> months, ILookup<DateOnly, (string Service, string Team, decimal Cost)> days, DateOnly day)
    {
        var costly = catalog.Services.Where(service => service.CostDrivers.Count > 0).ToArray();
        return
        [
            Line(BudgetScope.Total, "", "All costs", costly),
            .. costly.GroupBy(service => service.Team, StringComparer.Ordinal).OrderBy(team => team.Key, StringComparer.Ordinal).Select(team => Line(BudgetScope.Team, team.Key, team.Key, [.. team])),
            .. costly.Select(service => Line(BudgetScope.Service, service.Id, service.Name, [service])),
        ];

        BudgetLine Line(BudgetScope scope, string name, string title, ServiceEntry[] services)
        {
            var ids = services.Select(service => service.Id).ToHashSet(StringComparer.Ordinal);
            var ours = months.Where(one => ids.Contains(one.Service)).ToArray();
            // A projection that lacks one of them would promise too little.
            decimal? All(Func<MonthOutlook, decimal?> pick) => ours.Length == ids.Count && ours.All(one => pick(one) is not null) ? ours.Sum(one => pick(one)!.Value) : null;
            var over = days.Count(one => book.Find(scope, name, BudgetPeriod.Day, one.Key) is { } budget && one.Where(Ours).Sum(cost => cost.Cost) > budget);
            var daily = book.Find(scope, name, BudgetPeriod.Day, day);
            // Days that are over belong to the team that had the service then.
            decimal? SoFarOfTeam() => Sum([.. days.SelectMany(one => one).Where(Ours).Select(cost => (decimal?)cost.Cost), .. today.Where(one => ids.Contains(one.Service)).Select(one => one.Cost)]);
            bool Ours((string Service, string Team, decimal Cost) cost) => scope == BudgetScope.Team ? cost.Team == name : ids.Contains(cost.Service);
            return new BudgetLine(
                scope, name, title, daily, Sum(today.Where(one => ids.Contains(one.Service)).Select(one => one.Cost)), book.Find(scope, name, BudgetPeriod.Month, day),
                scope == BudgetScope.Team ? SoFarOfTeam() : Sum(ours.Select(one => one.SoFar)), All(one => one.Projection), All(one => one.Low), All(one => one.High), daily is null ? null : over);
        }
    }

    private static decimal? Sum(IEnumerable<decimal?> costs) => costs.OfType<decimal>().ToArray() is { Length: > 0 } known ? known.Sum() : null;
}
