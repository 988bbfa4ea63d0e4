using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>What aggregations answer: buckets with keys that may be texts, numbers, moments or truth values.</summary>
internal static class ElasticBuckets
{
    /// <summary>The buckets of an aggregation; none where an index pattern matches nothing, which gives an answer without aggregations.</summary>
    public static IEnumerable<JsonElement> Of(JsonElement root, string name)
        => root.TryGetProperty("aggregations", out var all) ? all.GetProperty(name).GetProperty("buckets").EnumerateArray() : [];

    /// <summary>Of moments and truth values the text says more than the number that stands for them, and only the text can be asked for.</summary>
    public static string Key(JsonElement bucket)
        => bucket.TryGetProperty("key_as_string", out var text) ? JsonText.Of(text)
            : bucket.GetProperty("key") is { ValueKind: JsonValueKind.String } key ? JsonText.Of(key) : bucket.GetProperty("key").GetRawText();

    /// <summary>Lines by level and time; those without a level stand beside the levels.</summary>
    public static IReadOnlyList<LogLevelBar> Levels(JsonElement root, ElasticOptions o)
    {
        if (!root.TryGetProperty("aggregations", out var all))
            return [];
        return [.. Of(root, "levels").SelectMany(level => Bars(Level(o, Key(level)), level)), .. all.TryGetProperty("none", out var none) ? Bars("", none) : []];
    }

    /// <summary>A value of the level's field: a number that its scale knows as the word for it, anything else as it is.</summary>
    public static string Level(ElasticOptions o, string value) => LevelNumbers.Word(o.LevelField, value) is { Length: > 0 } word ? word : value;

    private static IEnumerable<LogLevelBar> Bars(string level, JsonElement parent) => parent.GetProperty("bars").GetProperty("buckets").EnumerateArray()
        .Select(bar => new LogLevelBar(level, bar.GetProperty("key").GetInt64() / 1000, bar.GetProperty("doc_count").GetInt64()));
}
