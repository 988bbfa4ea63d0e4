using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.H200;

/// <summary>What an analysis does inside: cache, models, rules; and how good the answers are.</summary>
internal sealed class H200Analyses
{
    public static readonly (string Name, LatencyShape Shape, double Accuracy)[] Models =
    [
        ("mug-detector-v3", new(0.052, 0.45), 0.942),
        ("mug-positioning-v2", new(0.078, 0.5), 0.917),
    ];

    private static readonly (string Version, double Share)[] Versions = [("v1.4.2", 0.9), ("v1.5.0-rc1", 0.1)];
    private static readonly double[] SizeShares = [0.25, 0.55, 0.2];
    private static readonly double[] SizeFactors = [0.7, 1, 1.7];
    private static readonly double[] BatchShares = [0.7, 0.2, 0.1];
    private static readonly double[] BatchFactors = [1, 1.5, 2.1];

    private readonly Histogram[][] _durations;
    private readonly Histogram[][] _inference;
    private readonly (Counter Yes, Counter No)[] _rules;
    private readonly Counter _hits;
    private readonly Counter _misses;
    private readonly Gauge _hitRate;
    private readonly Gauge[] _accuracy;
    private readonly Gauge _daily;
    private readonly Gauge _weekly;
    private readonly double[] _inferenceSeconds = new double[Models.Length];
    private long _count;
    private bool _lookedUp;

    public H200Analyses(H200Metrics metrics)
    {
        _durations = [.. Versions.Select(v => H200Metrics.Sizes.Select(s => metrics.AnalysisDuration(v.Version, s)).ToArray())];
        _rules = [.. H200Metrics.Rules.Select(r => (metrics.RuleEvaluations(r.Id, r.Type, true), metrics.RuleEvaluations(r.Id, r.Type, false)))];
        _inference = [.. Models.Select(m => H200Metrics.Batches.Select(b => metrics.Inference(m.Name, b)).ToArray())];
        (_hits, _misses) = (metrics.CacheRequests("hit"), metrics.CacheRequests("miss"));
        _hitRate = metrics.CacheHitRate();
        _accuracy = [.. Models.Select(m => metrics.Accuracy(m.Name))];
        (_daily, _weekly) = (metrics.Satisfaction("daily"), metrics.Satisfaction("weekly"));
    }

    public double CacheHitRate { get; private set; } = 0.86;

    public void Serve(in Step step, long analyses, double slowness, ref StepRandom random)
    {
        _count += analyses;
        for (var v = 0; v < Versions.Length; v++)
        {
            for (var s = 0; s < SizeShares.Length; s++)
            {
                var here = random.Binomial(analyses, Versions[v].Share * SizeShares[s]);
                _durations[v][s].Observe(here, new LatencyShape(0.15 * SizeFactors[s] * slowness, 0.45), ref random);
            }
        }

        for (var i = 0; i < _rules.Length; i++)
        {
            var matched = random.Binomial(analyses, H200Metrics.Rules[i].Match);
            _rules[i].Yes.Add(matched);
            _rules[i].No.Add(analyses - matched);
        }

        for (var m = 0; m < Models.Length; m++)
        {
            for (var b = 0; b < BatchShares.Length; b++)
            {
                var here = random.Binomial(analyses, BatchShares[b]);
                _inferenceSeconds[m] += _inference[m][b].Observe(here, Models[m].Shape.Times(BatchFactors[b] * slowness), ref random);
            }
        }

        LookUp(step, analyses, ref random);
    }

    public void Settle(in Step step, H200Service service)
    {
        var loss = 0.24 * service.Effects.Regression;
        for (var m = 0; m < Models.Length; m++)
            _accuracy[m].Set(Noise.Around(Models[m].Accuracy, 0.008, step.Seed, service.Stream + 40 + (ulong)m, step.End, 5400) - loss);
        _hitRate.Set(_lookedUp ? CacheHitRate : null);

        // Nobody has rated in the first minutes of a day: then there is no daily score, which is not a score of 0.
        var unhappy = (1.3 * service.Effects.Regression) + (0.8 * service.Effects.Errors) + (0.5 * service.Effects.Latency);
        var score = Noise.Around(4.25, 0.18, step.Seed, service.Stream + 50, step.End, 14_400);
        _daily.Set(step.End % UtcHours.DaySeconds < 900 ? null : score - unhappy, 2);
        _weekly.Set(Noise.Around(4.22, 0.08, step.Seed, service.Stream + 51, step.End, 172_800) - (unhappy * 0.3), 2);
    }

    /// <summary>Seconds of inference by model since it was asked last.</summary>
    public double[] TakeInferenceSeconds()
    {
        var taken = _inferenceSeconds.ToArray();
        Array.Clear(_inferenceSeconds);
        return taken;
    }

    /// <summary>Number of analyses since it was asked last.</summary>
    public long TakeAnalyses()
    {
        var taken = _count;
        _count = 0;
        return taken;
    }

    private void LookUp(in Step step, long analyses, ref StepRandom random)
    {
        if (analyses == 0)
            return;
        var chance = Noise.Around(0.86, 0.05, step.Seed, 77, step.End, 3600);
        var hits = random.Binomial(analyses, chance);
        _hits.Add(hits);
        _misses.Add(analyses - hits);
        CacheHitRate += (((double)hits / analyses) - CacheHitRate) * step.Toward(120);
        _lookedUp = true;
    }
}
