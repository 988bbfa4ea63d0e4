using System.Text;
using System.Text.Json;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Webhook bodies as tests need them.</summary>
internal static class Deliveries
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    public static byte[] Body(params object[] alerts) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
        new { version = "4", receiver = "portal", status = "firing", groupKey = "{}:{}", externalURL = "http://am", truncatedAlerts = 0, alerts }));

    /// <param name="end">Seconds after <see cref="Start"/>; null while it fires.</param>
    /// <param name="more">Further labels.</param>
    public static object Alert(string name, string? service, string severity, int start = 0, int? end = null, params (string Name, string Value)[] more)
    {
        var labels = new Dictionary<string, string> { ["alertname"] = name, ["severity"] = severity };
        if (service is not null)
            labels["service"] = service;
        foreach (var (label, value) in more)
            labels[label] = value;
        return new
        {
            status = end is null ? "firing" : "resolved",
            labels,
            annotations = new Dictionary<string, string> { ["summary"] = $"{name} of {service ?? "something"}", ["runbook_url"] = "/runbooks/x" },
            startsAt = Start.AddSeconds(start).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            endsAt = end is { } seconds ? Start.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") : "0001-01-01T00:00:00Z",
            generatorURL = "http://prom/graph?g0.expr=up+%3D%3D+0",
        };
    }
}
