namespace OpsPortal.Clients.Prometheus;

/// <summary>Section <c>Prometheus</c>: the default server, and further ones by name.</summary>
public sealed class PrometheusOptions : PrometheusServerOptions
{
    /// <summary>Further servers; a dashboard or a service names one of them.</summary>
    public Dictionary<string, PrometheusServerOptions> Servers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the portal keeps of answers.</summary>
    public QueryCacheOptions Cache { get; set; } = new();
}

/// <summary>Section <c>Prometheus:Cache</c>.</summary>
public sealed class QueryCacheOptions
{
    /// <summary>Points that are kept at most, over all answers; about 16 bytes each. The default is 8,000,000.</summary>
    public long MaxPoints { get; set; } = 8_000_000;

    /// <summary>Points younger than this are asked again on each refresh: samples may still come late. The default is 180 seconds.</summary>
    public int FreshSeconds { get; set; } = 180;

    /// <summary>After this long the whole range is asked afresh, so that what came very late or was deleted is seen. The default is 900 seconds.</summary>
    public int KeepSeconds { get; set; } = 900;
}
