using OpsPortal.Lab.GpuHost;

namespace OpsPortal.Lab.Services.Hdc;

/// <summary>The health answer of HD-Compute-Toolkit: a word a check and the figures behind it; 503 when it can't compute.</summary>
internal static class HdcHealth
{
    // The guide wants 1,000 MB of GPU memory free and memory below its limit.
    private const long WantedFree = 1_000_000_000;
    private const double MemoryLimit = 8192.0 * (1 << 20);

    public static HealthAnswer Answer(HdcService service, DateTimeOffset now)
    {
        var free = service.Gpus.Max(g => g.Card.MemoryTotal - g.MemoryUsed);
        var throttled = service.Gpus.Any(g => g.IsThrottled);
        var cuda = free < WantedFree + (long)(0.01 * GpuCard.H200.MemoryTotal) ? "exhausted" : throttled ? "throttled" : "available";
        var memory = service.MemoryBytes > MemoryLimit ? "critical" : service.MemoryBytes > 0.9 * MemoryLimit ? "high" : "normal";
        var system = service.ErrorShare > 0.25 ? "failing" : "operational";
        var bad = cuda == "exhausted" || memory == "critical" || system == "failing";
        var degraded = throttled || memory == "high";
        return new HealthAnswer(bad ? 503 : 200, new
        {
            status = bad ? "unhealthy" : degraded ? "degraded" : "healthy",
            timestamp = HealthAnswer.Instant(now),
            version = service.Version,
            checks = new { cuda, memory, system, disk = "normal" },
            details = new
            {
                cuda = new
                {
                    devices = service.Gpus.Count,
                    free_memory_mb = free >> 20,
                    threshold_memory_mb = 1000,
                    temperatures_celsius = service.Gpus.Select(g => Math.Round(g.Temperature)),
                },
                memory = new { used_mb = Math.Round(service.MemoryBytes / (1 << 20)), threshold_mb = 8192 },
                system = new { failed_share = service.ErrorShare is { } share ? Math.Round(share, 4) : (double?)null },
                disk = new { used_percent = 61, threshold_percent = 85 },
            },
        });
    }
}
