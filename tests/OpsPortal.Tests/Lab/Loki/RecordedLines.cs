using System.Text.Json;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Tests.Lab.Loki;

/// <summary>
/// The lines that the recorded answers hold, as they were pushed. Asked the recorded questions, a store with these must give the recorded
/// answers: the first N matching lines of the whole are also the first N of any part that contains them.
/// </summary>
internal static class RecordedLines
{
    private static readonly string[] StreamNames = ["environment", "instance", "level", "service", "service_name"];

    public static IReadOnlyList<LogLine> All { get; } = Read();

    private static List<LogLine> Read()
    {
        var lines = new Dictionary<(string, string), LogLine>();
        foreach (var answer in RecordedAnswer.All("query-range-*"))
        {
            if (answer.Body.ValueKind != JsonValueKind.Object || answer.Body.GetProperty("data").GetProperty("resultType").GetString() != "streams")
                continue;
            // These answers show changed lines or labels.
            if (answer.Query.Contains("_format", StringComparison.Ordinal) || answer.Query.Contains("drop", StringComparison.Ordinal))
                continue;
            foreach (var stream in answer.Body.GetProperty("data").GetProperty("result").EnumerateArray())
            {
                foreach (var value in stream.GetProperty("values").EnumerateArray())
                    lines.TryAdd((value[0].GetString()!, value[1].GetString()!), Line(stream.GetProperty("stream"), value, answer.IsCategorized));
            }
        }

        return [.. lines.Values];
    }

    private static LogLine Line(JsonElement stream, JsonElement value, bool isCategorized)
    {
        var labels = new LogLabels(Pairs(stream).Where(pair => StreamNames.Contains(pair.Key) && pair.Key != "service_name"));
        return new LogLine(long.Parse(value[0].GetString()!), labels, value[1].GetString()!, isCategorized ? Categorized(value[2]) : Folded(stream));
    }

    private static KeyValuePair<string, string>[] Categorized(JsonElement categories)
        => categories.TryGetProperty("structuredMetadata", out var metadata)
            ? [.. Pairs(metadata).Where(pair => pair.Key != "detected_level")]
            : [];

    // Where the kinds aren't told apart: a span id is only ever pushed as metadata, and always together with the trace id.
    private static KeyValuePair<string, string>[] Folded(JsonElement stream)
        => stream.TryGetProperty("span_id", out _) ? [.. Pairs(stream).Where(pair => pair.Key is "span_id" or "trace_id")] : [];

    private static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement element)
        => element.EnumerateObject().Select(property => new KeyValuePair<string, string>(property.Name, property.Value.GetString()!));
}
