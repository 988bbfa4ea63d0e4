namespace OpsPortal.Domain;

/// <summary>Alerts that the portal itself raises; the incidents feature takes them as it takes everybody's.</summary>
public interface IOwnAlerts
{
    /// <summary>Returns after they were kept. A database that is away is an outcome.</summary>
    Task<Outcome<bool>> RaiseAsync(IReadOnlyList<OwnAlert> alerts, CancellationToken cancellationToken);
}

/// <param name="Name">As <c>alertname</c>.</param>
/// <param name="Labels">Further labels: with the name and the service they tell one alert from another.</param>
/// <param name="Severity">In the words of <c>catalog/severities.yaml</c>.</param>
/// <param name="Runbook">A path of the portal or an address; "" for none.</param>
/// <param name="Href">Where the portal shows what it is about.</param>
/// <param name="StartsAt">The same for the same time of firing.</param>
/// <param name="EndsAt">Null while it fires.</param>
public sealed record OwnAlert(
    string Name, string? Service, IReadOnlyDictionary<string, string> Labels, string Severity, string Summary, string Description, string Runbook, string Href,
    DateTimeOffset StartsAt, DateTimeOffset? EndsAt);
