using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.H200;

/// <summary>
/// What H200 asks of its four GPUs, and what it is billed for: when its own GPUs aren't enough, one more is rented by the
/// hour in the busiest hours, and serverless workers take the peaks. A cost spike is serverless work that runs away.
/// </summary>
internal sealed class H200Costs
{
    private readonly IReadOnlyList<SimGpu> _gpus;
    private readonly GpuTime _timed;
    private readonly GpuTime _serverless;
    private readonly Counter[] _inference;
    private readonly Gauge _r2;
    private readonly Gauge _mongo;
    private readonly Gauge _redis;
    private readonly Gauge _disk;
    private readonly Counter _egressGpu;
    private readonly Counter _egressR2;

    public H200Costs(MetricPage page, IReadOnlyList<SimGpu> gpus)
    {
        var meter = new CostMeter(page);
        _gpus = gpus;
        (_timed, _serverless) = (meter.Gpu("H200", "timed"), meter.Gpu("H200", "serverless"));
        _inference = [.. H200Analyses.Models.Select(m => meter.Inference("H200", m.Name))];
        (_r2, _mongo, _redis, _disk) = (meter.Storage("r2"), meter.Storage("mongodb"), meter.Storage("redis"), meter.Storage("disk"));
        (_egressGpu, _egressR2) = (meter.Egress("runpod"), meter.Egress("r2"));
    }

    public void Settle(in Step step, H200Service service, double[] inferenceSeconds, long analyses)
    {
        var effects = service.Effects;
        var rented = UtcHours.InWindow(step.At, (10, 15), (0, 0));
        var load = effects.Down ? 0 : Math.Min(1.1, service.Load * (1 + (0.15 * effects.Latency)));
        var awake = effects.Down ? 0 : Math.Clamp((int)Math.Ceiling((load * 4.4) + (4 * effects.Cost)), 1, _gpus.Count);
        for (var i = 0; i < _gpus.Count; i++)
        {
            var on = i < awake;
            _gpus[i].Demand = !on ? 0 : Math.Max(24 + (60 * load) - (i * 3), 97 * effects.Cost);
            _gpus[i].MemoryDemand = Math.Max(on ? 0.52 + (0.13 * load) + (i * 0.01) : 0.006, 0.987 * effects.Memory);
            _gpus[i].Heat = effects.Heat;
            _gpus[i].Fault = i == 0 ? effects.GpuFault : 0;
        }

        var runaway = Math.Round(110 * effects.Cost);
        _timed.Add(rented ? 1 : 0, rented && !effects.Down ? 0.2 + (0.6 * load) : 0, step.Seconds);
        var overflow = inferenceSeconds.Sum() * 0.2 / step.Seconds;
        _serverless.Add(Math.Ceiling(overflow) + runaway, overflow + runaway, step.Seconds);
        for (var m = 0; m < _inference.Length; m++)
            _inference[m].AddWhole((inferenceSeconds[m] * 0.2) + (m == 0 ? runaway * step.Seconds : 0));

        _egressGpu.Add((analyses * 38_000) + (long)(runaway * 60_000 * step.Seconds));
        _egressR2.Add(analyses * 910_000);
        Store(step);
    }

    // Pictures pile up; the databases breathe with the day.
    private void Store(in Step step)
    {
        var days = (step.End - 1_767_225_600) / (double)UtcHours.DaySeconds;
        _r2.Set(Math.Floor(180e9 + (0.62e9 * days)), 0);
        _mongo.Set(Math.Floor(5.1e9 + (4.4e6 * days)), 0);
        _redis.Set(Math.Floor(0.62e9 + (0.08e9 * Noise.Smooth(step.Seed, 91, step.End, 21_600))), 0);
        _disk.Set(Math.Floor(164e9 + (6e9 * Noise.Smooth(step.Seed, 92, step.End, 86_400))), 0);
    }
}
