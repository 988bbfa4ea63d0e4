using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.Services.Aurelis;

/// <summary>The metric families of the Aurelis code assistant, as its guide names them.</summary>
internal sealed class AurelisMetrics(MetricPage page)
{
    public static readonly double[] Buckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    public static readonly string[] Statuses = ["200", "400", "429", "500", "503"];

    public Counter Requests(string endpoint, string status, string model) => page.Counter(
        "aurelis_requests_total", "Total number of requests processed.",
        ("method", "POST"), ("endpoint", endpoint), ("status_code", status), ("model", model));

    public Histogram Duration(string endpoint, string model) => page.Histogram(
        "aurelis_request_duration_seconds", "Request processing time in seconds.", Buckets,
        ("method", "POST"), ("endpoint", endpoint), ("model", model));

    public Counter ModelRequests(string model, string task, string status) => page.Counter(
        "aurelis_model_requests_total", "Total requests to AI models.", ("model", model), ("task_type", task), ("status", status));

    public Counter Tokens(string model, string type) => page.Counter(
        "aurelis_tokens_total", "Total tokens processed.", ("model", model), ("type", type));

    public Gauge CacheHitRate() => page.Gauge("aurelis_cache_hit_rate", "Cache hit rate, 0..1.");

    public Gauge Connections() => page.Gauge("aurelis_active_connections", "Number of active connections.");

    public Gauge Queue() => page.Gauge("aurelis_queue_size", "Current size of processing queue.");

    public Gauge ErrorRate() => page.Gauge("aurelis_error_rate", "Share of requests that failed lately, percent.");

    public Gauge SystemInfo(string version, string python, string started) => page.Gauge(
        "aurelis_system_info", "System information, always 1.", ("version", version), ("python_version", python), ("start_time", started));

    public Counter GithubRequests(string endpoint, string status) => page.Counter(
        "aurelis_github_api_requests_total", "Total GitHub API requests.", ("endpoint", endpoint), ("status_code", status));

    public Gauge GithubRemaining() => page.Gauge("aurelis_github_rate_limit_remaining", "GitHub API rate limit remaining, requests.");
}
