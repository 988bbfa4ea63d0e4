using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>
/// A field's values, counted by the cluster. The mapping is asked first: numbers have a mean, and of a text only its keyword can be
/// counted, where the mapping keeps one.
/// </summary>
internal static class ElasticStatistics
{
    private const string Keyword = ".keyword";
    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "long", "integer", "short", "byte", "unsigned_long", "double", "float", "half_float", "scaled_float",
    };

    public static async Task<Outcome<LogFieldStatistics>> ReadAsync(
        ElasticLink link, LineMask mask, string field, string query, long start, long end, CancellationToken cancellationToken)
    {
        var now = link.Time.GetUtcNow();
        if (mask.CoversPath(field))
            return Outcome<LogFieldStatistics>.Rejected($"The field “{field}” is masked: its values are not counted.", now);
        // A wildcard would be all fields that it fits, and a comma two of them.
        if (field.Length is 0 or > 500 || field.AsSpan().IndexOfAny("*,") >= 0)
            return Outcome<LogFieldStatistics>.Rejected("This is no field's name.", now);
        var asked = Uri.EscapeDataString(field);
        var types = await link.AskAsync(
            $"_field_caps?fields={asked},{asked}{Keyword}&ignore_unavailable=true&allow_no_indices=true", null, root => Outcome<JsonElement>.Ok(root.GetProperty("fields").Clone(), link.Time.GetUtcNow()), cancellationToken);
        if (!types.IsOk)
            return types.Map<LogFieldStatistics>(_ => null!);
        if (Counted(types.Value, field) is not var (name, isNumber))
            return Outcome<LogFieldStatistics>.Rejected($"Elasticsearch keeps no values of “{field}” to count: {Words(types.Value, field)}.", now);
        return await link.SearchAsync(ElasticQueries.Statistics(link.Options, name, isNumber, query, start, end), root => Read(root, name, mask), cancellationToken);
    }

    // Under its own name, else as its keyword. Where indices disagree on the type, it is a number only when it is one in all of them.
    private static (string Name, bool IsNumber)? Counted(JsonElement fields, string field)
    {
        foreach (var name in new[] { field, field + Keyword })
        {
            if (fields.TryGetProperty(name, out var types) && types.EnumerateObject().ToArray() is { Length: > 0 } all
                && Array.TrueForAll(all, type => type.Value.TryGetProperty("aggregatable", out var can) && can.ValueKind == JsonValueKind.True))
                return (name, Array.TrueForAll(all, type => Numbers.Contains(type.Name)));
        }
        return null;
    }

    private static string Words(JsonElement fields, string field)
        => fields.TryGetProperty(field, out var types) ? $"its type is {string.Join(", ", types.EnumerateObject().Select(type => type.Name))}" : "no index has it";

    private static LogFieldStatistics Read(JsonElement root, string field, LineMask mask)
    {
        // An index pattern that matches nothing gives an answer without aggregations.
        if (!root.TryGetProperty("aggregations", out var all))
            return new LogFieldStatistics(field, 0, 0, 0, [], null);
        // What is masked may be the same when it is: such values count together.
        var top = all.GetProperty("values").GetProperty("buckets").EnumerateArray()
            .GroupBy(bucket => mask.Cover(Text(bucket)), bucket => bucket.GetProperty("doc_count").GetInt64(), StringComparer.Ordinal)
            .Select(group => new LogFieldValue(group.Key, group.Sum())).OrderByDescending(value => value.Lines);
        return new LogFieldStatistics(
            field, Count("lines"), Count("present"), all.GetProperty("distinct").GetProperty("value").GetInt64(), [.. top],
            all.TryGetProperty("numbers", out var numbers) && numbers.GetProperty("count").GetInt64() > 0 ? new LogFieldNumbers(Number("min"), Number("avg"), Number("max")) : null);

        long Count(string name) => all.GetProperty(name).GetProperty("doc_count").GetInt64();
        double Number(string name) => numbers.GetProperty(name).GetDouble();
    }

    // Of moments and truth values the text says more than the number that stands for them.
    private static string Text(JsonElement bucket)
        => bucket.TryGetProperty("key_as_string", out var text) ? JsonText.Of(text)
            : bucket.GetProperty("key") is { ValueKind: JsonValueKind.String } key ? JsonText.Of(key) : bucket.GetProperty("key").GetRawText();
}
