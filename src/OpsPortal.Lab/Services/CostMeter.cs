using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.Services;

/// <summary>The counters that a service's bill is made of: GPU time by type and kind of deployment, stored and moved bytes.</summary>
public sealed class CostMeter(MetricPage page)
{
    private const string AllocatedHelp = "Time in which GPUs were allocated, seconds; timed deployments are billed by it.";
    private const string BusyHelp = "Time in which allocated GPUs worked, seconds.";
    private const string InferenceHelp = "Time spent in inference, seconds; serverless deployments are billed by it.";

    public GpuTime Gpu(string type, string deployment) => new(
        page.SecondsCounter("gpu_allocated_seconds_total", AllocatedHelp, ("gpu_type", type), ("deployment_type", deployment)),
        page.SecondsCounter("gpu_busy_seconds_total", BusyHelp, ("gpu_type", type), ("deployment_type", deployment)));

    public Counter Inference(string type, string model) => page.SecondsCounter(
        "inference_seconds_total", InferenceHelp, ("gpu_type", type), ("deployment_type", "serverless"), ("model", model));

    public Gauge Storage(string store) => page.Gauge("storage_used_bytes", "Bytes stored.", ("store", store));

    public Counter Egress(string route) => page.Counter("network_egress_bytes_total", "Bytes sent out.", ("route", route));
}

/// <summary>Allocated and busy time of GPUs of one type and deployment.</summary>
public sealed record GpuTime(Counter Allocated, Counter Busy)
{
    /// <param name="gpus">How many were allocated.</param>
    /// <param name="busy">How many of them worked, as a number of whole GPUs: 1.5 of 2.</param>
    /// <param name="seconds">For how long.</param>
    public void Add(double gpus, double busy, int seconds)
    {
        Allocated.AddWhole(gpus * seconds);
        Busy.AddWhole(Math.Min(gpus, busy) * seconds);
    }
}
