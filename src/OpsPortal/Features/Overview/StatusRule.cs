using OpsPortal.Domain;

namespace OpsPortal.Features.Overview;

/// <summary>Says how a service is, from its scrape targets, its own health address and what is open about it.</summary>
public static class StatusRule
{
    private static readonly string[] Good = ["healthy", "ok", "up", "ready", "alive", "pass"];

    /// <param name="openIncidents">A service may call itself healthy while every second request fails: an open incident says otherwise.</param>
    public static ServiceStatus Decide(Reading<TargetState> targets, Reading<ServiceHealth>? health, int openIncidents = 0)
    {
        var scrape = targets is { IsStale: false, LastGood.Value: { } state } ? state : null;
        var own = health is { IsStale: false, LastGood.Value: { } answer } ? answer : null;

        if (scrape is { Total: 0 } && own is null)
            return new(ServiceLevel.Down, "Not scraped: Prometheus has no target of its jobs.");
        if (scrape is { Up: 0, Total: > 0 })
            return new(ServiceLevel.Down, own is null ? "No scrape target answers." : "No scrape target answers; its health address does.");
        if (health is { Latest.IsOk: false })
            return new(scrape is null ? ServiceLevel.Unknown : ServiceLevel.Degraded, "Health address: " + health.Latest.Reason);
        if (own is { HttpStatus: >= 500 })
            return new(ServiceLevel.Degraded, $"Says “{Word(own)}” ({own.HttpStatus}).");
        if (own is { Status: { Length: > 0 } word } && !Good.Contains(word, StringComparer.OrdinalIgnoreCase))
            return new(ServiceLevel.Degraded, $"Says “{word}”.");
        if (scrape is { } some && some.Up < some.Total)
            return new(ServiceLevel.Degraded, $"{some.Up} of {some.Total} scrape targets answer.");
        if (scrape is null)
            return own is null
                ? new(ServiceLevel.Unknown, targets.IsLoading ? "Asking…" : "Prometheus can't be asked.")
                : new(ServiceLevel.Unknown, "Its health address is fine; Prometheus can't be asked.");
        if (scrape.Total == 0)
            return new(ServiceLevel.Degraded, "Its health address is fine, but Prometheus has no target of its jobs.");
        if (openIncidents > 0)
            return new(ServiceLevel.Degraded, openIncidents == 1 ? "1 open incident." : $"{openIncidents} open incidents.");
        return new(ServiceLevel.Healthy, own is null ? $"{scrape.Up} of {scrape.Total} scrape targets answer." : "Healthy by its own word.");
    }

    private static string Word(ServiceHealth health) => health.Status.Length > 0 ? health.Status : "unhealthy";
}
