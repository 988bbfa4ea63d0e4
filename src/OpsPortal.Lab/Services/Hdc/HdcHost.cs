using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Hdc;

/// <summary>The toolkit's own memory, CPU and disk.</summary>
internal sealed class HdcHost
{
    private static readonly (string Component, double Bytes)[] Components =
    [
        ("hypervector_storage", 1.9e9), ("item_memory", 0.8e9), ("operation_cache", 0.45e9), ("runtime", 0.38e9),
    ];

    private readonly Gauge[] _memory;
    private readonly Gauge _cpu;
    private readonly Gauge _active;
    private readonly Gauge _disk;

    public HdcHost(HdcMetrics metrics, MetricPage page)
    {
        _memory = [.. Components.Select(c => metrics.Memory(c.Component))];
        _cpu = metrics.Cpu();
        _active = metrics.Active();
        _disk = new CostMeter(page).Storage("disk");
    }

    public double MemoryBytes { get; private set; }

    public void Settle(in Step step, HdcService service)
    {
        MemoryBytes = 0;
        for (var i = 0; i < Components.Length; i++)
        {
            var noise = Noise.Around(1, 0.06, step.Seed, service.Stream + 60 + (ulong)i, step.End, 1800);
            var leak = i == 0 ? 7.5e9 * service.Effects.Memory : 0;
            var bytes = (Components[i].Bytes * (0.8 + (0.3 * service.Load)) * noise) + leak;
            _memory[i].Set(Math.Floor(bytes), 0);
            MemoryBytes += bytes;
        }

        _cpu.Set(Math.Clamp(9 + (46 * service.Load) + (3 * Noise.Smooth(step.Seed, service.Stream + 66, step.End, 30)), 1, 100), 1);
        // One hypervector of 10,000 bits packed, with its overhead.
        _active.Set(Math.Floor(MemoryBytes * 0.5 / 1_450), 0);
        _disk.Set(Math.Floor(58e9 + (1.5e9 * Noise.Smooth(step.Seed, service.Stream + 67, step.End, 43_200))), 0);
    }
}
