using System.Globalization;
using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Hdc;

/// <summary>HD-Compute-Toolkit: many short vector operations on two GPUs; busy by day, with a second hump of batch jobs at night.</summary>
public sealed class HdcService : SimulatedService
{
    private static readonly (string Name, double Share, LatencyShape Shape)[] Operations =
    [
        ("bundle", 0.30, new(0.011, 0.5)), ("bind", 0.25, new(0.0035, 0.45)), ("similarity", 0.25, new(0.026, 0.55)),
        ("permute", 0.10, new(0.0022, 0.4)), ("random_hv", 0.06, new(0.0065, 0.5)), ("cleanup", 0.04, new(0.045, 0.4)),
    ];

    private readonly MetricPage _page = new("hdc-toolkit", "hdc-toolkit:8080", "hdc");
    private readonly IReadOnlyList<SimGpu> _gpus;
    private readonly Histogram[] _durations;
    private readonly Counter[] _totals;
    private readonly Counter[] _errors;
    private readonly Counter[] _vectors;
    private readonly Histogram _batches;
    private readonly Gauge _throughput;
    private readonly Gauge[] _latency;
    private readonly (long, LatencyShape)[] _mix = new (long, LatencyShape)[Operations.Length];
    private readonly (Gauge Memory, Gauge Utilization)[] _gpuGauges;
    private readonly HdcHost _host;
    private readonly GpuTime _timed;

    public HdcService(GpuRack rack, long started)
        : base("hdc", "hdc-toolkit:8080", new Rhythm(PeakHour: 13, Night: 0.42, Weekend: 0.6))
    {
        var metrics = new HdcMetrics(_page);
        _gpus = rack.Of(Id);
        _durations = [.. Operations.Select(o => metrics.Duration(o.Name))];
        _totals = [.. Operations.Select(o => metrics.Operations(o.Name))];
        _errors = [.. Operations.Select(o => metrics.Errors(o.Name))];
        _vectors = [.. Operations.Select(o => metrics.Hypervectors(o.Name))];
        _batches = metrics.BatchSize();
        _throughput = metrics.Throughput();
        _latency = [.. HdcMetrics.Quantiles.Select(metrics.Latency)];
        _gpuGauges = [.. _gpus.Select((_, i) => (metrics.GpuMemory(Device(i)), metrics.GpuUtilization(Device(i))))];
        _host = new HdcHost(metrics, _page);
        _timed = new CostMeter(_page).Gpu("H100", "timed");
        _page.Process("hdc", Version, started);
    }

    public override string Version => "0.9.3";

    /// <inheritdoc/>
    /// <remarks>Where its GPUs are.</remarks>
    public override string Machine => GpuRack.Host;

    public override IReadOnlyList<MetricPage> Pages => [_page];

    public IReadOnlyList<SimGpu> Gpus => _gpus;

    /// <summary>Memory of all components, bytes.</summary>
    public double MemoryBytes => _host.MemoryBytes;

    /// <summary>95th percentile of the last step, seconds; <c>null</c> without operations.</summary>
    public double? P95 { get; private set; }

    public override IReadOnlyList<string> HealthPaths => ["/health"];

    public override HealthAnswer? Health(string path, DateTimeOffset now) => path == "/health" ? HdcHealth.Answer(this, now) : null;

    protected override void Serve(in Step step, ref StepRandom random)
    {
        var rate = 46 * (Load + NightJobs(step.Middle)) * (1 + (0.3 * Effects.Errors));
        var slowness = (1 + (0.35 * Math.Pow(Math.Min(1.2, Load), 3))) * (1 + (7.5 * Effects.Latency)) * _gpus.Average(g => 1 / g.Speed);
        var failure = FailureChance(0.0018);
        for (var i = 0; i < Operations.Length; i++)
        {
            var operation = Operations[i];
            var shape = operation.Shape.Times(slowness);
            var count = random.Poisson(rate * operation.Share * step.Seconds);
            var failed = random.Binomial(count, failure);
            var vectors = _batches.Observe(count, new LatencyShape(38, 0.9), ref random);
            _durations[i].Observe(count, shape, ref random);
            _totals[i].Add(count);
            _errors[i].Add(failed);
            _vectors[i].Add((long)Math.Round(vectors));
            _mix[i] = (count, shape);
            Note(operation.Name, null, "success", Result.Served, count - failed, shape);
            Note(operation.Name, null, "error", Result.Failed, failed, shape);
        }
    }

    protected override void Settle(in Step step)
    {
        if (Effects.Down)
            Array.Clear(_mix);
        _throughput.Set(Rate, 1);
        for (var i = 0; i < _latency.Length; i++)
        {
            var quantile = LatencyMix.Quantile(double.Parse(HdcMetrics.Quantiles[i], CultureInfo.InvariantCulture), _mix);
            if (i == 1)
                P95 = quantile;
            _latency[i].Set(quantile * 1000, 2);
        }

        _host.Settle(step, this);
        Rent(step);
    }

    public override void Publish(in Step step)
    {
        for (var i = 0; i < _gpus.Count; i++)
        {
            _gpuGauges[i].Memory.Set(_gpus[i].MemoryUsed);
            _gpuGauges[i].Utilization.Set(_gpus[i].Utilization, 0);
        }
    }

    // Around 02:00 UTC the reports of the day before are made.
    private static double NightJobs(double at) => 0.35 * Math.Exp(-Math.Pow((UtcHours.Hour(at) - 2) / 0.8, 2));

    private void Rent(in Step step)
    {
        for (var i = 0; i < _gpus.Count; i++)
        {
            _gpus[i].Demand = Effects.Down ? 0 : 28 + (54 * Math.Min(1.1, Load + NightJobs(step.Middle))) - (i * 6);
            _gpus[i].MemoryDemand = Math.Max(Effects.Down ? 0.006 : 0.34 + (0.16 * Load), 0.985 * Effects.Memory);
            _gpus[i].Heat = Effects.Heat;
            _gpus[i].Fault = i == 0 ? Effects.GpuFault : 0;
        }

        // One more GPU is rented for the nightly jobs and, on weekdays, around noon.
        // A spike: a job that forgot to let its extra GPUs go.
        var rented = UtcHours.InWindow(step.At, (1, 4), (1, 4)) || UtcHours.InWindow(step.At, (10, 13), (0, 0)) ? 1 : 0;
        var forgotten = Math.Round(80 * Effects.Cost);
        _timed.Add(rented + forgotten, (Effects.Down ? 0 : rented * 0.7) + (forgotten * 0.05), step.Seconds);
    }

    private static string Device(int index) => $"cuda:{index}";
}
