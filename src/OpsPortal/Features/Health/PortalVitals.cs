using System.Diagnostics;
using OpsPortal.Features.Health.Metrics;

namespace OpsPortal.Features.Health;

/// <summary>How this process fares now.</summary>
/// <param name="ResidentBytes">Memory that it holds in RAM.</param>
/// <param name="HeapBytes">Of that, objects of the garbage-collected heap, those that nobody needs any more included.</param>
/// <param name="Processors">How many it may use.</param>
/// <param name="ProcessorShare">0 to 1 of these, on the mean since the start.</param>
/// <param name="OpenPages">Pages that are kept for browsers, those among them that have lost their connection and may come back.</param>
/// <param name="ConnectedPages">Pages with a connection.</param>
/// <param name="Questions">Questions to Prometheus servers since the start.</param>
internal sealed record PortalVitals(
    long ResidentBytes, long HeapBytes, int Threads, int Processors, double ProcessorShare, double OpenPages, double ConnectedPages, double Questions)
{
    public static PortalVitals Read(MetricsCollector metrics, TimeProvider time)
    {
        using var process = Process.GetCurrentProcess();
        var totals = metrics.Totals("aspnetcore.components.circuit.active", "aspnetcore.components.circuit.connected", "opsportal_prometheus_questions_total");
        var lived = Math.Max(1, (time.GetUtcNow() - PortalInfo.StartedAt).TotalSeconds);
        return new(
            process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), process.Threads.Count, Environment.ProcessorCount,
            process.TotalProcessorTime.TotalSeconds / lived / Environment.ProcessorCount, totals[0], totals[1], totals[2]);
    }
}
