namespace OpsPortal.Lab.Services.Gateway;

/// <summary>The health answer of the AI gateway: its machine, its GPUs, its providers.</summary>
internal static class GatewayHealth
{
    public static HealthAnswer Answer(GatewayService service, DateTimeOffset now)
    {
        var host = service.Host;
        var providerOk = !(service.ErrorShare > 0.25);
        var gpuFull = host.GpuMemory.Max() > 97;
        var bad = !providerOk || gpuFull || host.Disk > 95;
        var degraded = host.Memory > 90 || service.Effects.Latency > 0.5;
        return new HealthAnswer(bad ? 503 : 200, new
        {
            status = bad ? "unhealthy" : degraded ? "degraded" : "healthy",
            timestamp = HealthAnswer.Instant(now),
            version = service.Version,
            checks = new
            {
                cpu = new { status = "healthy", percent = Math.Round(host.Cpu, 1) },
                memory = new { status = host.Memory > 90 ? "warning" : "healthy", percent = Math.Round(host.Memory, 1) },
                disk = new { status = host.Disk > 85 ? "warning" : "healthy", percent = Math.Round(host.Disk, 1) },
                gpu = new { status = gpuFull ? "critical" : "healthy", memory_percent = host.GpuMemory.Select(m => Math.Round(m, 1)) },
                cache = new { status = "healthy", response_time_ms = 0.8 },
                providers = GatewayService.Models.Select(m => new
                {
                    name = m.Provider,
                    model = m.Name,
                    status = providerOk ? "healthy" : "failing",
                }),
            },
        });
    }
}
