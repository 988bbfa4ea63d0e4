using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>What a metric is, as its exporter says.</summary>
/// <param name="Type">counter, gauge, histogram, summary, info, stateset, unknown.</param>
/// <param name="Unit">Often empty.</param>
public sealed record MetricInfo(string Type, string Help, string Unit);

public sealed record BuildInfo(string Version, string Revision, string GoVersion);

/// <summary>Rules that are evaluated together, one after the other.</summary>
/// <param name="LastEvaluation">Null before the first.</param>
public sealed record RuleGroup(string Name, string File, double IntervalSeconds, double EvaluationSeconds, DateTimeOffset? LastEvaluation, IReadOnlyList<Rule> Rules);

/// <param name="IsAlert">False: it records a series named <paramref name="Name"/>.</param>
/// <param name="Health">ok, err, unknown (not evaluated yet).</param>
/// <param name="State">Of alerts: firing, pending, inactive; else "".</param>
/// <param name="HoldSeconds">An alert is pending for so long before it fires.</param>
/// <param name="KeepFiringSeconds">It goes on firing for so long after its condition is gone.</param>
public sealed record Rule(
    bool IsAlert, string Name, string Query, string Health, string LastError, string State, double HoldSeconds, double KeepFiringSeconds,
    LabelSet Labels, IReadOnlyDictionary<string, string> Annotations, IReadOnlyList<ActiveAlert> Alerts, double EvaluationSeconds, DateTimeOffset? LastEvaluation);

/// <summary>An alert as Prometheus holds it, before Alertmanager.</summary>
/// <param name="State">firing or pending.</param>
public sealed record ActiveAlert(LabelSet Labels, IReadOnlyDictionary<string, string> Annotations, string State, DateTimeOffset? ActiveAt, double Value);

/// <param name="Dropped">Labels of what was discovered and then dropped by relabelling; a server may send only some of them.</param>
public sealed record ScrapeTargets(IReadOnlyList<ScrapeTarget> Active, IReadOnlyList<LabelSet> Dropped);

/// <param name="Pool">The scrape job it comes from.</param>
/// <param name="Health">up, down, unknown (not scraped yet).</param>
/// <param name="LastScrape">Null before the first.</param>
/// <param name="IntervalSeconds">0 when the server doesn't say; so is <paramref name="TimeoutSeconds"/>.</param>
public sealed record ScrapeTarget(
    string Pool, LabelSet Labels, LabelSet Discovered, string ScrapeUrl, string Health, string LastError,
    DateTimeOffset? LastScrape, double LastScrapeSeconds, double IntervalSeconds, double TimeoutSeconds);

public sealed record ExemplarSeries(LabelSet Series, IReadOnlyList<Exemplar> Exemplars);

/// <param name="Labels">Such as trace_id.</param>
/// <param name="At">Unix seconds.</param>
public sealed record Exemplar(LabelSet Labels, double Value, double At);
