using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.GpuHost;

/// <summary>The GPU host <c>lab-gpu-1</c>: eight GPUs that three services share, and its exporter's page.</summary>
public sealed class GpuRack
{
    public const string Host = "lab-gpu-1";
    public const string Driver = "590.48.01";
    public const string Cuda = "13.1";
    public const int Count = 8;

    private readonly List<Action> _publish = [];

    public GpuRack(long started)
    {
        Page = new MetricPage("gpu-host", "gpu-host-1:9400", null);
        Page.Process("gpu_exporter", "2.4.1", started);
        foreach (var gpu in Gpus)
            _publish.Add(GpuMetrics.Add(Page, gpu, ("host", Host)));
        foreach (var gpu in Gpus)
            _publish.Add(GpuMetrics.AddDcgm(Page, gpu, Host));
        foreach (var gpu in Gpus)
            _publish.Add(GpuMetrics.AddHealth(Page, gpu, Host));
    }

    public MetricPage Page { get; }

    public IReadOnlyList<SimGpu> Gpus { get; } = [.. Enumerable.Range(0, Count).Select(i => new SimGpu(i))];

    /// <summary>The GPUs of one service: 0 to 3 h200, 4 and 5 hdc, 6 and 7 microdiff.</summary>
    public IReadOnlyList<SimGpu> Of(string service) => [.. Gpus.Where(g => OwnerOf(g.Index) == service)];

    public static string OwnerOf(int index) => index switch
    {
        < 4 => "h200",
        < 6 => "hdc",
        _ => "microdiff",
    };

    public void Advance(in Step step)
    {
        foreach (var gpu in Gpus)
            gpu.Advance(step);
        foreach (var publish in _publish)
            publish();
    }
}
