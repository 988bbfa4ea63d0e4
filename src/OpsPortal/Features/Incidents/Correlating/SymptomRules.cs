namespace OpsPortal.Features.Incidents.Correlating;

/// <summary>An alert of an incident that fires.</summary>
/// <param name="Episode">Its row.</param>
/// <param name="SuppressedBy">The row of the alert that explains it, as it was written last.</param>
/// <param name="IsUndone">A person said that it is no symptom.</param>
public sealed record FiringAlert(
    long Episode, string Name, string? Service, IReadOnlyDictionary<string, string> Labels, DateTimeOffset StartsAt, long? SuppressedBy, bool IsUndone);

/// <param name="Because">"H200SystemDown of h200 fires: ..."; null when it is no symptom any more.</param>
public sealed record SymptomChange(FiringAlert Alert, FiringAlert? Cause, string? Because);

/// <summary>Finds which firing alerts of an incident are likely effects of another one.</summary>
public sealed class SymptomRules(CorrelationRules rules, Func<string, IReadOnlyList<string>> dependsOn, TimeSpan window)
{
    /// <summary>Whether these names can hold a cause at all: of most incidents they don't, and no row must be read.</summary>
    public bool MayApply(IEnumerable<string> names) => names.Any(name => rules.Causes.Any(rule => rule.Cause.IsMatch(name)));

    /// <returns>Only what differs from what is written.</returns>
    public IReadOnlyList<SymptomChange> Changes(IReadOnlyList<FiringAlert> alerts)
    {
        var changes = new List<SymptomChange>();
        var causes = rules.Causes.Select(rule => (Rule: rule, Alerts: alerts.Where(one => rule.Cause.IsMatch(one.Name)).ToArray())).Where(one => one.Alerts.Length > 0).ToArray();
        foreach (var alert in alerts)
        {
            var found = alert.IsUndone ? default : causes
                .Where(one => one.Rule.Symptoms.IsMatch(alert.Name) && !one.Rule.Cause.IsMatch(alert.Name))
                .SelectMany(one => one.Alerts.Select(cause => (Cause: cause, Words: Shares(one.Rule.On, cause, alert))))
                .FirstOrDefault(one => one.Words is not null && alert.StartsAt >= one.Cause.StartsAt - window);
            if (found.Cause?.Episode != alert.SuppressedBy)
                changes.Add(new SymptomChange(alert, found.Cause, found.Words));
        }
        return changes;
    }

    private string? Shares(SharedBy on, FiringAlert cause, FiringAlert symptom) => on switch
    {
        SharedBy.Host when rules.Host(cause.Labels) is { } host && host == rules.Host(symptom.Labels) => $"{cause.Name} fires on the same host, {host}",
        SharedBy.Gpu when rules.Gpu(cause.Labels) is { } gpu && gpu == rules.Gpu(symptom.Labels) => $"{cause.Name} fires on the same GPU, {gpu}",
        SharedBy.Service or SharedBy.Dependents when cause.Service is { } service && service == symptom.Service => $"{cause.Name} of {service} fires",
        SharedBy.Dependents when cause.Service is { } other && symptom.Service is { } own && dependsOn(own).Contains(other) => $"{cause.Name} of {other} fires, on which {own} depends",
        _ => null,
    };
}
