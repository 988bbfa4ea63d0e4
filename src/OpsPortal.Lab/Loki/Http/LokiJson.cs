using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpsPortal.Lab.Loki.Http;

/// <summary>Writes answers in Loki's JSON.</summary>
internal static class LokiJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
            write(json);
        http.Response.ContentType = "application/json; charset=UTF-8";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    /// <summary><c>{"status":"success","data":…}</c>; labels and values leave data out when there is nothing.</summary>
    public static Task WriteNamesAsync(HttpContext http, IReadOnlyCollection<string> names) => WriteAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "success");
        if (names.Count > 0)
        {
            json.WriteStartArray("data");
            foreach (var name in names)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    public static void WriteObject(this Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        json.WriteStartObject(name);
        json.WritePairs(pairs);
        json.WriteEndObject();
    }

    public static void WritePairs(this Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        foreach (var (key, value) in pairs)
            json.WriteString(key, value);
    }

    /// <summary>What was read and how long it took. Figures of parts that aren't here (chunks, caches) are left out, not invented.</summary>
    public static void WriteStats(this Utf8JsonWriter json, QueryStats stats, TimeSpan took, int returned)
    {
        var seconds = Math.Max(took.TotalSeconds, 1e-6);
        json.WriteStartObject("stats");
        json.WriteStartObject("summary");
        json.WriteNumber("bytesProcessedPerSecond", (long)(stats.Bytes / seconds));
        json.WriteNumber("linesProcessedPerSecond", (long)(stats.Lines / seconds));
        json.WriteNumber("totalBytesProcessed", stats.Bytes);
        json.WriteNumber("totalLinesProcessed", stats.Lines);
        json.WriteNumber("execTime", Math.Round(seconds, 6));
        json.WriteNumber("queueTime", 0);
        json.WriteNumber("subqueries", 0);
        json.WriteNumber("totalEntriesReturned", returned);
        json.WriteNumber("splits", 1);
        json.WriteNumber("shards", 1);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
