using System.Text.RegularExpressions;
using OpsPortal.Catalog;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Correlating;

/// <summary>On what a cause and its symptoms must agree.</summary>
public enum SharedBy
{
    Service,

    /// <summary>The same service, or one that depends on the cause's.</summary>
    Dependents,
    Host,
    Gpu,
}

/// <param name="Cause">Over the whole name of an alert; so is <paramref name="Symptoms"/>.</param>
public sealed record CauseRule(Regex Cause, Regex Symptoms, SharedBy On);

/// <summary><c>catalog/correlation.yaml</c>.</summary>
/// <param name="Storm">Incidents in a minute; beyond it is a storm.</param>
public sealed record CorrelationRules(IReadOnlyList<string> HostLabels, IReadOnlyList<string> GpuLabels, int Storm, IReadOnlyList<CauseRule> Causes)
{
    private const string FileName = "catalog/correlation.yaml";
    private const int DefaultStorm = 10;

    /// <summary>Of a catalog without the file: alerts join their own service's only, and none is a symptom.</summary>
    public static readonly CorrelationRules None = new([], [], DefaultStorm, []);

    public string? Host(IReadOnlyDictionary<string, string> labels) => First(HostLabels, labels);

    public string? Gpu(IReadOnlyDictionary<string, string> labels) => First(GpuLabels, labels);

    /// <returns><see cref="None"/> when there is no such file: a catalog that is older than these rules stays good.</returns>
    /// <exception cref="CatalogException">Anything is wrong; carries every error.</exception>
    public static CorrelationRules Load(string file) => File.Exists(file) ? CatalogFile.Load(file, FileName, "host_labels: [host]", Read) : None;

    private static CorrelationRules Read(YamlMap map)
    {
        var storm = map.Number("storm") ?? DefaultStorm;
        if (storm is < 1 or > 10_000 || storm != decimal.Truncate(storm))
            map.Problem("storm", "must be a whole number from 1 to 10000");
        var rules = new CorrelationRules(map.Texts("host_labels"), map.Texts("gpu_labels"), (int)storm, [.. map.Maps("causes").Select(Rule).OfType<CauseRule>()]);
        map.RejectUnknown();
        return rules;
    }

    private static CauseRule? Rule(YamlMap map)
    {
        var cause = Name(map, "cause", ".*Down");
        var symptoms = Name(map, "symptoms", ".*Latency");
        var on = map.Required("on", "service");
        var known = Enum.TryParse<SharedBy>(on, ignoreCase: true, out var shared) && Enum.IsDefined(shared);
        if (on.Length > 0 && !known)
            map.Problem("on", $"\"{on}\" is none of service, dependents, host, gpu");
        map.RejectUnknown();
        return cause is null || symptoms is null || !known ? null : new CauseRule(cause, symptoms, shared);
    }

    private static Regex? Name(YamlMap map, string key, string example)
    {
        var text = map.Required(key, example);
        if (text.Length == 0)
            return null;
        if (!WholeText.TryParse(text, out var regex, out var problem))
            map.Problem(key, $"\"{text}\" is not a regular expression: {problem}");
        return regex;
    }

    private static string? First(IReadOnlyList<string> names, IReadOnlyDictionary<string, string> labels)
        => names.Select(name => labels.GetValueOrDefault(name, "")).FirstOrDefault(value => value.Length > 0);
}
