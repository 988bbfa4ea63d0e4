using System.Diagnostics.Metrics;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Budgets;
using OpsPortal.Live;

namespace OpsPortal.Features.Costs;

/// <summary>
/// The portal's own cost series on <c>/metrics</c>, for the budget alerts: so far today, the month's projection, the budgets.
/// What is unknown or too old is absent, never 0.
/// </summary>
internal sealed class CostGauges(ICostFigures figures, BudgetStore budgets, ServiceCatalog catalog, ChangeFeed changes, TimeProvider time) : BackgroundService
{
    // The job runs each five minutes; what is older than some runs is no "so far today" any more.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);
    private static volatile CostGauges? _current;
    private IReadOnlyList<CostToday> _today = [];
    private IReadOnlyList<MonthOutlook> _months = [];
    private BudgetBook? _budgets;

    // Instruments belong to the process; whichever host runs answers for them.
    static CostGauges()
    {
        Gauge("daily_cost_usd", "Cost of the running UTC day so far; starts again at midnight UTC.", all => all.Today());
        Gauge("monthly_cost_projection_usd", "Projected cost of the running calendar month, UTC.", all => all.Projection());
        Gauge("budget_daily_usd", "Budget of a service for a UTC day.", all => all.Budgets(BudgetScope.Service, "service", BudgetPeriod.Day));
        Gauge("budget_monthly_usd", "Budget of a service for a calendar month.", all => all.Budgets(BudgetScope.Service, "service", BudgetPeriod.Month));
        Gauge("budget_team_daily_usd", "Budget of a team for a UTC day.", all => all.Budgets(BudgetScope.Team, "team", BudgetPeriod.Day));
        Gauge("budget_team_monthly_usd", "Budget of a team for a calendar month.", all => all.Budgets(BudgetScope.Team, "team", BudgetPeriod.Month));
        Gauge("budget_total_daily_usd", "Budget of all services together for a UTC day.", all => all.Budgets(BudgetScope.Total, null, BudgetPeriod.Day));
        Gauge("budget_total_monthly_usd", "Budget of all services together for a calendar month.", all => all.Budgets(BudgetScope.Total, null, BudgetPeriod.Month));
        Gauge("cost_service_team", "1 for each service that costs something, with the team whose it is.", all => all.Teams());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _current = this;
        using var changed = new SemaphoreSlim(0, 1);
        using var subscription = changes.Subscribe(CostStore.Topic, _ =>
        {
            if (changed.CurrentCount == 0)
                changed.Release();
            return Task.CompletedTask;
        });
        try
        {
            while (true)
            {
                await ReadAsync(stoppingToken);
                await changed.WaitAsync(Refresh, stoppingToken);
                // A back-fill tells of each day: once a second is enough.
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            if (_current == this)
                _current = null;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (await figures.TodayAsync(cancellationToken) is { IsOk: true, Value: var today })
            _today = today!;
        if (await figures.MonthAsync(cancellationToken) is { IsOk: true, Value: var months })
            _months = months!;
        if (await budgets.ReadAsync(cancellationToken) is { IsOk: true, Value: var book })
            _budgets = book;
    }

    private IEnumerable<Measurement<double>> Today()
    {
        var now = time.GetUtcNow();
        return _today.Where(one => one.Day == UtcSpan.DayOf(now) && now - one.ComputedAt <= MaxAge && one.Cost is not null).Select(one => Value(one.Cost!.Value, one.Service));
    }

    private IEnumerable<Measurement<double>> Projection()
    {
        var today = UtcSpan.DayOf(time.GetUtcNow());
        return _months.Where(one => one.Month.Year == today.Year && one.Month.Month == today.Month && one.Projection is not null).Select(one => Value(one.Projection!.Value, one.Service));
    }

    /// <param name="label">Null: the scope has one series only.</param>
    private IEnumerable<Measurement<double>> Budgets(BudgetScope scope, string? label, BudgetPeriod period)
    {
        var today = UtcSpan.DayOf(time.GetUtcNow());
        var book = _budgets;
        return book is null ? [] : book.Entries.Where(entry => entry.Scope == scope && entry.Period == period).Select(entry => entry.Name).Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Amount: book.Find(scope, name, period, today))).Where(one => one.Amount is not null)
            .Select(one => label is null ? new Measurement<double>((double)one.Amount!.Value) : new((double)one.Amount!.Value, new KeyValuePair<string, object?>(label, one.Name)));
    }

    private IEnumerable<Measurement<double>> Teams() => catalog.Services.Where(service => service.CostDrivers.Count > 0)
        .Select(service => new Measurement<double>(1, new KeyValuePair<string, object?>("service", service.Id), new("team", service.Team)));

    private static Measurement<double> Value(decimal amount, string service) => new((double)amount, new KeyValuePair<string, object?>("service", service));

    private static void Gauge(string name, string description, Func<CostGauges, IEnumerable<Measurement<double>>> read)
        => PortalMetrics.Meter.CreateObservableGauge(name, () => _current is { } current ? read(current) : [], null, description);
}
