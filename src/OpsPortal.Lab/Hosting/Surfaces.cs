using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Hosting;

/// <summary>Which program answers on which port; the paths are those of the systems that are played.</summary>
public sealed class Surfaces
{
    private readonly Dictionary<int, Surface> _byPort;

    public Surfaces(World world, LabOptions options)
    {
        All = world.Read(Build);
        _byPort = All.ToDictionary(s => options.BasePort + s.Offset);
    }

    public IReadOnlyList<Surface> All { get; }

    public Surface? OfPort(int port) => _byPort.GetValueOrDefault(port);

    private static List<Surface> Build(Fleet fleet)
    {
        MetricPage Page(string job, string? service = null) =>
            fleet.Pages.First(p => p.Job == job && (service is null || p.Service == service));
        return
        [
            new("H200 Mug Positioning", 1, fleet.H200, new() { ["/api/metrics"] = Page("h200-api"), ["/gpu/metrics"] = Page("h200-gpu") }),
            new("HD-Compute-Toolkit", 2, fleet.Hdc, new() { ["/metrics"] = Page("hdc-toolkit") }),
            new("AI gateway", 3, fleet.Gateway, new() { ["/metrics"] = Page("ai-gateway") }),
            new("Aurelis", 4, fleet.Aurelis, new() { ["/metrics"] = Page("aurelis") }),
            new("MicroDiff-MatDesign", 5, fleet.MicroDiff, new() { ["/metrics"] = Page("microdiff-app"), ["/gpu-metrics"] = Page("microdiff-gpu") }),
            new("GPU host", 6, null, new() { ["/metrics"] = fleet.Rack.Page }),
            new("Redis exporter", 7, null, new() { ["/metrics"] = Page("redis", "h200") })
            {
                // As the real exporter, one address for several servers: ?target=redis-aurelis:6379.
                Targets = new() { ["redis-h200"] = Page("redis", "h200"), ["redis-aurelis"] = Page("redis", "aurelis") },
            },
            new("cAdvisor", 8, null, new() { ["/metrics"] = Page("cadvisor") }),
            new("GPU host of the AI gateway", 9, null, new() { ["/metrics"] = fleet.GatewayRack.Page }),
        ];
    }
}
