using System.Globalization;
using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Gateway;

/// <summary>The gateway's machine: processor, memory, disk and its two A100 as it sees them; and the serverless A100 of its guard model, with what they cost.</summary>
internal sealed class GatewayHost
{
    private const int Workers = 2;

    private readonly IReadOnlyList<SimGpu> _cards;
    private readonly Gauge _cpu;
    private readonly Gauge _memory;
    private readonly Gauge _disk;
    private readonly Gauge _connections;
    private readonly Gauge _queue;
    private readonly (Gauge Usage, Gauge Memory)[] _gpus;
    private readonly GpuTime _serverless;
    private readonly Counter _inference;
    private readonly Gauge _redis;
    private readonly Counter _egress;

    public GatewayHost(GatewayMetrics metrics, MetricPage page, IReadOnlyList<SimGpu> cards)
    {
        _cards = cards;
        _cpu = metrics.System("cpu", "CPU usage, percent.");
        _memory = metrics.System("memory", "Memory usage, percent.");
        _disk = metrics.System("disk", "Disk usage, percent.");
        _connections = metrics.Connections();
        _queue = metrics.Queue();
        _gpus = [.. cards.Select(card => card.Index.ToString(CultureInfo.InvariantCulture)).Select(i => (metrics.Gpu(i), metrics.GpuMemory(i)))];
        GpuMemory = new double[cards.Count];
        var meter = new CostMeter(page);
        _serverless = meter.Gpu("A100", "serverless");
        _inference = meter.Inference("A100", "prompt-guard-v1");
        _redis = meter.Storage("redis");
        _egress = meter.Egress("runpod");
    }

    /// <summary>Percent.</summary>
    public double Cpu { get; private set; }

    /// <summary>Percent.</summary>
    public double Memory { get; private set; }

    /// <summary>Percent.</summary>
    public double Disk { get; private set; }

    /// <summary>Percent, by GPU.</summary>
    public double[] GpuMemory { get; }

    public void Settle(in Step step, GatewayService service)
    {
        var (effects, load) = (service.Effects, service.Effects.Down ? 0 : service.Load);
        ulong Stream(int n) => service.Stream + 60 + (ulong)n;
        Cpu = Math.Clamp(7 + (44 * load) + (22 * effects.Latency) + (3 * Noise.Smooth(step.Seed, Stream(0), step.End, 30)), 1, 100);
        Memory = Math.Clamp(41 + (16 * load) + (44 * effects.Memory) + (2 * Noise.Smooth(step.Seed, Stream(1), step.End, 600)), 1, 99);
        Disk = Math.Clamp(52 + (6 * Noise.Smooth(step.Seed, Stream(2), step.End, 172_800)), 1, 99);
        _cpu.Set(Cpu, 1);
        _memory.Set(Memory, 1);
        _disk.Set(Disk, 1);

        var random = step.Random(Stream(3));
        var waiting = random.Poisson((1.5 * Math.Pow(Math.Min(1.2, load), 4)) + (180 * effects.Latency) + (25 * effects.Cost));
        _queue.Set(waiting, 0);
        _connections.Set(random.Poisson(4 + (22 * load)) + waiting, 0);

        double busy = 0;
        for (var i = 0; i < Workers; i++)
            busy += effects.Down ? 0 : Math.Clamp(0.12 + (0.52 * load) - (i * 0.08) + (0.04 * Noise.Smooth(step.Seed, Stream(4 + i), step.End, 60)), 0, 1);

        // The guard model runs a tenth of the time that its workers are awake.
        _serverless.Add(effects.Down ? 0 : Workers, busy, step.Seconds);
        _inference.AddWhole(busy * 0.1 * step.Seconds);
        _redis.Set(Math.Floor(0.31e9 + (0.03e9 * Noise.Smooth(step.Seed, Stream(7), step.End, 21_600))), 0);
        _egress.Add((long)(service.Rate * 5_200 * step.Seconds));
    }

    /// <summary>Its GPUs, once they have advanced too.</summary>
    public void Publish()
    {
        for (var i = 0; i < _cards.Count; i++)
        {
            GpuMemory[i] = 100.0 * _cards[i].MemoryUsed / _cards[i].Card.MemoryTotal;
            _gpus[i].Usage.Set(_cards[i].Utilization, 0);
            _gpus[i].Memory.Set(GpuMemory[i], 1);
        }
    }
}
