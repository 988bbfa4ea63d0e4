using System.Globalization;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench.Gpus;

/// <summary>What the portal says of itself on /metrics.</summary>
/// <param name="GcPause">Seconds in which its garbage collector let nothing else run.</param>
/// <param name="Skipped">Frames that viewers did not get because they read too slowly.</param>
/// <param name="Young">Collections of the two youngest generations.</param>
/// <param name="Old">Collections of all of it.</param>
internal readonly record struct PortalCounters(double GcPause, double Skipped, double Young, double Old)
{
    public static async Task<PortalCounters> ReadAsync(Stack stack)
    {
        using var http = new HttpClient { BaseAddress = stack.Portal };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(stack.Folder, "secrets", "prometheus.token"))).Trim());
        var lines = (await http.GetStringAsync("/metrics")).Split('\n');
        return new PortalCounters(Of("dotnet_gc_pause_time_seconds_total"), Of("opsportal_gpu_viewer_frames_skipped_total"),
            Of("dotnet_gc_collections_total{gc_heap_generation=\"gen0\"}") + Of("dotnet_gc_collections_total{gc_heap_generation=\"gen1\"}"), Of("dotnet_gc_collections_total{gc_heap_generation=\"gen2\"}"));

        // A counter that nothing was added to yet has no line.
        double Of(string series) => lines.FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)
            : 0;
    }

    public static PortalCounters operator -(PortalCounters a, PortalCounters b) => new(a.GcPause - b.GcPause, a.Skipped - b.Skipped, a.Young - b.Young, a.Old - b.Old);
}
