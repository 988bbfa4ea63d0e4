namespace OpsPortal.Catalog;

/// <summary>One watched service: a file of <c>catalog/services</c>.</summary>
/// <param name="Id">Short and stable, the value of the <c>service</c> label everywhere.</param>
/// <param name="PrometheusJobs">Scrape jobs whose <c>up</c> says whether the service is there.</param>
/// <param name="LokiSelector">The LogQL stream selector of its logs, or null when it has none.</param>
/// <param name="HealthUrl">Its health address, or null.</param>
/// <param name="Signals">By name (<see cref="SignalNames"/> and any other); a signal that the system lacks is not there.</param>
/// <param name="Budget">In the price book's currency, or null.</param>
public sealed record ServiceEntry(
    string Id,
    string Name,
    string Team,
    string Description,
    IReadOnlyDictionary<string, string> Links,
    IReadOnlyList<string> PrometheusJobs,
    string? LokiSelector,
    Uri? HealthUrl,
    IReadOnlyDictionary<string, Signal> Signals,
    ModelSet? Models,
    IReadOnlyList<CostDriver> CostDrivers,
    Budget? Budget)
{
    /// <summary>What is counted exactly for each UTC day, beside the cost drivers.</summary>
    public IReadOnlyList<DayCounter> Counters { get; init; } = [];

    /// <summary>The query string of its lines in Elasticsearch, where they are there and not in Loki; or null.</summary>
    public string? ElasticQuery { get; init; }

    /// <summary>Ids of the services that it can't work without: when one of them fails, its own alerts are likely its symptoms.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The GPUs that it runs on, where they are its own for good; empty when a scheduler decides.</summary>
    public IReadOnlyList<GpuClaim> Gpus { get; init; } = [];

    /// <summary>Ids of the models that run on <see cref="Gpus"/>; null when that isn't told apart: then all of them do.</summary>
    public IReadOnlyList<string>? OwnModels => Models?.Items.Where(model => model.OnOwnGpus).Select(model => model.Id).ToArray() is { Length: > 0 } own ? own : null;
}

/// <summary>A counter whose exact increase is kept for each UTC day.</summary>
/// <param name="Name"><see cref="DayCounterNames"/> or any other.</param>
/// <param name="Selector">A plain PromQL series selector without range; its series are summed.</param>
/// <param name="ModelLabel">The label to sum by, or null.</param>
/// <param name="ItemLabel">A further label to sum by that is no model, or null: <c>le</c>.</param>
public sealed record DayCounter(string Name, string Selector, string? ModelLabel, string? ItemLabel = null);

/// <summary>The day counters that reports know by name.</summary>
public static class DayCounterNames
{
    public const string Requests = "requests";

    /// <summary>Of <see cref="Requests"/>, those that failed.</summary>
    public const string Errors = "errors";

    /// <summary>By model.</summary>
    public const string ModelRequests = "model_requests";

    /// <summary>By model. Cached input is counted apart where the service tells it apart.</summary>
    public const string TokensInput = "tokens_input";
    public const string TokensCached = "tokens_cached";
    public const string TokensOutput = "tokens_output";

    /// <summary>Seconds that requests took together, and how many requests those are: their ratio is the mean.</summary>
    public const string DurationSeconds = "duration_seconds";
    public const string DurationCount = "duration_count";

    /// <summary>The buckets of the same histogram, by <c>le</c>: cumulative counts.</summary>
    public const string DurationBucket = "duration_bucket";

    public const string RuleEvaluations = "rule_evaluations";

    /// <summary>Energy of the GPUs that the service runs on, joules.</summary>
    public const string EnergyJoules = "energy_joules";
}

/// <summary>Some GPUs of one host.</summary>
/// <param name="Host">As the host calls itself in its frames.</param>
/// <param name="First">Index of the first one, by the driver's count from 0.</param>
/// <param name="Last">Index of the last one, included.</param>
public sealed record GpuClaim(string Host, int First, int Last)
{
    public bool Covers(string host, int index) => host == Host && index >= First && index <= Last;
}

