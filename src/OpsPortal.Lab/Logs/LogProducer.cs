using OpsPortal.Lab.Services;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Logs;

/// <summary>
/// Turns a step's requests into log lines: each failed request up to a cap, a sample of the others, a few lines a second in
/// all; a log storm multiplies one service's lines by a hundred. The same step gives the same lines.
/// </summary>
public sealed class LogProducer
{
    /// <summary>Most lines a second of one service for requests that were served.</summary>
    public const double ServedRate = 0.7;

    /// <summary>Most lines a second of one service for requests that were refused.</summary>
    public const double RefusedRate = 0.3;

    /// <summary>Most lines a second of one service for requests that failed.</summary>
    public const double FailedRate = 4;

    private const int StormFactor = 100;
    private const string Environment = "production";

    private static readonly ILogStyle[] Styles =
        [new H200LogStyle(), new HdcLogStyle(), new GatewayLogStyle(), new AurelisLogStyle(), new MicroDiffLogStyle()];

    private readonly Dictionary<(string Service, string Level), LogLabels> _labels = [];
    private readonly Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>> _metadata = [];
    private readonly LogWriter _writer = new();

    /// <summary>The lines of the step that ended at <see cref="Fleet.Now"/>, oldest first.</summary>
    /// <param name="fleet">Just after it advanced.</param>
    /// <param name="seconds">How long the step was.</param>
    public List<LogLine> Produce(Fleet fleet, int seconds)
    {
        var step = new Step(fleet.Seed, fleet.Now - seconds, seconds);
        var lines = new List<LogLine>();
        foreach (var style in Styles)
        {
            if (fleet.Find(style.Service) is { } service)
                Produce(service, style, step, lines);
        }

        lines.Sort((a, b) => a.Time.CompareTo(b.Time));
        return lines;
    }

    private void Produce(SimulatedService service, ILogStyle style, in Step step, List<LogLine> lines)
    {
        var random = step.Random(service.Stream + 200);
        var served = Sum(service, Result.Served);
        Take(service, style, step, Result.Served, Quota(ServedRate, served, step, ref random), lines, ref random);
        Take(service, style, step, Result.Refused, Quota(RefusedRate, Sum(service, Result.Refused), step, ref random), lines, ref random);
        Take(service, style, step, Result.Failed, Quota(FailedRate, Sum(service, Result.Failed), step, ref random), lines, ref random);
        Warn(service, step, lines, ref random);
        if (service.Effects.LogStorm > 0.1 && !service.Effects.Down)
            Storm(service, style, step, lines, ref random);
    }

    // As many as there were, at most what the rate allows: in a step of 1 s at 0.7 a second it is 0 or 1.
    private static long Quota(double rate, long count, in Step step, ref StepRandom random)
    {
        var allowed = rate * step.Seconds;
        var whole = (long)allowed;
        return Math.Min(count, whole + (random.Next() < allowed - whole ? 1 : 0));
    }

    private static long Sum(SimulatedService service, Result result)
    {
        long sum = 0;
        foreach (var outcome in service.Outcomes)
        {
            if (outcome.Result == result)
                sum += outcome.Count;
        }

        return sum;
    }

    private void Take(
        SimulatedService service, ILogStyle style, in Step step, Result result, long quota, List<LogLine> lines, ref StepRandom random)
    {
        var all = Sum(service, result);
        for (long i = 0; i < quota; i++)
        {
            var pick = (long)(random.Next() * all);
            foreach (var outcome in service.Outcomes)
            {
                if (outcome.Result != result)
                    continue;
                if ((pick -= outcome.Count) >= 0)
                    continue;
                var occasion = Occasion(service, outcome, step, ref random);
                lines.Add(Line(service, LevelOf(result), occasion.At, style.Request(occasion, _writer)));
                break;
            }
        }
    }

    private void Storm(SimulatedService service, ILogStyle style, in Step step, List<LogLine> lines, ref StepRandom random)
    {
        var count = (long)(ServedRate * StormFactor * service.Effects.LogStorm * step.Seconds);
        var outcome = new Outcome("", null, "", Result.Served, 1, new LatencyShape(0.01, 0.5));
        for (long i = 0; i < count; i++)
        {
            var occasion = Occasion(service, outcome, step, ref random);
            var text = style.Storm(occasion, _writer);
            lines.Add(Line(service, text.Contains("\"level\":\"DEBUG\"", StringComparison.Ordinal) ? "debug" : "warn", occasion.At, text));
        }
    }

    // What is wrong with the machine rather than with a request; about every ten seconds while it lasts.
    private void Warn(SimulatedService service, in Step step, List<LogLine> lines, ref StepRandom random)
    {
        var effects = service.Effects;
        var words = effects.Heat > 0.5 ? "GPU temperature is above the slowdown threshold, clocks are reduced"
            : effects.Memory > 0.5 ? "GPU memory is almost full"
            : effects.Regression > 0.5 ? "Accuracy on the evaluation set fell below its threshold"
            : effects.Latency > 0.5 ? "Request queue is growing"
            : effects.Cost > 0.5 ? "Spending is far above its usual rate"
            : null;
        if (words is null || effects.Down || random.Next() > step.Seconds / 10.0)
            return;
        var at = Instant(step, ref random);
        _writer.Begin(at, "WARNING", $"{service.Id}.monitor", words);
        lines.Add(Line(service, "warn", at, _writer.End()));
    }

    private static LogOccasion Occasion(SimulatedService service, Outcome outcome, in Step step, ref StepRandom random)
    {
        var at = Instant(step, ref random);
        var duration = Math.Round(outcome.Shape.Draw(ref random) * 1000, 1);
        return new LogOccasion(service, outcome, at) { DurationMs = duration, Random = new StepRandom(random.NextBits(), service.Stream, at) };
    }

    private static long Instant(in Step step, ref StepRandom random) =>
        (step.At * 1_000_000_000) + (long)(random.Next() * step.Seconds * 1_000_000) * 1000;

    private static string LevelOf(Result result) => result switch
    {
        Result.Failed => "error",
        Result.Refused => "warn",
        _ => "info",
    };

    private LogLine Line(SimulatedService service, string level, long at, string text)
    {
        if (!_labels.TryGetValue((service.Id, level), out var labels))
        {
            List<KeyValuePair<string, string>> pairs = [new("service", service.Id), new("level", level), new("environment", Environment), new("instance", service.Instance)];
            if (service.Machine is { } host)
                pairs.Add(new("host", host));
            labels = new LogLabels(pairs);
            _labels.Add((service.Id, level), labels);
        }

        if (!_metadata.TryGetValue(service.Id, out var metadata))
            _metadata.Add(service.Id, metadata = [new("version", service.Version)]);
        return new LogLine(at, labels, text, metadata);
    }
}
