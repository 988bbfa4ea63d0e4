using OpsPortal.Catalog;

namespace OpsPortal.Features.Incidents.Correlating;

/// <summary>A way from an alert to the incidents of another key.</summary>
/// <param name="Key">As incidents are found by: <c>host:rack1-a</c>, <c>service:hdc</c>.</param>
/// <param name="Words">"the alerts of the same host, rack1-a".</param>
/// <param name="IsOwn">The alert carries it itself: an incident that it joins is found by it from then on.</param>
public sealed record KeyLink(string Key, string Words, bool IsOwn);

/// <summary>The GPU, the host and the neighbours of a service.</summary>
public static class KeyLinks
{
    public static IEnumerable<KeyLink> Of(string? service, IReadOnlyDictionary<string, string> labels, CorrelationRules rules, ServiceCatalog catalog)
    {
        if (rules.Gpu(labels) is { } gpu)
            yield return new KeyLink("gpu:" + gpu, $"the alerts of the same GPU, {gpu}", true);
        if (rules.Host(labels) is { } host)
            yield return new KeyLink("host:" + host, $"the alerts of the same host, {host}", true);
        if (service is null || catalog.Find(service) is not { } entry)
            yield break;
        foreach (var other in entry.DependsOn)
            yield return new KeyLink("service:" + other, $"the alerts of {other}, on which {service} depends", false);
        foreach (var other in catalog.DependentsOf(service))
            yield return new KeyLink("service:" + other, $"the alerts of {other}, which depends on {service}", false);
    }
}
