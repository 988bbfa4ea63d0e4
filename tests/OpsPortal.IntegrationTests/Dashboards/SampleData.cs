using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>Makes up samples for whatever a dashboard asks: every metric of its panels and variables, with labels that its selectors match.</summary>
internal static partial class SampleData
{
    /// <summary>Samples lie in the 90 minutes from here on, every 15 seconds, Unix seconds.</summary>
    public const long Start = 1_767_225_600;

    public const long End = Start + 5400;

    private const int MostSeries = 16;
    private static readonly string[] Bounds = ["0.1", "1", "10", "+Inf"];

    public static IEnumerable<SampleSeries> For(string dashboard)
    {
        using var json = JsonDocument.Parse(dashboard);
        var metrics = new SortedDictionary<string, (bool Counter, SortedDictionary<string, SortedSet<string>> Labels)>(StringComparer.Ordinal);
        foreach (var expression in Expressions(json.RootElement))
        {
            foreach (var use in PromQlScan.Metrics(Variable().Replace(expression, "5m")))
                Add(metrics, use);
        }
        return metrics.SelectMany(metric => Series(metric.Key, metric.Value.Counter, metric.Value.Labels));
    }

    private static void Add(SortedDictionary<string, (bool Counter, SortedDictionary<string, SortedSet<string>> Labels)> metrics, MetricUse use)
    {
        if (use.Name.Length < 3)
            return;
        if (!metrics.TryGetValue(use.Name, out var metric))
            metrics[use.Name] = metric = (false, new(StringComparer.Ordinal) { ["instance"] = ["host-1:9100", "host-2:9100"], ["job"] = ["job-1"] });
        foreach (var (label, operation, value) in use.Labels.Where(label => label.Name is not ("le" or "__name__")))
        {
            if (!metric.Labels.TryGetValue(label, out var values))
                metric.Labels[label] = values = [];
            if (operation.StartsWith('!'))
                values.Add("other");
            else if (Literal(value, operation) is { } literal)
                values.Add(literal);
            else if (values.Count == 0)
                values.UnionWith([label + "-1", label + "-2"]);
        }
        metrics[use.Name] = (metric.Counter || use.InRate || CounterName().IsMatch(use.Name), metric.Labels);
    }

    // What a matcher matches; null where any value will do.
    private static string? Literal(string value, string operation)
    {
        if (value.Contains("5m", StringComparison.Ordinal) || value.Length == 0)
            return null;
        if (operation == "=")
            return value;
        return value.Split('|')
            .Select(one => one.Replace("\\\\", "", StringComparison.Ordinal).Trim('^', '$', '(', ')').Replace(".*", "", StringComparison.Ordinal).Replace(".+", "x", StringComparison.Ordinal))
            .FirstOrDefault(one => one.Length > 0 && !one.AsSpan().ContainsAny("[]?*+{}()"));
    }

    private static IEnumerable<SampleSeries> Series(string name, bool counter, SortedDictionary<string, SortedSet<string>> labels)
    {
        // What was made up varies together, so that one worker has one host, one replica; what a dashboard names comes in all combinations.
        var free = labels.Where(label => label.Key == "instance" || label.Value.SetEquals([label.Key + "-1", label.Key + "-2"])).ToArray();
        var named = labels.Except(free).Aggregate(
            new List<string> { "" }, (sofar, label) => [.. sofar.SelectMany(text => label.Value.Select(value => $"{text}{label.Key}=\"{value}\",")).Take(MostSeries)]);
        var combinations = Enumerable.Range(0, 2).SelectMany(i => named.Select(text => text + string.Join(',', free.Select(label => $"{label.Key}=\"{label.Value.ElementAt(i)}\""))));
        var rank = 0;
        foreach (var combination in combinations)
        {
            rank++;
            if (name.EndsWith("_bucket", StringComparison.Ordinal))
            {
                for (var bound = 0; bound < Bounds.Length; bound++)
                    yield return new($"{name}{{{combination},le=\"{Bounds[bound]}\"}}", Counter(rank, bound + 1));
            }
            else
            {
                yield return new($"{name}{{{combination}}}", counter ? Counter(rank, 1) : Gauge(rank));
            }
        }
    }

    // Grows unevenly, and starts again from nothing once.
    private static (double, double)[] Counter(int rank, int share)
    {
        var samples = new (double, double)[(End - Start) / 15];
        double value = rank * 10 * share;
        for (var i = 0; i < samples.Length; i++)
        {
            value = i == 200 ? share : value + share * (1 + (i * rank) % 7);
            samples[i] = (Start + i * 15, value);
        }
        return samples;
    }

    // With a gap of five minutes.
    private static (double, double)[] Gauge(int rank)
        => [.. Enumerable.Range(0, (int)(End - Start) / 15).Where(i => i is < 120 or > 140).Select(i => ((double)(Start + i * 15), rank * 10 + Math.Round(10 * Math.Sin(i / 20.0 + rank), 3)))];

    // Every text under "expr", "query" or "definition", wherever it stands.
    private static IEnumerable<string> Expressions(JsonElement element, string name = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Expressions(property.Value, property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Expressions(item)),
        JsonValueKind.String when name == "expr" => [element.GetString()!],
        JsonValueKind.String when name is "query" or "definition" && LabelValues().Match(element.GetString()!) is { Success: true } match => [Selector(match)],
        _ => [],
    };

    // label_values(metric{…}, label): the metric has the label.
    private static string Selector(Match match)
        => string.Create(CultureInfo.InvariantCulture, $"sum by ({match.Groups[2].Value}) ({match.Groups[1].Value})");

    [GeneratedRegex(@"\$\{[^}]*\}|\$[a-zA-Z_][a-zA-Z0-9_]*|\[\[[^\]]*\]\]")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((.+),\s*([a-zA-Z_]\w*)\s*\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex("_(total|sum|count|bucket)$")]
    private static partial Regex CounterName();
}
