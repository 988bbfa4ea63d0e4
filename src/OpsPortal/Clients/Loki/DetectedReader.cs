using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>Maps what Loki found out about lines. Most of these answers have no wrapper, and empty ones are <c>{}</c>.</summary>
internal static class DetectedReader
{
    public static LogVolume Stats(JsonElement root)
        => new(root.GetProperty("streams").GetInt64(), root.GetProperty("entries").GetInt64(), root.GetProperty("bytes").GetInt64());

    public static IReadOnlyList<LogField> Fields(JsonElement root) => [.. Items(root, "fields").Select(field => new LogField(
        JsonText.Of(field.GetProperty("label")), field.GetProperty("type").GetString() ?? "", field.GetProperty("cardinality").GetInt64(),
        Texts(field, "parsers"), Texts(field, "jsonPath")))];

    public static IReadOnlyList<string> Values(JsonElement root) => Texts(root, "values");

    public static IReadOnlyDictionary<string, long> Labels(JsonElement root) => Items(root, "detectedLabels")
        .ToDictionary(label => label.GetProperty("label").GetString() ?? "", label => label.GetProperty("cardinality").GetInt64(), StringComparer.Ordinal);

    public static IReadOnlyList<LogPatternCounts> Patterns(JsonElement data) => data.ValueKind != JsonValueKind.Array ? [] : [.. data.EnumerateArray().Select(pattern =>
    {
        var samples = pattern.GetProperty("samples").EnumerateArray().Select(sample => (At: sample[0].GetInt64(), Count: sample[1].GetInt64())).ToArray();
        return new LogPatternCounts(
            JsonText.Of(pattern.GetProperty("pattern")), pattern.TryGetProperty("level", out var level) ? level.GetString() ?? "" : "",
            [.. samples.Select(sample => sample.At)], [.. samples.Select(sample => sample.Count)]);
    })];

    public static LogLimits Limits(JsonElement root)
    {
        var limits = root.GetProperty("limits");
        return new LogLimits(
            limits.TryGetProperty("retention_period", out var kept) && PromDuration.TryParse(kept.GetString(), out var retention) ? retention : null,
            limits.TryGetProperty("max_entries_limit_per_query", out var most) ? most.GetInt32() : null,
            limits.TryGetProperty("volume_enabled", out var volume) && volume.GetBoolean(),
            root.TryGetProperty("pattern_ingester_enabled", out var patterns) && patterns.GetBoolean());
    }

    private static IEnumerable<JsonElement> Items(JsonElement root, string name)
        => root.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static IReadOnlyList<string> Texts(JsonElement root, string name) => [.. Items(root, name).Select(JsonText.Of)];
}
