using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.MicroDiff;

/// <summary>MicroDiff-MatDesign: few, heavy requests of engineers; a diffusion model and a fast surrogate on two GPUs.</summary>
public sealed class MicroDiffService : SimulatedService
{
    public static readonly (string Name, LatencyShape Shape, double Accuracy)[] Models =
    [
        ("diffusion", new(2.3, 0.42), 0.903), ("surrogate", new(0.16, 0.4), 0.868),
    ];

    public static readonly (string Name, double Share)[] Alloys = [("Ti-6Al-4V", 0.55), ("Inconel-718", 0.3), ("AlSi10Mg", 0.15)];

    private static readonly (string Method, string Endpoint, double Share, LatencyShape Shape, int Model)[] Routes =
    [
        ("POST", "/generate", 0.35, new(2.5, 0.42), 0), ("POST", "/predict", 0.4, new(0.21, 0.4), 1),
        ("POST", "/optimize", 0.05, new(3.6, 0.5), 0), ("GET", "/designs", 0.2, new(0.045, 0.5), -1),
    ];

    private readonly MetricPage _page = new("microdiff-app", "microdiff-service:8000", "microdiff");
    private readonly MetricPage _gpuPage = new("microdiff-gpu", "microdiff-service:8001", "microdiff");
    private readonly (Counter Success, Counter Error)[] _requests;
    private readonly Histogram[] _durations;
    private readonly Histogram[][] _inference;
    private readonly Gauge _connections;
    private readonly (Gauge Holdout, Gauge Field)[] _accuracy;
    private readonly MicroDiffGpus _gpus;

    public MicroDiffService(GpuRack rack, long started)
        : base("microdiff", "microdiff-service:8000", new Rhythm(PeakHour: 12.5, Night: 0.3, Weekend: 0.4))
    {
        var metrics = new MicroDiffMetrics(_page, _gpuPage);
        _requests = [.. Routes.Select(r => (metrics.Requests(r.Method, r.Endpoint, "success"), metrics.Requests(r.Method, r.Endpoint, "error")))];
        _durations = [.. Routes.Select(r => metrics.Duration(r.Method, r.Endpoint))];
        _inference = [.. Models.Select(m => Alloys.Select(a => metrics.Inference(m.Name, a.Name)).ToArray())];
        _connections = metrics.Connections();
        _accuracy = [.. Models.Select(m => (metrics.Accuracy(m.Name, "holdout"), metrics.Accuracy(m.Name, "field")))];
        _gpus = new MicroDiffGpus(metrics, _page, rack.Of(Id));
        _page.Process("microdiff", Version, started);
        _gpuPage.Process("microdiff_gpu_exporter", Version, started);
    }

    public override string Version => "0.6.1";

    /// <inheritdoc/>
    /// <remarks>Where its GPUs are.</remarks>
    public override string Machine => GpuRack.Host;

    public override IReadOnlyList<MetricPage> Pages => [_page, _gpuPage];

    internal MicroDiffGpus Gpus => _gpus;

    public override IReadOnlyList<string> HealthPaths => MicroDiffHealth.Paths;

    public override HealthAnswer? Health(string path, DateTimeOffset now) => MicroDiffHealth.Answer(this, path, now);

    protected override void Serve(in Step step, ref StepRandom random)
    {
        var rate = 1.5 * Load * (1 + (0.3 * Effects.Errors));
        var slowness = (1 + (0.5 * Math.Pow(Math.Min(1.2, Load), 3))) * (1 + (9 * Effects.Latency)) * _gpus.Slowness;
        var failure = FailureChance(0.008);
        for (var i = 0; i < Routes.Length; i++)
        {
            var route = Routes[i];
            var shape = route.Shape.Times(slowness);
            var all = random.Poisson(rate * route.Share * step.Seconds);
            var failed = random.Binomial(all, failure);
            _requests[i].Success.Add(all - failed);
            _requests[i].Error.Add(failed);
            _durations[i].Observe(all, shape, ref random);
            var model = route.Model < 0 ? null : Models[route.Model].Name;
            Note($"{route.Method} {route.Endpoint}", model, "success", Result.Served, all - failed, shape);
            Note($"{route.Method} {route.Endpoint}", model, "error", Result.Failed, failed, shape);
            if (route.Model >= 0)
                Infer(route.Model, all - failed, slowness, ref random);
        }
    }

    protected override void Settle(in Step step)
    {
        for (var m = 0; m < Models.Length; m++)
        {
            var own = Noise.Around(Models[m].Accuracy, 0.007, step.Seed, Stream + 40 + (ulong)m, step.End, 10_800) - (0.2 * Effects.Regression);
            _accuracy[m].Holdout.Set(own);
            _accuracy[m].Field.Set(own - 0.021);
        }

        var random = step.Random(Stream + 41);
        _connections.Set(Effects.Down ? 0 : random.Poisson(2 + (9 * Load) + (40 * Effects.Latency)), 0);
        _gpus.Settle(step, this);
    }

    public override void Publish(in Step step) => _gpus.Publish();

    private void Infer(int model, long count, double slowness, ref StepRandom random)
    {
        var left = count;
        var share = 1.0;
        for (var a = 0; a < Alloys.Length; a++)
        {
            var here = a == Alloys.Length - 1 ? left : random.Binomial(left, Alloys[a].Share / share);
            _inference[model][a].Observe(here, Models[model].Shape.Times(slowness), ref random);
            left -= here;
            share -= Alloys[a].Share;
        }
    }
}
