using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.Services.Gateway;

/// <summary>The metric families of the AI gateway of the monitoring guide; requests and accuracy carry the model.</summary>
internal sealed class GatewayMetrics(MetricPage page)
{
    // The defaults of the guide's client library.
    public static readonly double[] Buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    public static readonly string[] Statuses = ["200", "400", "429", "500", "503"];

    public Counter Requests(string endpoint, string status, string model) => page.Counter(
        "ai_requests_total", "Total AI requests.", ("method", "POST"), ("endpoint", endpoint), ("status", status), ("model", model));

    public Histogram Duration(string endpoint, string model) => page.Histogram(
        "ai_request_duration_seconds", "Request latency, seconds.", Buckets, ("endpoint", endpoint), ("model", model));

    public Gauge Connections() => page.Gauge("ai_active_connections", "Number of active connections.");

    public Gauge ModelInfo(string model, string version, string provider) => page.Gauge(
        "ai_model_info", "Models that are served, always 1.", ("model", model), ("version", version), ("provider", provider));

    public Counter Tokens(string model, string operation) => page.Counter(
        "ai_tokens_processed_total", "Total tokens processed.", ("model", model), ("operation", operation));

    public Gauge Accuracy(string model) => page.Gauge(
        "ai_model_accuracy_score", "Model accuracy on the evaluation set, 0..1.", ("model", model));

    public Gauge Queue() => page.Gauge("ai_request_queue_size", "Number of requests in queue.");

    public Gauge ErrorRate() => page.Gauge("ai_error_rate", "Share of requests that failed lately, percent.");

    public Gauge System(string what, string help) => page.Gauge($"system_{what}_usage_percent", help);

    public Gauge Gpu(string id) => page.Gauge("system_gpu_usage_percent", "GPU usage, percent.", ("gpu_id", id));

    public Gauge GpuMemory(string id) => page.Gauge("system_gpu_memory_usage_percent", "GPU memory usage, percent.", ("gpu_id", id));
}
