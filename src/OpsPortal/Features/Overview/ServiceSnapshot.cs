using System.Collections.Immutable;
using OpsPortal.Catalog;
using OpsPortal.Domain;

namespace OpsPortal.Features.Overview;

/// <summary>What is known of one service at one time. Immutable: pages hold it while the next one is made.</summary>
/// <param name="Targets">Scrape targets that are up, and how many there are.</param>
/// <param name="Figures">By figure name: those of <see cref="FigureNames"/> that the catalog has a signal for. Null is an answer too: nothing to measure, no traffic.</param>
/// <param name="Sparkline">Requests a second over the last hour.</param>
/// <param name="Health">What its own health address says; null when it has none.</param>
/// <param name="OpenIncidents">Incidents of the service that are not resolved.</param>
/// <param name="CostToday">The running UTC day; the value is null while the day was not computed yet.</param>
public sealed record ServiceSnapshot(
    ServiceEntry Service,
    Reading<TargetState> Targets,
    ImmutableSortedDictionary<string, Reading<double?>> Figures,
    Reading<IReadOnlyList<Series>> Sparkline,
    Reading<ServiceHealth>? Health,
    Reading<int> OpenIncidents,
    Reading<CostToday?> CostToday)
{
    public static ServiceSnapshot Unknown(ServiceEntry service) => new(
        service, Reading<TargetState>.Loading,
        FigureNames.Of(service).ToImmutableSortedDictionary(figure => figure.Name, _ => Reading<double?>.Loading),
        Reading<IReadOnlyList<Series>>.Loading,
        service.HealthUrl is null ? null : Reading<ServiceHealth>.Loading,
        Reading<int>.Loading, Reading<CostToday?>.Loading);

    public ServiceStatus Status => StatusRule.Decide(Targets, Health, OpenIncidents.LastGood?.Value ?? 0);
}

/// <param name="Total">0 when Prometheus knows no such target: it isn't scraped at all.</param>
public sealed record TargetState(int Up, int Total);

/// <summary>What a service's health address answered.</summary>
/// <param name="HttpStatus">For example 200 or 503.</param>
/// <param name="Status">Its own word; "" when it said none.</param>
/// <param name="Checks">Each check by name, flattened: <c>gpu.free_memory_gb</c> to <c>12.5</c>.</param>
public sealed record ServiceHealth(int HttpStatus, string Status, TimeSpan ResponseTime, IReadOnlyList<KeyValuePair<string, string>> Checks);

/// <summary>From best to worst, so that the worst of several is their maximum. What isn't known is worse than healthy: nobody vouches for it.</summary>
public enum ServiceLevel
{
    Healthy,
    Unknown,
    Degraded,
    Down,
}

/// <param name="Why">In words, for the tile's second line.</param>
public sealed record ServiceStatus(ServiceLevel Level, string Why);

/// <summary>The figures of a tile, and how each is asked.</summary>
public static class FigureNames
{
    public const string ErrorRatio = "error_ratio";

    /// <summary>The window of rates on the overview.</summary>
    public const string Window = "5m";

    /// <summary>The figures that this service can have, each with its PromQL.</summary>
    public static IEnumerable<Signal> Of(ServiceEntry service)
    {
        foreach (var signal in service.Signals.Values)
            yield return signal with { Query = signal.For(Window) };
        if (ErrorRatioOf(service.Signals, Window) is { } ratio)
            yield return ratio;
    }

    /// <summary>
    /// Errors by requests; no series while there is no traffic, 0 while there is traffic and never an error. Null when a signal is missing.
    /// </summary>
    public static Signal? ErrorRatioOf(IReadOnlyDictionary<string, Signal> signals, string window)
        => signals.TryGetValue(SignalNames.Requests, out var requests) && signals.TryGetValue(SignalNames.Errors, out var errors)
            ? new Signal(ErrorRatio, $"(({errors.For(window)}) or ({requests.For(window)}) * 0) / (({requests.For(window)}) > 0)", "percentunit", errors.Note)
            : null;
}
