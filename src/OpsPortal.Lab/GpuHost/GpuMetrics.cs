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
            [("gpu_id", gpu.Index.ToString(CultureInfo.InvariantCulture)), ("gpu_name", gpu.Card.Name), ("uuid", gpu.Uuid), .. more];
        var utilization = page.Gauge("gpu_utilization_percent", "Share of time in which a kernel ran, percent.", labels);
        var used = page.Gauge("gpu_memory_used_bytes", "GPU memory in use, bytes.", labels);
        var total = page.Gauge("gpu_memory_total_bytes", "GPU memory, bytes.", labels);
        var temperature = page.Gauge("gpu_temperature_celsius", "Temperature of the GPU, degrees Celsius.", labels);
        var power = page.Gauge("gpu_power_usage_watts", "Power draw, watts.", labels);
        return () =>
        {
            utilization.Set(gpu.Utilization, 0);
            used.Set(gpu.MemoryUsed);
            total.Set(gpu.Card.MemoryTotal);
            temperature.Set(gpu.Temperature, 0);
            power.Set(gpu.Power, 1);
        };
    }

    /// <summary>The same figures by DCGM's names, memory in MiB.</summary>
    public static Action AddDcgm(MetricPage page, SimGpu gpu, string host)
    {
        (string, string)[] labels =
        [
            ("gpu", gpu.Index.ToString(CultureInfo.InvariantCulture)), ("UUID", gpu.Uuid), ("modelName", gpu.Card.Name), ("Hostname", host),
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

    /// <summary>What the card counts, by the names of the portal's agent. XIDs are there from the first one on, as with the agent.</summary>
    public static Action AddHealth(MetricPage page, SimGpu gpu, string host)
    {
        (string, string)[] labels =
            [("gpu_id", gpu.Index.ToString(CultureInfo.InvariantCulture)), ("gpu_name", gpu.Card.Name), ("uuid", gpu.Uuid), ("host", host)];
        page.Gauge("gpu_up", "1 when the GPU could be read.", labels).Set(1);
        var uncorrected = page.Counter("gpu_ecc_errors_total", "Memory errors since the driver was loaded.", [.. labels, ("kind", "uncorrected")]);
        var energy = page.JoulesCounter("gpu_energy_joules_total", "Energy since the driver was loaded, joules.", labels);
        var power = page.SecondsCounter("gpu_throttle_seconds_total", "Time in which clocks were held back, by reason.", [.. labels, ("reason", "power")]);
        var thermal = page.SecondsCounter("gpu_throttle_seconds_total", "Time in which clocks were held back, by reason.", [.. labels, ("reason", "thermal")]);
        Counter? xids = null;
        var (joules, errors, byPower, byHeat, told) = (0.0, 0L, 0.0, 0.0, 0L);
        return () =>
        {
            var health = gpu.Health;
            // A reset begins anew, and so did the card's own count.
            energy.AddWhole(health.Energy >= joules ? health.Energy - joules : health.Energy);
            uncorrected.Add(Math.Max(0, health.Uncorrected - errors));
            power.AddWhole(Math.Max(0, health.HeldByPower - byPower));
            thermal.AddWhole(Math.Max(0, health.HeldByThermal - byHeat));
            if (health.Xids > told)
            {
                xids ??= page.Counter("gpu_xid_errors_total", "XIDs by number since the agent started.",
                    ("gpu_id", gpu.Index.ToString(CultureInfo.InvariantCulture)), ("xid", $"{SimGpuHealth.Xid}"), ("host", host));
                xids.Add(health.Xids - told);
            }

            (joules, errors, byPower, byHeat, told) = (health.Energy, health.Uncorrected, health.HeldByPower, health.HeldByThermal, health.Xids);
        };
    }
}
