using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.Services.MicroDiff;

/// <summary>The metric families of MicroDiff-MatDesign, as its guide names them, with the GPU's total beside its use.</summary>
internal sealed class MicroDiffMetrics(MetricPage page, MetricPage gpuPage)
{
    public static readonly double[] Buckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60];

    public Counter Requests(string method, string endpoint, string status) => page.Counter(
        "microdiff_requests_total", "Total number of requests.", ("method", method), ("endpoint", endpoint), ("status", status));

    public Histogram Duration(string method, string endpoint) => page.Histogram(
        "microdiff_request_duration_seconds", "Request duration in seconds.", Buckets, ("method", method), ("endpoint", endpoint));

    public Histogram Inference(string model, string alloy) => page.Histogram(
        "microdiff_model_inference_duration_seconds", "Model inference duration in seconds.", Buckets,
        ("model_type", model), ("alloy", alloy));

    public Gauge Connections() => page.Gauge("microdiff_active_connections", "Number of active connections.");

    public Gauge Accuracy(string model, string set) => page.Gauge(
        "microdiff_model_accuracy", "Model prediction accuracy, 0..1.", ("model_type", model), ("validation_set", set));

    public Gauge GpuMemory(string device) => gpuPage.Gauge(
        "microdiff_gpu_memory_usage_bytes", "GPU memory usage in bytes.", ("device", device));

    public Gauge GpuMemoryTotal(string device) => gpuPage.Gauge(
        "microdiff_gpu_memory_total_bytes", "GPU memory in bytes.", ("device", device));

    public Gauge GpuUtilization(string device) => gpuPage.Gauge(
        "microdiff_gpu_utilization_percent", "GPU utilization, percent.", ("device", device));
}
