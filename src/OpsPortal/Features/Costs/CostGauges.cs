using System.Diagnostics.Metrics;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Live;

namespace OpsPortal.Features.Costs;

/// <summary>
/// The portal's own cost series on <c>/metrics</c>, for the budget alerts: so far today, the month's projection, the budgets.
/// What is unknown or too old is absent, never 0.
/// </summary>
internal sealed class CostGauges(ICostFigures figures, ServiceCatalog catalog, ChangeFeed changes, TimeProvider time) : BackgroundService
{
    // The job runs each five minutes; what is older than some runs is no "so far today" any more.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);
    private static volatile CostGauges? _current;
    private IReadOnlyList<CostToday> _today = [];
    private IReadOnlyList<MonthOutlook> _months = [];

    // Instruments belong to the process; whichever host runs answers for them.
    static CostGauges()
    {
        Gauge("daily_cost_usd", "Cost of the running UTC day so far; starts again at midnight UTC.", all => all.Today());
        Gauge("monthly_cost_projection_usd", "Projected cost of the running calendar month, UTC.", all => all.Projection());
        Gauge("budget_daily_usd", "Budget for a UTC day.", all => all.Budgets(budget => budget.Daily));
        Gauge("budget_monthly_usd", "Budget for a calendar month.", all => all.Budgets(budget => budget.Monthly));
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

    private IEnumerable<Measurement<double>> Budgets(Func<Budget, decimal?> pick)
        => catalog.Services.Where(service => service.Budget is { } budget && pick(budget) is not null).Select(service => Value(pick(service.Budget!)!.Value, service.Id));

    private static Measurement<double> Value(decimal amount, string service) => new((double)amount, new KeyValuePair<string, object?>("service", service));

    private static void Gauge(string name, string description, Func<CostGauges, IEnumerable<Measurement<double>>> read)
        => PortalMetrics.Meter.CreateObservableGauge(name, () => _current is { } current ? read(current) : [], null, description);
}
