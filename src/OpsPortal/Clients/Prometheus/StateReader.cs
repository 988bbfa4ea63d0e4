using System.Globalization;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Maps what Prometheus says of itself: names, metadata, rules, alerts, targets. Fields that an older or other server leaves out are empty.</summary>
internal static class StateReader
{
    // Go's zero time: "not yet".
    private const int NoYear = 1;

    public static IReadOnlyList<string> Names(JsonElement data) => [.. data.EnumerateArray().Select(name => name.GetString() ?? "")];

    public static IReadOnlyList<LabelSet> LabelSets(JsonElement data) => [.. data.EnumerateArray().Select(ResponseReader.Labels)];

    public static BuildInfo Build(JsonElement data) => new(Text(data, "version"), Text(data, "revision"), Text(data, "goVersion"));

    // Exporters of different versions may say different things of one metric; the first is shown.
    public static IReadOnlyDictionary<string, MetricInfo> Metadata(JsonElement data)
        => data.EnumerateObject().Where(metric => metric.Value.GetArrayLength() > 0).ToDictionary(
            metric => metric.Name, metric => new MetricInfo(Text(metric.Value[0], "type"), Text(metric.Value[0], "help"), Text(metric.Value[0], "unit")), StringComparer.Ordinal);

    public static IReadOnlyList<RuleGroup> Rules(JsonElement data) => [.. Items(data, "groups").Select(group => new RuleGroup(
        Text(group, "name"), Text(group, "file"), Number(group, "interval"), Number(group, "evaluationTime"), Moment(group, "lastEvaluation"), [.. Items(group, "rules").Select(Rule)]))];

    public static IReadOnlyList<ActiveAlert> Alerts(JsonElement data) => [.. Items(data, "alerts").Select(Alert)];

    public static ScrapeTargets Targets(JsonElement data) => new(
        [.. Items(data, "activeTargets").Select(target => new ScrapeTarget(
            Text(target, "scrapePool"), Labels(target, "labels"), Labels(target, "discoveredLabels"), Text(target, "scrapeUrl"), Text(target, "health"), Text(target, "lastError"),
            Moment(target, "lastScrape"), Number(target, "lastScrapeDuration"), Seconds(Text(target, "scrapeInterval")), Seconds(Text(target, "scrapeTimeout"))))],
        [.. Items(data, "droppedTargets").Select(target => Labels(target, "discoveredLabels"))]);

    public static IReadOnlyList<ExemplarSeries> Exemplars(JsonElement data) => [.. data.EnumerateArray().Select(one => new ExemplarSeries(
        Labels(one, "seriesLabels"),
        [.. Items(one, "exemplars").Select(exemplar => new Exemplar(Labels(exemplar, "labels"), ResponseReader.Value(exemplar.GetProperty("value")), Number(exemplar, "timestamp")))]))];

    private static Rule Rule(JsonElement rule) => new(
        Text(rule, "type") == "alerting", Text(rule, "name"), Text(rule, "query"), Text(rule, "health"), Text(rule, "lastError"), Text(rule, "state"),
        Number(rule, "duration"), Number(rule, "keepFiringFor"), Labels(rule, "labels"), Annotations(rule), [.. Items(rule, "alerts").Select(Alert)],
        Number(rule, "evaluationTime"), Moment(rule, "lastEvaluation"));

    private static ActiveAlert Alert(JsonElement alert) => new(
        Labels(alert, "labels"), Annotations(alert), Text(alert, "state"), Moment(alert, "activeAt"),
        alert.TryGetProperty("value", out var value) ? ResponseReader.Value(value) : double.NaN);

    private static Dictionary<string, string> Annotations(JsonElement item) => item.TryGetProperty("annotations", out var some) && some.ValueKind == JsonValueKind.Object ? ResponseReader.Strings(some) : [];

    private static LabelSet Labels(JsonElement item, string name) => item.TryGetProperty(name, out var some) && some.ValueKind == JsonValueKind.Object ? ResponseReader.Labels(some) : LabelSet.Empty;

    private static IEnumerable<JsonElement> Items(JsonElement item, string name)
        => item.TryGetProperty(name, out var some) && some.ValueKind == JsonValueKind.Array ? some.EnumerateArray() : [];

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static double Number(JsonElement item, string name) => item.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : 0;

    private static DateTimeOffset? Moment(JsonElement item, string name)
        => DateTimeOffset.TryParse(Text(item, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at.Year > NoYear ? at : null;

    private static double Seconds(string duration) => PromDuration.TryParse(duration, out var span) ? span.TotalSeconds : 0;
}
