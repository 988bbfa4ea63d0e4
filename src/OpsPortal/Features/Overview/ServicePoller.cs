using System.Collections.Immutable;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Overview;

/// <summary>
/// Asks for every service's figures each <see cref="Interval"/>, once for all viewers. A figure that can't be had keeps its
/// last good value, marked stale; each is asked by itself, so that one failure hides nothing else.
/// </summary>
public sealed partial class ServicePoller(
    ServiceCatalog catalog, QueryCache queries, IOpenIncidents incidents, ICostFigures costs, IServiceScopeFactory scopes, TimeProvider time,
    ILogger<ServicePoller> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private ImmutableArray<ServiceSnapshot> _current = [.. catalog.Services.Select(ServiceSnapshot.Unknown)];

    /// <summary>Raised after each round, on a pool thread. Handlers must not block.</summary>
    public event Action? Changed;

    /// <summary>In the catalog's order.</summary>
    public ImmutableArray<ServiceSnapshot> Current => _current;

    /// <summary>Incidents that are not resolved and belong to no service of the catalog.</summary>
    public Reading<int> IncidentsElsewhere { get; private set; } = Reading<int>.Loading;

    public ServiceSnapshot? Find(string id) => _current.FirstOrDefault(snapshot => snapshot.Service.Id == id);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        incidents.Changed += Recount;
        try
        {
            do
                await GuardedPollAsync(stoppingToken);
            while (await WaitAsync(timer, stoppingToken));
        }
        finally
        {
            incidents.Changed -= Recount;
        }
    }

    private async Task GuardedPollAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PollAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The loop ends by itself.
        }
        catch (Exception error)
        {
            LogRoundFailed(error);
        }
    }

    internal async Task PollAsync(CancellationToken cancellationToken)
    {
        var today = costs.TodayAsync(cancellationToken);
        var polled = await Task.WhenAll(_current.Select(snapshot => NextAsync(snapshot, cancellationToken)));
        var todayNow = await today;
        // Incidents last: what changed while the rest was asked is in.
        var open = await incidents.ByServiceAsync(cancellationToken);
        lock (_gate)
        {
            _current = Counted([.. polled.Select(snapshot => snapshot with
            {
                CostToday = snapshot.CostToday.Next(todayNow.Map(all => all.FirstOrDefault(cost => cost.Service == snapshot.Service.Id))),
            })], open);
        }
        Changed?.Invoke();
    }

    // An incident shows on the tiles when it shows in the menu, not a round later.
    private void Recount() => _ = Task.Run(async () =>
    {
        var open = await incidents.ByServiceAsync(CancellationToken.None);
        lock (_gate)
            _current = Counted(_current, open);
        Changed?.Invoke();
    });

    private ImmutableArray<ServiceSnapshot> Counted(ImmutableArray<ServiceSnapshot> snapshots, Outcome<IReadOnlyDictionary<string, int>> open)
    {
        IncidentsElsewhere = IncidentsElsewhere.Next(open.Map(all => all.Where(one => snapshots.All(snapshot => snapshot.Service.Id != one.Key)).Sum(one => one.Value)));
        return [.. snapshots.Select(snapshot => snapshot with
        {
            OpenIncidents = snapshot.OpenIncidents.Next(open.Map(all => all.GetValueOrDefault(snapshot.Service.Id))),
        })];
    }

    private async Task<ServiceSnapshot> NextAsync(ServiceSnapshot before, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var targets = TargetsAsync(before.Service, now, cancellationToken);
        var figures = FigureNames.Of(before.Service)
            .Select(async figure => KeyValuePair.Create(figure.Name, before.Figures[figure.Name].Next(await FigureAsync(figure, now, cancellationToken)))).ToArray();
        var sparkline = SparklineAsync(before.Service, now, cancellationToken);
        var health = HealthAsync(before.Service, cancellationToken);
        return before with
        {
            Targets = before.Targets.Next(await targets),
            Figures = (await Task.WhenAll(figures)).ToImmutableSortedDictionary(),
            Sparkline = await sparkline is { } line ? before.Sparkline.Next(line) : before.Sparkline,
            Health = await health is { } answer ? before.Health!.Next(answer) : null,
        };
    }

    private async Task<Outcome<TargetState>> TargetsAsync(ServiceEntry service, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var jobs = string.Join("|", service.PrometheusJobs.Select(System.Text.RegularExpressions.Regex.Escape)).Replace("\\", "\\\\", StringComparison.Ordinal);
        var up = await queries.QueryAsync($"up{{job=~\"{jobs}\"}}", now, cancellationToken);
        return up.Map(samples => new TargetState(samples.Count(sample => sample.Value == 1), samples.Count));
    }

    private async Task<Outcome<double?>> FigureAsync(Signal figure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var answer = await queries.QueryAsync(figure.Query, now, cancellationToken);
        return answer.Map(samples => samples is [{ Value: var value }] && double.IsFinite(value) ? value : (double?)null);
    }

    private async Task<Outcome<IReadOnlyList<Series>>?> SparklineAsync(ServiceEntry service, DateTimeOffset now, CancellationToken cancellationToken)
        => service.Signals.TryGetValue(SignalNames.Requests, out var requests)
            ? (await queries.QueryRangeAsync(requests.For(FigureNames.Window), now.AddHours(-1), now, TimeSpan.FromMinutes(1), cancellationToken)).Series
            : null;

    private async Task<Outcome<ServiceHealth>?> HealthAsync(ServiceEntry service, CancellationToken cancellationToken)
    {
        if (service.HealthUrl is not { } address)
            return null;
        using var scope = scopes.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<HealthReader>().ReadAsync(address, cancellationToken);
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(6000, LogLevel.Error, "A round of the service poller failed; the last figures stay, and age")]
    private partial void LogRoundFailed(Exception error);
}
