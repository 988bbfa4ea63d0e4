using OpsPortal.Lab.GpuHost;

namespace OpsPortal.Lab.Services.H200;

/// <summary>The health answer of H200: one entry a check, each with what it found, 503 as soon as one is bad.</summary>
internal static class H200Health
{
    public static HealthAnswer Answer(H200Service service, DateTimeOffset now)
    {
        var gpus = service.Gpus.Select(Gpu).ToArray();
        var gpuOk = service.Gpus.All(IsFit);
        var errors = service.ErrorShare ?? 0;
        var apiOk = errors < 0.25;
        var checks = new Dictionary<string, object>
        {
            ["api"] = apiOk
                ? new { healthy = true, response_time_ms = 12.0, version = service.Version }
                : new { healthy = false, error = $"{errors:P0} of requests failed in the last minute", response_time_ms = 12.0, version = service.Version },
            ["database"] = new { healthy = true, response_time_ms = 3.1 },
            ["cache"] = new { healthy = true, response_time_ms = 0.6, hit_rate = Math.Round(service.CacheHitRate, 3) },
            ["gpu"] = new { healthy = gpuOk, gpu_count = gpus.Length, gpus },
            ["storage"] = new { healthy = true, response_time_ms = 21.4 },
            ["external_services"] = new { healthy = true, response_time_ms = 48.0 },
        };
        var ok = gpuOk && apiOk;
        return new HealthAnswer(ok ? 200 : 503, new
        {
            status = ok ? "healthy" : "unhealthy",
            overall_healthy = ok,
            version = service.Version,
            timestamp = HealthAnswer.Instant(now),
            checks,
            summary = ok ? "all checks passed" : $"failing: {string.Join(", ", Failing(gpuOk, apiOk))}",
        });
    }

    private static bool IsFit(SimGpu gpu) => !gpu.IsThrottled && gpu.MemoryUsed < 0.97 * gpu.Card.MemoryTotal;

    private static object Gpu(SimGpu gpu) => new
    {
        gpu_id = gpu.Index,
        name = gpu.Card.Name,
        total_memory_gb = Gigabytes(gpu.Card.MemoryTotal),
        free_memory_gb = Gigabytes(gpu.Card.MemoryTotal - gpu.MemoryUsed),
        used_memory_gb = Gigabytes(gpu.MemoryUsed),
        temperature_celsius = Math.Round(gpu.Temperature),
        throttled = gpu.IsThrottled,
        healthy = IsFit(gpu),
    };

    private static double Gigabytes(long bytes) => Math.Round(bytes / (double)(1 << 30), 2);

    private static IEnumerable<string> Failing(bool gpuOk, bool apiOk)
    {
        if (!apiOk)
            yield return "api";
        if (!gpuOk)
            yield return "gpu";
    }
}
