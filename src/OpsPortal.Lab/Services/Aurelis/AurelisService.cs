using System.Globalization;
using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Aurelis;

/// <summary>Aurelis: a code assistant that asks four hosted models through GitHub's API. No GPU of its own.</summary>
public sealed class AurelisService : SimulatedService
{
    public static readonly (string Name, double Share, double Slowness)[] Models =
    [
        ("gpt-4o", 0.16, 1.2), ("gpt-4o-mini", 0.56, 0.7), ("codestral-2501", 0.2, 0.9), ("cohere-command-r", 0.08, 1.1),
    ];

    public static readonly (string Endpoint, string Task, double Share, LatencyShape Shape, double Input, double Output)[] Tasks =
    [
        ("/api/complete", "completion", 0.6, new(0.75, 0.5), 60, 15), ("/api/analyze", "analysis", 0.14, new(2.1, 0.5), 140, 40),
        ("/api/explain", "explanation", 0.16, new(1.6, 0.45), 90, 50), ("/api/refactor", "refactoring", 0.1, new(2.9, 0.5), 170, 90),
    ];

    private readonly MetricPage _page = new("aurelis", "aurelis-service:9090", "aurelis");
    private readonly Counter[,][] _requests = new Counter[Tasks.Length, Models.Length][];
    private readonly Histogram[,] _durations = new Histogram[Tasks.Length, Models.Length];
    private readonly (Counter Success, Counter Error)[,] _modelRequests = new (Counter, Counter)[Tasks.Length, Models.Length];
    private readonly (Counter Input, Counter Output)[] _tokens;
    private readonly AurelisBackends _backends;
    private readonly long _started;

    public AurelisService(long started)
        : base("aurelis", "aurelis-service:9090", new Rhythm(PeakHour: 15.5, Night: 0.35, Weekend: 0.5))
    {
        _started = started;
        var metrics = new AurelisMetrics(_page);
        for (var t = 0; t < Tasks.Length; t++)
        {
            for (var m = 0; m < Models.Length; m++)
            {
                var (task, model) = (Tasks[t], Models[m].Name);
                _requests[t, m] = [.. AurelisMetrics.Statuses.Select(s => metrics.Requests(task.Endpoint, s, model))];
                _durations[t, m] = metrics.Duration(task.Endpoint, model);
                _modelRequests[t, m] = (metrics.ModelRequests(model, task.Task, "success"), metrics.ModelRequests(model, task.Task, "error"));
            }
        }

        _tokens = [.. Models.Select(m => (metrics.Tokens(m.Name, "input"), metrics.Tokens(m.Name, "output")))];
        _backends = new AurelisBackends(metrics, _page);
        metrics.SystemInfo(Version, "3.11", started.ToString(CultureInfo.InvariantCulture)).Set(1);
        _page.Process("aurelis", Version, started);
    }

    public override string Version => "1.0.4";

    public override IReadOnlyList<MetricPage> Pages => [_page];

    internal AurelisBackends Backends => _backends;

    public override IReadOnlyList<string> HealthPaths => AurelisHealth.Paths;

    public override HealthAnswer? Health(string path, DateTimeOffset now) => AurelisHealth.Answer(this, path, now, _started);

    protected override void Serve(in Step step, ref StepRandom random)
    {
        var rate = 1.5 * Load * (1 + (0.3 * Effects.Errors)) * (1 + (2 * Effects.Cost));
        var slowness = (1 + (0.4 * Math.Pow(Math.Min(1.2, Load), 3))) * (1 + (12 * Effects.Latency));
        var failure = FailureChance(0.006);
        for (var t = 0; t < Tasks.Length; t++)
        {
            for (var m = 0; m < Models.Length; m++)
                Serve(step, t, m, rate, slowness, failure, ref random);
        }
    }

    private void Serve(in Step step, int t, int m, double rate, double slowness, double failure, ref StepRandom random)
    {
        var (task, model) = (Tasks[t], Models[m]);
        var shape = task.Shape.Times(slowness * model.Slowness);
        var answered = Draw(rate * task.Share * model.Share * step.Seconds, failure, 0.4, 0.018, (0.005 * Load) + (0.08 * Effects.Cost), ref random);
        Count(answered, $"POST {task.Endpoint}", model.Name, AurelisMetrics.Statuses, _requests[t, m], shape);
        _durations[t, m].Observe(answered.All, shape, ref random);
        var cached = random.Binomial(answered.Served, _backends.HitChance(step, this));
        var asked = answered.Served - cached;
        _backends.Count(answered.Served, cached, asked, answered.Failed);
        _modelRequests[t, m].Success.Add(asked);
        _modelRequests[t, m].Error.Add(answered.Failed);
        var longer = 1 + (60 * Effects.Cost);
        _tokens[m].Input.Add((long)Math.Round(asked * task.Input * longer * (1 + (0.05 * random.Normal()))));
        _tokens[m].Output.Add((long)Math.Round(asked * task.Output * longer * (1 + (0.05 * random.Normal()))));
    }

    protected override void Settle(in Step step) => _backends.Settle(step, this);
}
