namespace OpsPortal.Lab.Exposition;

/// <summary>What one scrape target shows: its metric families, and by which labels Prometheus knows the target.</summary>
/// <param name="job">Prometheus' job.</param>
/// <param name="instance">The stable name of the target, the same whatever the ports.</param>
/// <param name="service">The catalog's service, or <c>null</c> for a target that serves many.</param>
public sealed class MetricPage(string job, string instance, string? service)
{
    private readonly List<MetricFamily> _families = [];

    public string Job => job;

    public string Instance => instance;

    public string? Service => service;

    public IReadOnlyList<MetricFamily> Families => _families;

    /// <summary>The labels that a scrape adds, as they are written.</summary>
    public string TargetLabels => service is null
        ? MetricFamily.LabelText(("instance", instance), ("job", job))
        : MetricFamily.LabelText(("instance", instance), ("job", job), ("service", service));

    public Counter Counter(string name, string help, params ReadOnlySpan<(string, string)> labels) =>
        Family(name, help, MetricKind.Counter).Add(new Counter(MetricFamily.LabelText(labels), 1));

    /// <summary>A counter of seconds, exact to the millisecond.</summary>
    public Counter SecondsCounter(string name, string help, params ReadOnlySpan<(string, string)> labels) =>
        Family(name, help, MetricKind.Counter).Add(new Counter(MetricFamily.LabelText(labels), 1000));

    /// <summary>A counter of joules, exact to the millijoule, as drivers count them.</summary>
    public Counter JoulesCounter(string name, string help, params ReadOnlySpan<(string, string)> labels) => SecondsCounter(name, help, labels);

    public Gauge Gauge(string name, string help, params ReadOnlySpan<(string, string)> labels) =>
        Family(name, help, MetricKind.Gauge).Add(new Gauge(MetricFamily.LabelText(labels)));

    public Histogram Histogram(string name, string help, double[] bounds, params ReadOnlySpan<(string, string)> labels) =>
        Family(name, help, MetricKind.Histogram, bounds)
            .Add(new Histogram(MetricFamily.LabelText(labels), bounds, Exposition.Histogram.SumScale));

    private MetricFamily Family(string name, string help, MetricKind kind, double[]? bounds = null)
    {
        var family = _families.Find(f => f.Name == name);
        if (family is null)
            _families.Add(family = new MetricFamily(name, help, kind, bounds));
        if (family.Kind != kind || family.Help != help)
            throw new InvalidOperationException($"{name} is declared in two ways.");
        return family;
    }
}
