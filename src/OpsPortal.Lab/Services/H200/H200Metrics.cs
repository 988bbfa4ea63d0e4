using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.Services.H200;

/// <summary>The metric families of H200 Mug Positioning, as its guide names them; people are no labels here.</summary>
internal sealed class H200Metrics
{
    public static readonly double[] RequestBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];
    public static readonly double[] AnalysisBuckets = [0.1, 0.5, 1, 2, 5, 10];
    public static readonly double[] InferenceBuckets = [0.01, 0.05, 0.1, 0.2, 0.5, 1];
    public static readonly string[] Statuses = ["200", "400", "429", "500", "503"];
    public static readonly string[] Sizes = ["small", "medium", "large"];
    public static readonly string[] Batches = ["1", "4", "8"];

    public static readonly (string Id, string Type, double Match)[] Rules =
    [
        ("coaster-required", "spatial", 0.31), ("edge-distance", "distance", 0.12), ("handle-right", "orientation", 0.44),
        ("keyboard-clearance", "distance", 0.18), ("two-mugs-apart", "spatial", 0.06),
    ];

    private readonly MetricPage _page;

    public H200Metrics(MetricPage page) => _page = page;

    public Counter Requests(string method, string endpoint, string status) => _page.Counter(
        "http_requests_total", "HTTP requests.", ("method", method), ("endpoint", endpoint), ("status", status));

    public Histogram RequestDuration(string method, string endpoint) => _page.Histogram(
        "http_request_duration_seconds", "Time to answer an HTTP request, seconds.", RequestBuckets,
        ("method", method), ("endpoint", endpoint));

    public Counter Analyses(string status, bool feedback) => _page.Counter(
        "analysis_requests_total", "Total analysis requests.", ("status", status), ("has_feedback", feedback ? "true" : "false"));

    public Histogram AnalysisDuration(string version, string size) => _page.Histogram(
        "analysis_duration_seconds", "Time spent analyzing images, seconds.", AnalysisBuckets,
        ("model_version", version), ("image_size_category", size));

    public Counter RuleEvaluations(string id, string type, bool matched) => _page.Counter(
        "rule_evaluations_total", "Total rule evaluations.",
        ("rule_id", id), ("rule_type", type), ("matched", matched ? "true" : "false"));

    public Histogram Inference(string model, string batch) => _page.Histogram(
        "model_inference_duration_seconds", "Model inference time, seconds.", InferenceBuckets,
        ("model_name", model), ("batch_size", batch));

    public Gauge Satisfaction(string period) => _page.Gauge(
        "user_satisfaction_score", "Average user satisfaction score, 1..5; not there while nobody gave one.", ("time_period", period));

    public Gauge CacheHitRate() => _page.Gauge("cache_hit_rate", "Share of cache lookups that hit, 0..1.");

    public Counter CacheRequests(string result) => _page.Counter("cache_requests_total", "Cache lookups.", ("result", result));

    public Gauge Accuracy(string model) => _page.Gauge(
        "model_accuracy_score", "Share of right answers on the reference set, 0..1.", ("model_name", model));
}
