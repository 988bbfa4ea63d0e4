using System.Globalization;
using System.Text.RegularExpressions;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Explore.Api;

/// <param name="IsCut">There are more than are sent.</param>
public sealed record NameList(IReadOnlyList<string> Names, bool IsCut)
{
    internal static NameList From(IReadOnlyList<string> all) => new(all.Count > NameEndpoints.MostNames ? [.. all.Take(NameEndpoints.MostNames)] : all, all.Count > NameEndpoints.MostNames);
}

public sealed record SeriesList(IReadOnlyList<IReadOnlyDictionary<string, string>> Series, bool IsCut);

public sealed record MetricList(IReadOnlyList<MetricEntry> Metrics, bool IsCut)
{
    // A histogram's and a summary's series have these endings; its description is under the name without.
    private static readonly string[] Endings = ["_bucket", "_count", "_sum", "_total"];

    internal static MetricList From(IReadOnlyList<string> names, IReadOnlyDictionary<string, MetricInfo>? described) => new(
        [.. names.Take(NameEndpoints.MostNames).Select(name => Find(name, described) is { } info ? new MetricEntry(name, info.Type, info.Help, info.Unit) : new MetricEntry(name, "", "", ""))],
        names.Count > NameEndpoints.MostNames);

    private static MetricInfo? Find(string name, IReadOnlyDictionary<string, MetricInfo>? described)
    {
        if (described is null || described.TryGetValue(name, out var info))
            return described?.GetValueOrDefault(name);
        var ending = Array.Find(Endings, one => name.EndsWith(one, StringComparison.Ordinal));
        return ending is null ? null : described.GetValueOrDefault(name[..^ending.Length]);
    }
}

/// <param name="Type">"" when nobody says.</param>
public sealed record MetricEntry(string Name, string Type, string Help, string Unit);

/// <param name="Labels">Most values first.</param>
/// <param name="IsCut">Too many series to count the values of their labels.</param>
public sealed record Cardinality(string Metric, long Series, IReadOnlyList<LabelCount> Labels, bool IsCut)
{
    internal static Cardinality From(string metric, IReadOnlyList<LabelSet> series) => new(
        metric, series.Count,
        [.. series.SelectMany(labels => labels.All).Where(label => label.Key != "__name__").GroupBy(label => label.Key, label => label.Value)
            .Select(label => new LabelCount(label.Key, label.Distinct().Count(), [.. label.Distinct().Order(StringComparer.Ordinal).Take(8)]))
            .OrderByDescending(label => label.Values).ThenBy(label => label.Name, StringComparer.Ordinal)],
        false);
}

/// <param name="Some">A few of the values.</param>
public sealed record LabelCount(string Name, int Values, IReadOnlyList<string> Some);

/// <param name="Error">What is wrong with the expression, or null.</param>
public sealed record FormattedQuery(string Query, QueryFault? Error);

/// <param name="Line">From 1; null when Prometheus doesn't say where.</param>
/// <param name="Column">From 1, in characters of the line.</param>
public sealed partial record QueryFault(string Message, int? Line, int? Column)
{
    /// <summary>Reads <c>invalid parameter "query": 1:5: parse error: unexpected …</c>.</summary>
    public static QueryFault From(string reason)
    {
        var place = Place().Match(reason);
        return place.Success
            ? new(place.Groups[3].Value, int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(place.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : new(reason, null, null);
    }

    [GeneratedRegex(@"(?:^|: |\s)(\d{1,5}):(\d{1,6}): (?:parse error: )?(.+)$", RegexOptions.Singleline)]
    private static partial Regex Place();
}

public sealed record NamesFailed(ChartError Error);
