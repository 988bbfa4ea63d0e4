using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpsPortal.Lab.Loki.Metrics;
using OpsPortal.Lab.Loki.Stages;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Http;

/// <summary>Fields, labels and patterns that are found in lines; whether a text is LogQL; what is allowed.</summary>
internal sealed partial class DetectedEndpoints(StreamIndex streams, TimeProvider time)
{
    private const int MostSampled = 1000;
    private const int MostPatterns = 300;
    private const int MostValues = 1000;
    private const long Second = 1_000_000_000;

    public async Task FieldsAsync(HttpContext http)
    {
        var found = await FindAsync(http);
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            if (found.Count > 0)
            {
                json.WriteStartArray("fields");
                foreach (var (name, field) in found)
                {
                    json.WriteStartObject();
                    json.WriteString("label", name);
                    json.WriteString("type", TypeOf(field.Values));
                    json.WriteNumber("cardinality", field.Values.Count);
                    if (field.Parser.Length == 0)
                        json.WriteNull("parsers");
                    else
                        Texts(json, "parsers", [field.Parser]);
                    if (field.Path.Count > 0)
                        Texts(json, "jsonPath", field.Path);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteNumber("limit", MostSampled);
            }
            json.WriteEndObject();
        });
    }

    public async Task FieldValuesAsync(HttpContext http)
    {
        var found = await FindAsync(http);
        var name = (string)http.Request.RouteValues["name"]!;
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("limit", MostValues);
            if (found.TryGetValue(name, out var field))
                Texts(json, "values", field.Values.Take(MostValues));
            json.WriteEndObject();
        });
    }

    public async Task LabelsAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.MetadataRange();
        var selector = parameters.Query.Length == 0 ? Selector.All : QueryParser.ParseSelector(parameters.Query);
        var labels = streams.Query(selector, start, end).SelectMany(slice => slice.Labels.Pairs).GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, Count: group.Select(pair => pair.Value).Distinct(StringComparer.Ordinal).Count())).ToArray();
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("detectedLabels");
            foreach (var (name, count) in labels)
            {
                json.WriteStartObject();
                json.WriteString("label", name);
                json.WriteNumber("cardinality", count);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <remarks>Lines that differ only in numbers and ids are one pattern. Loki learns its patterns otherwise; the shape of the answer is the same.</remarks>
    public async Task PatternsAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.MetadataRange();
        var step = Math.Max(10 * Second, parameters.Has("step") ? parameters.Step(start, end) : (end - start) / 250 / Second * Second);
        var found = new Dictionary<(string Pattern, string Level), SortedDictionary<long, long>>();
        var state = new LineState();
        foreach (var (labels, lines) in streams.Query(QueryParser.ParseSelector(parameters.Query), start, end))
        {
            foreach (var line in lines)
            {
                state.Start(labels, line);
                var key = (Variable().Replace(line.Line, "<_>"), state.Get(LevelDetector.Label));
                if (!found.TryGetValue(key, out var counts) && found.Count < MostPatterns)
                    found.Add(key, counts = []);
                if (counts is null)
                    continue;
                var at = line.Time / step * step / Second;
                counts[at] = counts.GetValueOrDefault(at) + 1;
            }
        }
        await LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "success");
            json.WriteStartArray("data");
            foreach (var ((pattern, level), counts) in found.OrderByDescending(one => one.Value.Values.Sum()))
            {
                json.WriteStartObject();
                json.WriteString("pattern", pattern);
                json.WriteString("level", level);
                json.WriteStartArray("samples");
                foreach (var (at, count) in counts)
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(at);
                    json.WriteNumberValue(count);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <remarks>The layout stays as it was written; what is no LogQL is refused in Loki's words.</remarks>
    public async Task FormatAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        try
        {
            QueryParser.Parse(parameters.Query);
        }
        catch (LogQlException error)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await LokiJson.WriteAsync(http, json => Answer(json, "invalid-query", "error", error.Message));
            return;
        }
        await LokiJson.WriteAsync(http, json => Answer(json, "success", "data", parameters.Query.Trim()));
    }

    /// <remarks>Lines are kept while there is room in memory, which is no time that could be told.</remarks>
    public static Task LimitsAsync(HttpContext http) => LokiJson.WriteAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("limits");
        json.WriteNumber("max_entries_limit_per_query", 5000);
        json.WriteString("max_query_length", "30d1h");
        json.WriteNumber("max_query_series", 500);
        json.WriteBoolean("volume_enabled", true);
        json.WriteEndObject();
        json.WriteBoolean("pattern_ingester_enabled", true);
        json.WriteString("version", "3.7.6-lab");
        json.WriteEndObject();
    });

    private async Task<SortedDictionary<string, Field>> FindAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.CheckedRange();
        if (QueryParser.Parse(parameters.Query) is not LogExpression query)
            throw new LogQlException("only log selector is supported");
        var found = new SortedDictionary<string, Field>(StringComparer.Ordinal);
        var state = new LineState();
        var lines = streams.Query(query.Selector, start, end).SelectMany(slice => slice.Lines.Select(line => (slice.Labels, Line: line))).OrderByDescending(one => one.Line.Time).Take(MostSampled);
        foreach (var (labels, line) in lines)
        {
            state.Start(labels, line);
            if (!LineSource.Run(query.Stages, state))
                continue;
            foreach (var (name, value) in state.Metadata)
                Add(found, name, value, "", []);
            foreach (var (path, value) in JsonPairs(line.Line))
                Add(found, Named(labels, state, string.Join('_', path.Select(FieldNames.Clean))), value, "json", path);
            if (line.Line.StartsWith('{'))
                continue;
            var pairs = LogfmtStage.Pairs(line.Line).Where(pair => pair.Value is { Length: > 0 }).ToArray();
            // A word with "=" in a sentence is no logfmt.
            if (pairs.Length < 2)
                continue;
            foreach (var (name, value) in pairs)
                Add(found, Named(labels, state, FieldNames.Clean(name)), value!, "logfmt", []);
        }
        return found;
    }

    private static string Named(Logs.LogLabels labels, LineState state, string name)
        => labels[name].Length > 0 || state.Metadata.Any(pair => pair.Key == name && name != "trace_id") ? name + "_extracted" : name;

    private static void Add(SortedDictionary<string, Field> found, string name, string value, string parser, IReadOnlyList<string> path)
    {
        if (!found.TryGetValue(name, out var field))
            found.Add(name, field = new Field(parser, path, new HashSet<string>(StringComparer.Ordinal)));
        field.Values.Add(value);
    }

    private static List<(IReadOnlyList<string> Path, string Value)> JsonPairs(string text)
    {
        var pairs = new List<(IReadOnlyList<string>, string)>();
        if (!text.StartsWith('{'))
            return pairs;
        try
        {
            using var document = JsonDocument.Parse(text);
            Walk(document.RootElement, [], pairs);
        }
        catch (JsonException)
        {
            // It only looked like JSON.
        }
        return pairs;
    }

    private static void Walk(JsonElement element, IReadOnlyList<string> path, List<(IReadOnlyList<string>, string)> pairs)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
                Walk(property.Value, [.. path, property.Name], pairs);
            else if (property.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
                pairs.Add(([.. path, property.Name], property.Value.ToString()));
        }
    }

    private static string TypeOf(IReadOnlyCollection<string> values)
    {
        if (values.All(value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            return "int";
        if (values.All(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            return "float";
        if (values.All(value => bool.TryParse(value, out _)))
            return "boolean";
        return values.All(value => Amounts.TryDuration(value, out _)) ? "duration" : values.All(value => Amounts.TryBytes(value, out _)) ? "bytes" : "string";
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Answer(Utf8JsonWriter json, string status, string name, string text)
    {
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteString(name, text);
        json.WriteEndObject();
    }

    [GeneratedRegex(@"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b|\d+(?:\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    private sealed record Field(string Parser, IReadOnlyList<string> Path, HashSet<string> Values);
}
