using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>Bodies of the search API: a query string over a range of time, lines or their numbers.</summary>
internal static class ElasticQueries
{
    private const int MostLevels = 50;
    private const int MostValues = 500;
    private const int TopValues = 10;

    /// <summary>Lines of [start, end) in order of time, each with its source, its exact moment and the fields that the page shows of it.</summary>
    /// <param name="place">In a point in time: equals have an order, and the question may go on behind a line.</param>
    public static byte[] Lines(ElasticOptions o, string query, long start, long end, int limit, bool backward, ElasticPlace? place = null) => Search(o, query, start, end, limit, json =>
    {
        var order = backward ? "desc" : "asc";
        // As the mapping has them: what an index computes (runtime fields), keeps once for all lines, or knows by a second name isn't in the source.
        json.WriteStartArray("fields");
        foreach (var field in o.Labels.Append(o.LevelField).Append(o.MessageField).Distinct(StringComparer.Ordinal))
            json.WriteStringValue(field);
        json.WriteEndArray();
        json.WriteStartArray("sort");
        json.WriteStartObject();
        json.WriteStartObject(o.TimeField);
        json.WriteString("order", order);
        json.WriteString("format", ElasticMoment.Format);
        // Of indices with date and others with date_nanos, moments are compared as nanoseconds.
        json.WriteString("numeric_type", "date_nanos");
        json.WriteEndObject();
        json.WriteEndObject();
        if (place is null)
        {
            json.WriteEndArray();
            return;
        }
        json.WriteStartObject();
        json.WriteString("_shard_doc", order);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("pit");
        json.WriteString("id", place.Value.PointInTime);
        json.WriteString("keep_alive", "1m");
        json.WriteEndObject();
        if (place.Value.After is not { } after)
            return;
        json.WritePropertyName("search_after");
        json.WriteRawValue(after);
    });

    /// <summary>Numbers of lines by level and step.</summary>
    public static byte[] Levels(ElasticOptions o, string query, long start, long end, TimeSpan step) => Search(o, query, start, end, 0, json =>
    {
        json.WriteStartObject("aggs");
        json.WriteStartObject("levels");
        json.WriteStartObject("terms");
        json.WriteString("field", o.LevelField);
        json.WriteNumber("size", MostLevels);
        json.WriteEndObject();
        Bars();
        json.WriteEndObject();
        // By themselves, and not as a value "" of the first: a level that is a number has no such value, and the cluster would refuse.
        json.WriteStartObject("none");
        json.WriteStartObject("missing");
        json.WriteString("field", o.LevelField);
        json.WriteEndObject();
        Bars();
        json.WriteEndObject();
        json.WriteEndObject();

        void Bars()
        {
            json.WriteStartObject("aggs");
            json.WriteStartObject("bars");
            json.WriteStartObject("date_histogram");
            json.WriteString("field", o.TimeField);
            json.WriteString("fixed_interval", ((long)step.TotalSeconds).ToString(CultureInfo.InvariantCulture) + "s");
            json.WriteNumber("min_doc_count", 1);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
    });

    /// <summary>The most frequent values of a field.</summary>
    public static byte[] Values(ElasticOptions o, string field, string query, long start, long end) => Search(o, query, start, end, 0, json =>
    {
        json.WriteStartObject("aggs");
        json.WriteStartObject("values");
        json.WriteStartObject("terms");
        json.WriteString("field", field);
        json.WriteNumber("size", MostValues);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>How often a field is there, how many different values it has, the most frequent ones, and of a number the lowest, mean and highest.</summary>
    public static byte[] Statistics(ElasticOptions o, string field, bool isNumber, string query, long start, long end) => Search(o, query, start, end, 0, json =>
    {
        json.WriteStartObject("aggs");
        json.WriteStartObject("lines");
        json.WriteStartObject("filter");
        json.WriteStartObject("match_all");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("present");
        json.WriteStartObject("filter");
        Of("exists", null);
        json.WriteEndObject();
        json.WriteEndObject();
        Of("distinct", "cardinality");
        Of("values", "terms");
        if (isNumber)
            Of("numbers", "stats");
        json.WriteEndObject();

        void Of(string name, string? kind)
        {
            json.WriteStartObject(name);
            if (kind is not null)
                json.WriteStartObject(kind);
            json.WriteString("field", field);
            if (kind == "terms")
                json.WriteNumber("size", TopValues);
            if (kind is not null)
                json.WriteEndObject();
            json.WriteEndObject();
        }
    });

    /// <summary>A text of people in a query string: only ever quoted.</summary>
    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    // A search of [start, end) that gives so many lines, and what is written beside.
    private static byte[] Search(ElasticOptions o, string query, long start, long end, int lines, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("size", lines);
            json.WriteBoolean("track_total_hits", false);
            // The cluster stops by itself a little before the portal gives up.
            json.WriteString("timeout", Math.Max(1, o.TimeoutSeconds - 1).ToString(CultureInfo.InvariantCulture) + "s");
            Query(json, o, query, start, end);
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Query(Utf8JsonWriter json, ElasticOptions o, string query, long start, long end)
    {
        json.WriteStartObject("query");
        json.WriteStartObject("bool");
        json.WriteStartArray("filter");
        json.WriteStartObject();
        json.WriteStartObject("range");
        json.WriteStartObject(o.TimeField);
        // [start, end) in nanoseconds is (start - 1, end - 1]. Said so it is right for milliseconds, too, whose fields cut what stands below
        // them: from one nanosecond after a line its own millisecond would begin again, and a nanosecond's range would hold nothing.
        json.WriteString("gt", ElasticMoment.Write(Math.Max(0, start - 1)));
        json.WriteString("lte", ElasticMoment.Write(end - 1));
        json.WriteString("format", ElasticMoment.Format);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteStartObject("query_string");
        json.WriteString("query", query);
        json.WriteString("default_operator", "AND");
        // A text that is compared with a number is no reason to fail.
        json.WriteBoolean("lenient", true);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
