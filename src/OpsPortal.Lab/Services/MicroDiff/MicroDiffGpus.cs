using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.MicroDiff;

/// <summary>MicroDiff's two GPUs as its own exporter shows them, and the one that it rents beside them.</summary>
internal sealed class MicroDiffGpus
{
    private readonly IReadOnlyList<SimGpu> _gpus;
    private readonly (Gauge Used, Gauge Total, Gauge Utilization)[] _gauges;
    private readonly GpuTime _timed;
    private readonly Gauge _disk;
    private readonly Gauge _r2;
    private readonly Counter _egress;

    public MicroDiffGpus(MicroDiffMetrics metrics, MetricPage page, IReadOnlyList<SimGpu> gpus)
    {
        _gpus = gpus;
        _gauges = [.. gpus.Select((_, i) => (metrics.GpuMemory($"cuda:{i}"), metrics.GpuMemoryTotal($"cuda:{i}"), metrics.GpuUtilization($"cuda:{i}")))];
        var meter = new CostMeter(page);
        _timed = meter.Gpu("A100", "timed");
        (_disk, _r2) = (meter.Storage("disk"), meter.Storage("r2"));
        _egress = meter.Egress("r2");
    }

    public IReadOnlyList<SimGpu> Gpus => _gpus;

    /// <summary>How much slower than an unthrottled GPU they are, 1 or more.</summary>
    public double Slowness => _gpus.Average(g => 1 / g.Speed);

    public void Settle(in Step step, MicroDiffService service)
    {
        var effects = service.Effects;
        for (var i = 0; i < _gpus.Count; i++)
        {
            _gpus[i].Demand = effects.Down ? 0 : 20 + (66 * Math.Min(1.1, service.Load)) - (i * 5);
            _gpus[i].MemoryDemand = Math.Max(effects.Down ? 0.006 : 0.44 + (0.2 * service.Load), 0.986 * effects.Memory);
            _gpus[i].Heat = effects.Heat;
            _gpus[i].Fault = i == 0 ? effects.GpuFault : 0;
        }

        // One more GPU is rented while engineers work. A spike: sweeps that nobody stopped.
        var rented = UtcHours.InWindow(step.At, (9, 17), (12, 15)) ? 1 : 0;
        var forgotten = Math.Round(90 * effects.Cost);
        _timed.Add(rented + forgotten, (effects.Down ? 0 : rented * (0.2 + (0.5 * service.Load))) + (forgotten * 0.05), step.Seconds);
        var days = (step.End - 1_767_225_600) / (double)UtcHours.DaySeconds;
        _r2.Set(Math.Floor(96e9 + (0.28e9 * days)), 0);
        _disk.Set(Math.Floor(71e9 + (3e9 * Noise.Smooth(step.Seed, service.Stream + 80, step.End, 86_400))), 0);
        _egress.Add((long)(service.Rate * 310_000 * step.Seconds));
    }

    public void Publish()
    {
        for (var i = 0; i < _gpus.Count; i++)
        {
            _gauges[i].Used.Set(_gpus[i].MemoryUsed);
            _gauges[i].Total.Set(_gpus[i].Card.MemoryTotal);
            _gauges[i].Utilization.Set(_gpus[i].Utilization, 0);
        }
    }
}
