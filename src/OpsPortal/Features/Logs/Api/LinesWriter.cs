using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Api;

/// <summary>
/// Lines as the browser gets them: streams once, each line with its number of stream. Moments are nanoseconds as text, since a
/// script's numbers end at 2^53. Of a very long line comes the beginning and its length.
/// </summary>
internal static class LinesWriter
{
    /// <summary>Characters of a line that are sent.</summary>
    public const int LongestLine = 32 * 1024;
    private const int LongestField = 4 * 1024;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary><c>{"streams":[{…}],"lines":[{"t":"1795…","s":0,"v":"error","l":"…","m":{…},"p":{…},"cut":70000,"k":1}],"next":"1795…"}</c></summary>
    public static byte[] Write(LogPage page, Action<Utf8JsonWriter> more)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            var streams = new Dictionary<LabelSet, int>();
            json.WriteStartArray("lines");
            foreach (var entry in page.Entries)
            {
                if (!streams.TryGetValue(entry.Stream, out var number))
                    streams.Add(entry.Stream, number = streams.Count);
                Write(json, entry, number);
            }
            json.WriteEndArray();
            json.WriteStartArray("streams");
            foreach (var labels in streams.Keys)
                Pairs(json, null, labels);
            json.WriteEndArray();
            if (page.Next is { } next)
                json.WriteString("next", next.ToString(CultureInfo.InvariantCulture));
            json.WriteBoolean("edgeCut", page.IsCut);
            more(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>One line by itself, for a tail.</summary>
    public static byte[] Write(LogEntry entry, int stream)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Plain))
            Write(json, entry, stream);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Write(LabelSet labels)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
            Pairs(json, null, labels);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, LogEntry entry, int stream)
    {
        json.WriteStartObject();
        json.WriteString("t", entry.Time.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("s", stream);
        json.WriteString("v", LogLevels.Of(entry).Name);
        json.WriteString("l", Cut(entry.Line, LongestLine));
        if (entry.Line.Length > LongestLine)
            json.WriteNumber("cut", entry.Line.Length);
        if (entry.Metadata.All.Count > 0)
            Pairs(json, "m", entry.Metadata);
        if (entry.Parsed.All.Count > 0)
            Pairs(json, "p", entry.Parsed);
        if (entry.Masked > 0)
            json.WriteNumber("k", entry.Masked);
        json.WriteEndObject();
    }

    private static void Pairs(Utf8JsonWriter json, string? name, LabelSet pairs)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        foreach (var (key, value) in pairs.All)
            json.WriteString(key, Cut(value, LongestField));
        json.WriteEndObject();
    }

    // Never between the halves of a character.
    private static ReadOnlySpan<char> Cut(string text, int most)
        => text.Length <= most ? text : text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most);
}
