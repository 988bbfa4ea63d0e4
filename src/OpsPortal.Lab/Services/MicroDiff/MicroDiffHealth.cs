namespace OpsPortal.Lab.Services.MicroDiff;

/// <summary>
/// The health answers of MicroDiff. The model is not loaded anew for each question: what is said of it is the last
/// check's result with its age, and <c>/health/detailed</c> is 503 when it is not fit to serve.
/// </summary>
internal static class MicroDiffHealth
{
    public static readonly string[] Paths = ["/health", "/health/detailed"];

    // The model check runs once a minute.
    private const int CheckEvery = 60;

    public static HealthAnswer? Answer(MicroDiffService service, string path, DateTimeOffset now) => path switch
    {
        "/health" => new HealthAnswer(200, new { status = "healthy", timestamp = HealthAnswer.Instant(now), version = service.Version }),
        "/health/detailed" => Detailed(service, now),
        _ => null,
    };

    private static HealthAnswer Detailed(MicroDiffService service, DateTimeOffset now)
    {
        var gpus = service.Gpus.Gpus;
        var full = gpus.Any(g => g.MemoryUsed > 0.97 * g.Card.MemoryTotal);
        var gpu = !full;
        var model = !full && !(service.ErrorShare > 0.25);
        var ok = gpu && model;
        var throttled = gpus.Any(g => g.IsThrottled);
        return new HealthAnswer(ok ? 200 : 503, new
        {
            status = !ok ? "unhealthy" : throttled ? "degraded" : "healthy",
            timestamp = HealthAnswer.Instant(now),
            version = service.Version,
            checks = new { database = true, gpu, model, storage = true },
            details = new
            {
                gpu = gpus.Select((g, i) => new
                {
                    device = $"cuda:{i}",
                    used_memory_gb = Math.Round(g.MemoryUsed / (double)(1 << 30), 2),
                    total_memory_gb = Math.Round(g.Card.MemoryTotal / (double)(1 << 30), 2),
                    temperature_celsius = Math.Round(g.Temperature),
                    throttled = g.IsThrottled,
                }),
                model = new
                {
                    loaded = model,
                    error = full ? "CUDA out of memory" : model ? null : "inference failed",
                    checked_seconds_ago = now.ToUnixTimeSeconds() % CheckEvery,
                },
            },
        });
    }
}