/// <summary>A figure of a service over time.</summary>
/// <param name="Query">PromQL that gives one series; <c>$window</c> stands for the range of its rates.</param>
/// <param name="Unit">Grafana's name: <c>reqps</c>, <c>percentunit</c> (0..1), <c>percent</c> (0..100), <c>s</c>, <c>bytes</c>, <c>short</c>.</param>
/// <param name="Note">What a reader must know about it, or null.</param>
public sealed record Signal(string Name, string Query, string Unit, string? Note)
{
    /// <param name="window">A PromQL duration: <c>5m</c>.</param>
    public string For(string window) => Query.Replace("$window", window, StringComparison.Ordinal);
}

/// <summary>The signals that pages know by name.</summary>
public static class SignalNames
{
    /// <summary>Requests a second.</summary>
    public const string Requests = "requests";

    /// <summary>Failed requests a second (5xx or the system's own failure state).</summary>
    public const string Errors = "errors";
    public const string LatencyMean = "latency_mean";
    public const string LatencyP50 = "latency_p50";
    public const string LatencyP95 = "latency_p95";
    public const string LatencyP99 = "latency_p99";
    public const string GpuUtilization = "gpu_utilization";
    public const string GpuMemory = "gpu_memory";

    /// <summary>0..1.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>1..5.</summary>
    public const string Satisfaction = "satisfaction";

    /// <summary>0..1.</summary>
    public const string CacheHitRatio = "cache_hit_ratio";
    public const string Queue = "queue";

    /// <summary>Tokens a second, by model.</summary>
    public const string TokensInput = "tokens_input";
    public const string TokensOutput = "tokens_output";
}

/// <summary>The models of a service, and its figures by model.</summary>
/// <param name="Label">The label that carries the model's id in every series of <see cref="Signals"/>.</param>
/// <param name="Signals">PromQL that gives one series a model.</param>
public sealed record ModelSet(string Label, IReadOnlyDictionary<string, Signal> Signals, IReadOnlyList<ModelEntry> Items);

/// <param name="Id">The value of the model label.</param>
/// <param name="Provider">Who runs it: <c>self-hosted</c>, a vendor.</param>
public sealed record ModelEntry(string Id, string Name, string Provider)
{
    /// <summary>It runs on the service's own GPUs, where others of its models don't.</summary>
    public bool OnOwnGpus { get; init; }
}

/// <summary>What of a service costs money, and where its amount is read.</summary>
/// <param name="Kind">How an amount of a day comes from the samples.</param>
/// <param name="Selector">A plain PromQL series selector without range; empty for <see cref="CostDriverKind.Monthly"/>.</param>
/// <param name="Category"><c>compute</c>, <c>storage</c>, <c>network</c> or <c>services</c>.</param>
/// <param name="Resource">What is paid for, as shown; <c>${label}</c> is replaced by the series' label.</param>
/// <param name="Price">Key in the price book; <c>${label}</c> likewise.</param>
/// <param name="Per">How many units of the counter make one unit of the price: 3600 for seconds priced by the hour.</param>
/// <param name="ModelLabel">The label that names the model, or null.</param>
/// <param name="DeploymentLabel">The label that names the deployment type, or null.</param>
public sealed record CostDriver(
    string Id, CostDriverKind Kind, string Selector, string Category, string Resource, string Price, decimal Per,
    string? ModelLabel, string? DeploymentLabel)
{
    /// <summary>
    /// A counter of the part of the amount that was worked, in the same unit and by the same labels; null where it isn't known. The
    /// rest is idle, and a line of its own.
    /// </summary>
    public string? Busy { get; init; }

    /// <summary>The one model that all of it is for, where no label names it; or null.</summary>
    public string? Model { get; init; }

    /// <summary>A gauge of the bytes in use of each of its GPUs; null where it isn't known.</summary>
    public string? Memory { get; init; }

    /// <summary>A counter of the part of the worked amount in which clocks were held back, likewise; null where it isn't known.</summary>
    public string? Throttled { get; init; }
}

public enum CostDriverKind
{
    /// <summary>A counter: the amount is its exact increase over the UTC day.</summary>
    Counter,

    /// <summary>A gauge that is held: the amount is its time-weighted mean over the day (GB of a GB-month price, prorated by day).</summary>
    Average,

    /// <summary>A plan paid by the month: one day's share of that very month.</summary>
    Monthly,
}

/// <param name="Daily">For a UTC day.</param>
/// <param name="Monthly">For a calendar month, UTC.</param>
public sealed record Budget(decimal? Daily, decimal? Monthly);
