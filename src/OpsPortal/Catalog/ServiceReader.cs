using System.Text.RegularExpressions;

namespace OpsPortal.Catalog;

/// <summary>Turns one service file into an entry, noting everything that is wrong with it.</summary>
internal static partial class ServiceReader
{
    private static readonly string[] Categories = ["compute", "storage", "network", "services"];
    private static readonly Dictionary<string, CostDriverKind> Kinds = new(StringComparer.Ordinal)
    {
        ["counter"] = CostDriverKind.Counter,
        ["average"] = CostDriverKind.Average,
        ["monthly"] = CostDriverKind.Monthly,
    };

    public static ServiceEntry Read(YamlMap map)
    {
        var prometheus = map.Map("prometheus");
        var jobs = prometheus?.Texts("jobs") ?? [];
        if (jobs.Count == 0)
            map.Problem("prometheus", "needs \"jobs: [name]\", the scrape jobs whose `up` says that the service is there");
        prometheus?.RejectUnknown();
        var (loki, elastic) = (map.Map("loki"), map.Map("elasticsearch"));
        if (loki is not null && elastic is not null)
            map.Problem("elasticsearch", "is there beside \"loki\": name the one place where its lines are");
        var entry = new ServiceEntry(
            Id(map), map.Required("name", "My service"), map.Required("team", "platform"), map.Optional("description") ?? "",
            Links(map), jobs, loki?.Required("selector", "{service=\"my-service\"}"), Health(map), Signals(map),
            Models(map), [.. map.Maps("cost").Select(Driver)], BudgetOf(map))
        {
            Counters = Counters(map),
            ElasticQuery = elastic?.Required("query", "service.name:\"my-service\""),
            DependsOn = map.Texts("depends_on"),
            Gpus = [.. map.Maps("gpus").Select(Claim).OfType<GpuClaim>()],
        };
        if (entry.OwnModels is not null && entry.Gpus.Count == 0)
            map.Problem("models", "\"own_gpus\" says that a model runs on the service's own GPUs: name these by \"gpus:\"");
        loki?.RejectUnknown();
        elastic?.RejectUnknown();
        map.RejectUnknown();
        return entry;
    }

    private static string Id(YamlMap map)
    {
        var id = map.Required("id", "my-service");
        if (id.Length > 0 && !IdPattern().IsMatch(id))
            map.Problem("id", $"\"{id}\" must be lower-case letters, digits and dashes, at most 40");
        return id;
    }

    private static Dictionary<string, string> Links(YamlMap map)
        => map.Map("links") is { } links ? links.Keys.ToDictionary(key => key, key => links.Required(key, "https://…"), StringComparer.Ordinal) : [];

    private static Uri? Health(YamlMap map)
    {
        if (map.Map("health") is not { } health)
            return null;
        var text = health.Required("url", "http://127.0.0.1:8000/health");
        health.RejectUnknown();
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        health.Problem("url", $"\"{text}\" is not an absolute http or https address");
        return null;
    }

    private static Dictionary<string, Signal> Signals(YamlMap map)
    {
        var signals = new Dictionary<string, Signal>(StringComparer.Ordinal);
        if (map.Map("signals") is not { } all)
            return signals;
        foreach (var name in all.Keys)
        {
            if (all.Map(name) is not { } one)
                continue;
            signals[name] = new Signal(name, one.Required("query", "sum(rate(http_requests_total[$window]))").Trim(), one.Required("unit", "reqps"), one.Optional("note"));
            one.RejectUnknown();
        }
        return signals;
    }

    private static ModelSet? Models(YamlMap map)
    {
        if (map.Map("models") is not { } models)
            return null;
        var items = models.Maps("items").Select(item =>
        {
            var model = new ModelEntry(item.Required("id", "gpt-4o"), item.Optional("name") ?? item.Required("id", "gpt-4o"), item.Optional("provider") ?? "self-hosted") { OnOwnGpus = item.Flag("own_gpus") };
            item.RejectUnknown();
            return model;
        }).ToArray();
        var set = new ModelSet(models.Required("label", "model"), Signals(models), items);
        models.RejectUnknown();
        return set;
    }

    private static List<DayCounter> Counters(YamlMap map)
    {
        var all = new List<DayCounter>();
        foreach (var one in map.Maps("counters"))
        {
            var counter = new DayCounter(one.Required("name", "requests"), one.Required("selector", "http_requests_total{service=\"my-service\"}"), one.Optional("model"), one.Optional("by"));
            if (all.Any(other => other.Name == counter.Name))
                one.Problem("name", $"\"{counter.Name}\" is there twice");
            one.RejectUnknown();
            all.Add(counter);
        }
        return all;
    }

    private static CostDriver Driver(YamlMap map)
    {
        var kindText = map.Required("kind", "counter");
        if (!Kinds.TryGetValue(kindText, out var kind) && kindText.Length > 0)
            map.Problem("kind", $"\"{kindText}\" is none of {string.Join(", ", Kinds.Keys)}");
        var category = map.Required("category", "compute");
        if (category.Length > 0 && !Categories.Contains(category))
            map.Problem("category", $"\"{category}\" is none of {string.Join(", ", Categories)}");
        var driver = new CostDriver(
            map.Required("id", "gpu-hours"), kind,
            kind == CostDriverKind.Monthly ? "" : map.Required("selector", "gpu_allocated_seconds_total{service=\"my-service\"}"),
            category, map.Required("resource", "GPU ${gpu_type}"), map.Required("price", "gpu.${gpu_type}.hourly"), map.Number("per") ?? 1m,
            map.Optional("model"), map.Optional("deployment")) { Busy = map.Optional("busy"), Throttled = map.Optional("throttled"), Memory = map.Optional("memory"), Model = map.Optional("for_model") };
        if (driver is { Model: not null, ModelLabel: not null })
            map.Problem("for_model", "names one model for all of it, and \"model\" the label that names it: one of the two is enough");
        if (driver.Per <= 0)
            map.Problem("per", "must be greater than 0: it divides the amount");
        if (driver.Busy is not null && kind != CostDriverKind.Counter)
            map.Problem("busy", "is a part of a counter's amount; this driver is no counter");
        if (driver.Throttled is not null && driver.Busy is null)
            map.Problem("throttled", "is a part of what was busy: name that counter too");
        if (driver.Memory is not null && driver.Busy is null)
            map.Problem("memory", "says how large the GPUs need be, together with how busy they were: name that counter too");
        map.RejectUnknown();
        return driver;
    }

    private static GpuClaim? Claim(YamlMap map)
    {
        var host = map.Required("host", "gpu-host-1");
        var text = map.Required("index", "0-3");
        map.RejectUnknown();
        if (text.Length == 0)
            return null;
        var match = RangePattern().Match(text);
        var first = match.Success ? int.Parse(match.Groups[1].Value) : 0;
        var last = match.Groups[2].Success ? int.Parse(match.Groups[2].Value) : first;
        if (match.Success && first <= last)
            return new GpuClaim(host, first, last);
        map.Problem("index", $"\"{text}\" must be one index or a range from low to high, like 0 or 0-3");
        return null;
    }

    private static Budget? BudgetOf(YamlMap map)
    {
        if (map.Map("budget") is not { } budget)
            return null;
        var result = new Budget(budget.Number("daily"), budget.Number("monthly"));
        budget.RejectUnknown();
        return result;
    }

    [GeneratedRegex(@"^(\d{1,3})(?:-(\d{1,3}))?$")]
    private static partial Regex RangePattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex IdPattern();
}
