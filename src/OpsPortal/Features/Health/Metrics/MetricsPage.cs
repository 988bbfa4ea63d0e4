using System.Diagnostics;
using System.Text;
using OpsPortal.Features.Health.Backends;

namespace OpsPortal.Features.Health.Metrics;

/// <summary><c>/metrics</c>: Prometheus' text format 0.0.4.</summary>
internal sealed class MetricsPage(MetricsCollector collector, BackendMonitor monitor)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public Task WriteAsync(HttpContext context)
    {
        var text = new StringBuilder(16 * 1024);
        collector.Write(text);
        WriteProcess(text);
        WriteBackends(text);
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static void WriteProcess(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        new MetricFamily("opsportal_build_info", "Always 1; the portal's version as a label.", MetricType.Gauge, [])
            .WriteOne(text, 1, LabelText.Of("version", PortalInfo.Version));
        new MetricFamily("process_start_time_seconds", "When the process started, in seconds since 1970.", MetricType.Gauge, [])
            .WriteOne(text, PortalInfo.StartedAt.ToUnixTimeMilliseconds() / 1000.0);
        new MetricFamily("process_cpu_seconds_total", "Processor time of the process, user and system.", MetricType.Counter, [])
            .WriteOne(text, process.TotalProcessorTime.TotalSeconds);
        new MetricFamily("process_resident_memory_bytes", "Memory that the process holds in RAM.", MetricType.Gauge, [])
            .WriteOne(text, process.WorkingSet64);
        new MetricFamily("process_threads", "Threads of the operating system.", MetricType.Gauge, []).WriteOne(text, process.Threads.Count);
    }

    private void WriteBackends(StringBuilder text)
    {
        var up = new MetricFamily("opsportal_backend_up", "1 while the portal reaches the back end; absent when it isn't configured.", MetricType.Gauge, []);
        var latency = new MetricFamily("opsportal_backend_latency_seconds", "How long the last check of the back end took.", MetricType.Gauge, []);
        foreach (var backend in monitor.All.Where(one => one.State is not (HealthState.Unknown or HealthState.NotConfigured)))
        {
            var labels = LabelText.Of("backend", backend.Name);
            up.Set(labels, backend.State == HealthState.Unhealthy ? 0 : 1);
            latency.Set(labels, backend.LatencyMilliseconds / 1000);
        }
        up.Write(text);
        latency.Write(text);
    }
}
