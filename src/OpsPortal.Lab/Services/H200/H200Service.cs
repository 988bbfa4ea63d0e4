using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.H200;

/// <summary>H200 Intelligent Mug Positioning: images in, where the mugs stand out.</summary>
public sealed class H200Service : SimulatedService
{
    private readonly MetricPage _api = new("h200-api", "h200-api:8000", "h200");
    private readonly MetricPage _gpuPage = new("h200-gpu", "h200-api:8000", "h200");
    private readonly IReadOnlyList<SimGpu> _gpus;
    private readonly List<Action> _publishGpus = [];
    private readonly H200Routes _routes;
    private readonly H200Analyses _analyses;
    private readonly H200Costs _costs;

    public H200Service(GpuRack rack, long started)
        : base("h200", "h200-api:8000", new Rhythm(PeakHour: 14, Night: 0.3, Weekend: 0.5))
    {
        _gpus = rack.Of(Id);
        var metrics = new H200Metrics(_api);
        _routes = new H200Routes(metrics);
        _analyses = new H200Analyses(metrics);
        _costs = new H200Costs(_api, _gpus);
        _api.Process("h200", Version, started);
        foreach (var gpu in _gpus)
            _publishGpus.Add(GpuMetrics.Add(_gpuPage, gpu));
        _gpuPage.Process("h200_gpu_collector", Version, started);
    }

    public override string Version => "1.4.2";

    /// <inheritdoc/>
    /// <remarks>Where its GPUs are.</remarks>
    public override string Machine => GpuRack.Host;

    public override IReadOnlyList<MetricPage> Pages => [_api, _gpuPage];

    public IReadOnlyList<SimGpu> Gpus => _gpus;

    /// <summary>Share of cache lookups that hit, 0..1, lately.</summary>
    public double CacheHitRate => _analyses.CacheHitRate;

    /// <summary>How much slower than at rest it is, 1 or more.</summary>
    private double Slowness(double heat) =>
        (1 + (0.25 * Math.Pow(Math.Min(1.2, Load), 3))) * (1 + (8 * Effects.Latency)) * (1 + (2.2 * Effects.Errors)) * heat;

    public override IReadOnlyList<string> HealthPaths => ["/api/health"];

    public override HealthAnswer? Health(string path, DateTimeOffset now) => path == "/api/health" ? H200Health.Answer(this, now) : null;

    protected override void Serve(in Step step, ref StepRandom random)
    {
        var throttled = _gpus.Average(g => 1 / g.Speed);
        var analyses = _routes.Serve(step, this, 13 * Load * (1 + (0.3 * Effects.Errors)), FailureChance(0.004), Slowness(throttled), ref random);
        _analyses.Serve(step, analyses, Slowness(throttled), ref random);
    }

    protected override void Settle(in Step step)
    {
        _analyses.Settle(step, this);
        _costs.Settle(step, this, _analyses.TakeInferenceSeconds(), _analyses.TakeAnalyses());
    }

    public override void Publish(in Step step)
    {
        foreach (var publish in _publishGpus)
            publish();
    }

    internal void NoteRequest(string operation, string? model, string status, Result result, long count, LatencyShape shape) =>
        Note(operation, model, status, result, count, shape);
}
