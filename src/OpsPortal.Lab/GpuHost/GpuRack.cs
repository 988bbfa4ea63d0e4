using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.GpuHost;

/// <summary>A GPU host: the GPUs that services have for their own, and its exporter's page.</summary>
public sealed class GpuRack
{
    /// <summary>The host of eight H200 that three services share.</summary>
    public const string Host = "lab-gpu-1";

    /// <summary>The host of the gateway's own two A100.</summary>
    public const string GatewayHost = "lab-gpu-2";
    public const string Driver = "590.48.01";
    public const string Cuda = "13.1";

    private readonly List<Action> _publish = [];
    private readonly IReadOnlyList<(string Service, string Program)> _owners;

    private GpuRack(string name, string instance, GpuCard card, int firstNumber, long started, IReadOnlyList<(string Service, string Program)> owners)
    {
        (Name, _owners) = (name, owners);
        Gpus = [.. owners.Select((_, i) => new SimGpu(card, i, firstNumber + i))];
        Page = new MetricPage("gpu-host", instance, null);
        Page.Process("gpu_exporter", "2.4.1", started);
        foreach (var gpu in Gpus)
            _publish.Add(GpuMetrics.Add(Page, gpu, ("host", name)));
        foreach (var gpu in Gpus)
            _publish.Add(GpuMetrics.AddDcgm(Page, gpu, name));
        foreach (var gpu in Gpus)
            _publish.Add(GpuMetrics.AddHealth(Page, gpu, name));
    }

    /// <summary>As the host calls itself.</summary>
    public string Name { get; }

    public MetricPage Page { get; }

    public IReadOnlyList<SimGpu> Gpus { get; }

    /// <summary>0 to 3 h200, 4 and 5 hdc, 6 and 7 microdiff.</summary>
    public static GpuRack Shared(long started) => new(
        Host, "gpu-host-1:9400", GpuCard.H200, 0, started,
        [
            .. Enumerable.Repeat(("h200", "h200-worker"), 4), .. Enumerable.Repeat(("hdc", "hdc-engine"), 2),
            .. Enumerable.Repeat(("microdiff", "microdiff-sampler"), 2),
        ]);

    /// <summary>Both the gateway's.</summary>
    public static GpuRack OfGateway(long started) => new(
        GatewayHost, "gpu-host-2:9400", GpuCard.A100, 8, started, [.. Enumerable.Repeat(("ai-gateway", "llm-server"), 2)]);

    /// <summary>The GPUs of one service.</summary>
    public IReadOnlyList<SimGpu> Of(string service) => [.. Gpus.Where(g => OwnerOf(g.Index) == service)];

    public string OwnerOf(int index) => _owners[index].Service;

    /// <summary>What a process of its owner is called.</summary>
    public string ProgramOf(int index) => _owners[index].Program;

    public void Advance(in Step step)
    {
        foreach (var gpu in Gpus)
            gpu.Advance(step);
        foreach (var publish in _publish)
            publish();
    }
}
