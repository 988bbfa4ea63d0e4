using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.Services.Hdc;

/// <summary>The metric families of HD-Compute-Toolkit, as its guide names them.</summary>
internal sealed class HdcMetrics(MetricPage page)
{
    public static readonly double[] DurationBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
    public static readonly double[] BatchBuckets = [1, 8, 16, 32, 64, 128, 256, 512];
    public static readonly string[] Quantiles = ["0.5", "0.95", "0.99"];

    public Gauge Memory(string component) => page.Gauge(
        "hdc_memory_usage_bytes", "Memory consumption by component, bytes.", ("component", component));

    public Gauge Cpu() => page.Gauge("hdc_cpu_usage_percent", "CPU utilization, percent of all cores.");

    public Gauge GpuMemory(string device) => page.Gauge("hdc_gpu_memory_usage_bytes", "GPU memory usage, bytes.", ("device", device));

    public Gauge GpuUtilization(string device) => page.Gauge("hdc_gpu_utilization_percent", "GPU utilization, percent.", ("device", device));

    public Histogram Duration(string operation) => page.Histogram(
        "hdc_operation_duration_seconds", "Operation execution time, seconds.", DurationBuckets, ("operation", operation));

    public Counter Operations(string operation) => page.Counter("hdc_operation_total", "Total operations by type.", ("operation", operation));

    public Counter Errors(string operation) => page.Counter(
        "hdc_operation_errors_total", "Failed operations by type.", ("operation", operation));

    public Counter Hypervectors(string operation) => page.Counter(
        "hdc_hypervector_operations_total", "Hypervectors that operations worked on.", ("operation", operation));

    public Gauge Throughput() => page.Gauge("hdc_throughput_ops_per_second", "Operations a second, lately.");

    public Gauge Latency(string quantile) => page.Gauge(
        "hdc_latency_percentiles", "Latency of operations by quantile, milliseconds, of this instance.", ("quantile", quantile));

    public Histogram BatchSize() => page.Histogram(
        "hdc_batch_size_distribution", "Hypervectors a batch.", BatchBuckets);

    public Gauge Active() => page.Gauge("hdc_active_hypervectors", "Hypervectors held in memory.");
}
