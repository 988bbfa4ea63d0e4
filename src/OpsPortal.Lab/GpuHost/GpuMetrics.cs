using System.Globalization;
using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.GpuHost;

/// <summary>A GPU's gauges, by the names of the seeds' collector and by DCGM's.</summary>
internal static class GpuMetrics
{
    /// <summary>Declares the gauges of one GPU; the answer sets them from the GPU's present state.</summary>
    public static Action Add(MetricPage page, SimGpu gpu, params ReadOnlySpan<(string, string)> more)
    {
        (string, string)[] labels =
            [("gpu_id", gpu.Index.ToString(CultureInfo.InvariantCulture)), ("gpu_name", SimGpu.Name), ("uuid", gpu.Uuid), .. more];
        var utilization = page.Gauge("gpu_utilization_percent", "Share of time in which a kernel ran, percent.", labels);
        var used = page.Gauge("gpu_memory_used_bytes", "GPU memory in use, bytes.", labels);
        var total = page.Gauge("gpu_memory_total_bytes", "GPU memory, bytes.", labels);
        var temperature = page.Gauge("gpu_temperature_celsius", "Temperature of the GPU, degrees Celsius.", labels);
        var power = page.Gauge("gpu_power_usage_watts", "Power draw, watts.", labels);
        return () =>
        {
            utilization.Set(gpu.Utilization, 0);
            used.Set(gpu.MemoryUsed);
            total.Set(SimGpu.MemoryTotal);
            temperature.Set(gpu.Temperature, 0);
            power.Set(gpu.Power, 1);
        };
    }

    /// <summary>The same figures by DCGM's names, memory in MiB.</summary>
    public static Action AddDcgm(MetricPage page, SimGpu gpu, string host)
    {
        (string, string)[] labels =
        [
            ("gpu", gpu.Index.ToString(CultureInfo.InvariantCulture)), ("UUID", gpu.Uuid), ("modelName", SimGpu.Name), ("Hostname", host),
        ];
        var utilization = page.Gauge("DCGM_FI_DEV_GPU_UTIL", "GPU utilization (in %).", labels);
        var used = page.Gauge("DCGM_FI_DEV_FB_USED", "Framebuffer memory used (in MiB).", labels);
        var temperature = page.Gauge("DCGM_FI_DEV_GPU_TEMP", "GPU temperature (in C).", labels);
        var power = page.Gauge("DCGM_FI_DEV_POWER_USAGE", "Power draw (in W).", labels);
        var throttle = page.Gauge("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS", "Why clocks are not at their maximum (bits).", labels);
        return () =>
        {
            utilization.Set(gpu.Utilization, 0);
            used.Set(gpu.MemoryUsed >> 20);
            temperature.Set(gpu.Temperature, 0);
            power.Set(gpu.Power, 1);
            throttle.Set((long)gpu.Throttle);
        };
    }
}
