namespace OpsPortal.Lab.Services.Aurelis;

/// <summary>
/// The health answers of Aurelis. <c>/ready</c> is red only when it can't serve itself: a third party's quota that runs
/// out is shown in <c>/health</c> and takes no replica out.
/// </summary>
internal static class AurelisHealth
{
    public static readonly string[] Paths = ["/health", "/ready", "/live"];

    public static HealthAnswer? Answer(AurelisService service, string path, DateTimeOffset now, long started)
    {
        var uptime = now.ToUnixTimeSeconds() - started;
        return path switch
        {
            "/live" => new HealthAnswer(200, new { status = "alive", timestamp = HealthAnswer.Instant(now), uptime }),
            "/ready" => new HealthAnswer(200, new { status = "ready" }),
            "/health" => Health(service, now, uptime),
            _ => null,
        };
    }

    private static HealthAnswer Health(AurelisService service, DateTimeOffset now, long uptime)
    {
        var remaining = service.Backends.Remaining;
        var failing = service.ErrorShare > 0.25;
        var github = failing ? "unhealthy" : remaining < 100 ? "warning" : "healthy";
        var availablePercent = Math.Round(100 * (1 - Math.Min(0.985, 0.42 + (0.16 * service.Load) + (0.5 * service.Effects.Memory))), 2);
        var memory = availablePercent > 20 ? "healthy" : availablePercent > 10 ? "warning" : "critical";
        var bad = failing || memory == "critical";
        var reset = DateTimeOffset.FromUnixTimeSeconds((now.ToUnixTimeSeconds() / 3600 * 3600) + 3600);
        return new HealthAnswer(bad ? 503 : 200, new
        {
            status = bad ? "unhealthy" : github == "warning" || memory == "warning" ? "warning" : "healthy",
            timestamp = HealthAnswer.Instant(now),
            version = service.Version,
            environment = "production",
            uptime_seconds = uptime,
            checks = new
            {
                github_api = new
                {
                    status = github,
                    rate_limit_limit = AurelisBackends.GithubQuota,
                    rate_limit_remaining = remaining,
                    rate_limit_reset = HealthAnswer.Instant(reset),
                    response_time = failing ? (double?)null : 0.142,
                },
                cache = new { status = "healthy", response_time = 0.0009, hit_rate = Math.Round(service.Backends.HitRate, 3) },
                disk = new { status = "healthy", total_gb = 98.3, free_gb = 58.7, free_percent = 59.72 },
                memory = new { status = memory, total_gb = 4.0, available_percent = availablePercent, used_percent = Math.Round(100 - availablePercent, 2) },
            },
        });
    }
}
