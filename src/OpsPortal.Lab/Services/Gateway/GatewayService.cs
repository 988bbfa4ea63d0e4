using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Gateway;

/// <summary>The AI gateway: passes requests on to two hosted models, behind a guard model on serverless A100, and runs a third one on two A100 of its own.</summary>
public sealed class GatewayService : SimulatedService
{
    /// <summary>The share is of the requests that are passed on; those of its own model come beside them.</summary>
    public static readonly (string Name, string Version, string Provider, double Share, double Accuracy, double Slowness)[] Models =
    [
        ("gpt-4", "2024-08-06", "openai", 0.04, 0.934, 1.35), ("claude-3", "sonnet-20240229", "anthropic", 0.96, 0.921, 1),
        (OwnModel.Name, "3.0", "self-hosted", 1.8, 0.884, 1),
    ];

    private static readonly (string Name, double Share, LatencyShape Shape, double Input, double Output)[] Endpoints =
    [
        ("generate_text", 0.5, new(0.82, 0.5), 48, 12), ("generate_code", 0.2, new(1.25, 0.5), 80, 22), ("classify", 0.3, new(0.21, 0.45), 28, 2),
    ];

    private readonly MetricPage _page = new("ai-gateway", "ai-gateway:8000", "ai-gateway");
    private readonly Counter[,][] _requests = new Counter[Endpoints.Length, Models.Length][];
    private readonly Histogram[,] _durations = new Histogram[Endpoints.Length, Models.Length];
    private readonly (Counter Input, Counter Output, Counter Cached)[] _tokens;
    private readonly Gauge[] _accuracy;
    private readonly Gauge _errorRate;
    private readonly GatewayHost _host;
    private readonly OwnModel _own;

    public GatewayService(GpuRack rack, long started)
        : base("ai-gateway", "ai-gateway:8000", new Rhythm(PeakHour: 15, Night: 0.4, Weekend: 0.5))
    {
        var metrics = new GatewayMetrics(_page);
        for (var e = 0; e < Endpoints.Length; e++)
        {
            for (var m = 0; m < Models.Length; m++)
            {
                var (endpoint, model) = (Endpoints[e].Name, Models[m].Name);
                _requests[e, m] = [.. GatewayMetrics.Statuses.Select(s => metrics.Requests(endpoint, s, model))];
                _durations[e, m] = metrics.Duration(endpoint, model);
            }
        }

        foreach (var model in Models)
            metrics.ModelInfo(model.Name, model.Version, model.Provider).Set(1);
        _tokens = [.. Models.Select(m => (metrics.Tokens(m.Name, "input"), metrics.Tokens(m.Name, "output"), metrics.Tokens(m.Name, "cached")))];
        _accuracy = [.. Models.Select(m => metrics.Accuracy(m.Name))];
        _errorRate = metrics.ErrorRate();
        Gpus = rack.Of(Id);
        _host = new GatewayHost(metrics, _page, Gpus);
        _own = new OwnModel(Gpus);
        _page.Process("ai_gateway", Version, started);
    }

    public override string Version => "2.7.0";

    /// <inheritdoc/>
    /// <remarks>Where its GPUs are.</remarks>
    public override string Machine => GpuRack.GatewayHost;

    public override IReadOnlyList<MetricPage> Pages => [_page];

    public IReadOnlyList<SimGpu> Gpus { get; }

    internal GatewayHost Host => _host;

    public override IReadOnlyList<string> HealthPaths => ["/health"];

    public override HealthAnswer? Health(string path, DateTimeOffset now) => path == "/health" ? GatewayHealth.Answer(this, now) : null;

    protected override void Serve(in Step step, ref StepRandom random)
    {
        // A spike: an agent that calls in a circle, with ever longer prompts.
        var rate = 0.9 * Load * (1 + (0.3 * Effects.Errors)) * (1 + (2 * Effects.Cost));
        var slowness = (1 + (0.4 * Math.Pow(Math.Min(1.2, Load), 3))) * (1 + (11 * Effects.Latency));
        var failure = FailureChance(0.005);
        for (var e = 0; e < Endpoints.Length; e++)
        {
            for (var m = 0; m < Models.Length; m++)
                Serve(step, e, m, rate, slowness, failure, ref random);
        }
    }

    private void Serve(in Step step, int e, int m, double rate, double slowness, double failure, ref StepRandom random)
    {
        var (endpoint, model) = (Endpoints[e], Models[m]);
        var isOwn = model.Name == OwnModel.Name;
        var longer = isOwn ? OwnModel.Longer : 1 + (55 * Effects.Cost);
        var shape = isOwn ? OwnModel.Shape(endpoint.Input * longer, endpoint.Output * longer).Times(slowness * _own.Slowness) : endpoint.Shape.Times(slowness * model.Slowness);
        var answered = Draw(rate * endpoint.Share * model.Share * step.Seconds, failure, 0.25, 0.014, (0.006 * Load) + (0.05 * Effects.Cost), ref random);
        Count(answered, endpoint.Name, model.Name, GatewayMetrics.Statuses, _requests[e, m], shape);
        var seconds = _durations[e, m].Observe(answered.All, shape, ref random);
        if (isOwn)
            _own.Ask(seconds);
        var input = (long)Math.Round(answered.Served * Math.Max(8, (endpoint.Input + (endpoint.Input * 0.05 * random.Normal())) * longer));
        var cached = random.Binomial(input, 0.22);
        _tokens[m].Input.Add(input - cached);
        _tokens[m].Cached.Add(cached);
        _tokens[m].Output.Add((long)Math.Round(answered.Served * Math.Max(1, (endpoint.Output + (endpoint.Output * 0.05 * random.Normal())) * longer)));
    }

    protected override void Settle(in Step step)
    {
        for (var m = 0; m < Models.Length; m++)
        {
            var own = Noise.Around(Models[m].Accuracy, 0.008, step.Seed, Stream + 40 + (ulong)m, step.End, 5400);
            _accuracy[m].Set(own - ((m == 0 ? 0.2 : 0.17) * Effects.Regression));
        }

        _errorRate.Set(ErrorShare * 100, 2);
        _host.Settle(step, this);
        _own.Settle(step, Effects, Load);
    }

    public override void Publish(in Step step) => _host.Publish();
}
