using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services;

/// <summary>One watched system: advances by steps, shows metric pages, answers for its health.</summary>
public abstract class SimulatedService
{
    private readonly List<Outcome> _outcomes = [];

    /// <param name="id">The catalog's id.</param>
    /// <param name="instance">Name of the running copy, as logs and metrics give it.</param>
    /// <param name="rhythm">When its users work.</param>
    protected SimulatedService(string id, string instance, Rhythm rhythm)
    {
        (Id, Instance, Rhythm) = (id, instance, rhythm);
        Stream = StepRandom.StreamOf(id);
    }

    public string Id { get; }

    public string Instance { get; }

    /// <summary>The machine that it runs on, as its log lines say it; <c>null</c> where nobody knows: in a cloud, behind a scheduler.</summary>
    public virtual string? Machine => null;

    public Rhythm Rhythm { get; }

    /// <summary>The version that it says it is.</summary>
    public abstract string Version { get; }

    public abstract IReadOnlyList<MetricPage> Pages { get; }

    /// <summary>Tells its streams of random numbers from others'.</summary>
    public ulong Stream { get; }

    /// <summary>What disturbs it now.</summary>
    public Effects Effects { get; private set; } = Effects.None;

    /// <summary>Requests of the last step.</summary>
    public IReadOnlyList<Outcome> Outcomes => _outcomes;

    /// <summary>How busy its users are, about 0..1.2.</summary>
    public double Load { get; private set; }

    /// <summary>Share of the requests of about the last minute that failed, 0..1; <c>null</c> while there were none.</summary>
    public double? ErrorShare { get; private set; }

    /// <summary>Requests a second, over about the last 10 seconds.</summary>
    public double Rate { get; private set; }

    /// <summary>Paths of its health endpoints.</summary>
    public abstract IReadOnlyList<string> HealthPaths { get; }

    /// <summary>Its answer at a health endpoint, or <c>null</c> for another path.</summary>
    public abstract HealthAnswer? Health(string path, DateTimeOffset now);

    /// <summary>Takes the step's requests in and says what it asks of its GPUs.</summary>
    public void Advance(in Step step, Effects effects)
    {
        Effects = effects;
        _outcomes.Clear();
        Load = Rhythm.Load(step.Seed, Stream, step.Middle);
        var random = step.Random(Stream + 17);
        if (!effects.Down)
            Serve(step, ref random);
        Settle(step);
        Summarise(step);
    }

    /// <summary>Sets what depends on the GPUs, once they have advanced too.</summary>
    public virtual void Publish(in Step step)
    {
    }

    /// <summary>Requests of one step; not called while the service is down.</summary>
    protected abstract void Serve(in Step step, ref StepRandom random);

    /// <summary>Gauges and costs, which go on while the service is down.</summary>
    protected abstract void Settle(in Step step);

    protected void Note(string operation, string? model, string status, Result result, long count, LatencyShape shape)
    {
        if (count > 0)
            _outcomes.Add(new Outcome(operation, model, status, result, count, shape));
    }

    /// <summary>Draws how many requests came in a step and how they ended, for services that tell it by five status codes.</summary>
    /// <param name="expected">How many come on average.</param>
    /// <param name="failure">Chance of a request to fail.</param>
    /// <param name="unavailable">Of those that fail, the share that is answered "unavailable".</param>
    /// <param name="refused">Of the others, the share that is the caller's mistake.</param>
    /// <param name="limited">Of the rest, the share that comes too fast.</param>
    protected static Answered Draw(double expected, double failure, double unavailable, double refused, double limited, ref StepRandom random)
    {
        var all = random.Poisson(expected);
        var failed = random.Binomial(all, failure);
        var away = random.Binomial(failed, unavailable);
        var wrong = random.Binomial(all - failed, refused);
        var fast = random.Binomial(all - failed - wrong, limited);
        return new Answered(all, all - failed - wrong - fast, wrong, fast, failed, away);
    }

    /// <summary>Counts them, and notes them for the logs.</summary>
    /// <param name="statuses">Served, refused, limited, failed, unavailable.</param>
    /// <param name="counters">One for each of them.</param>
    protected void Count(Answered answered, string operation, string model, IReadOnlyList<string> statuses, Counter[] counters, LatencyShape shape)
    {
        long[] counts = [answered.Served, answered.Refused, answered.Limited, answered.Failed - answered.Unavailable, answered.Unavailable];
        for (var i = 0; i < counts.Length; i++)
        {
            counters[i].Add(counts[i]);
            Note(operation, model, statuses[i], i == 0 ? Result.Served : i < 3 ? Result.Refused : Result.Failed, counts[i], shape);
        }
    }

    /// <summary>Chance of a request to fail, from the service's own share, its load and what disturbs it.</summary>
    protected double FailureChance(double own) =>
        Math.Min(0.95, (own * (0.6 + (0.5 * Load * Load))) + (0.62 * Effects.Errors) + (0.04 * Effects.Latency) + (0.06 * Effects.Memory));

    private void Summarise(in Step step)
    {
        long all = 0, failed = 0;
        foreach (var outcome in _outcomes)
        {
            all += outcome.Count;
            if (outcome.Result == Result.Failed)
                failed += outcome.Count;
        }

        Rate += (((double)all / step.Seconds) - Rate) * step.Toward(10);
        if (all > 0)
        {
            var share = (double)failed / all;
            ErrorShare = ErrorShare is { } before ? before + ((share - before) * step.Toward(30)) : share;
        }
        else if (Effects.Down)
        {
            ErrorShare = null;
        }
    }
}
