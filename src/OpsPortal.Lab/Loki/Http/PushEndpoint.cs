using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Http;

/// <summary><c>POST /loki/api/v1/push</c> with JSON. Good lines of a request are kept when others are refused, as Loki does.</summary>
internal sealed class PushEndpoint(LogStore store, StreamIndex streams, TimeProvider time)
{
    private const long Hour = 3600L * 1_000_000_000;
    private const int MostBytes = 4 * 1024 * 1024;

    public async Task TakeAsync(HttpContext http)
    {
        if (!(http.Request.ContentType ?? "").StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            throw Bad("snappy: corrupt input\n");
        var body = await BodyAsync(http);
        if (body.Length == 0)
            throw Bad("EOF\n");
        if (body.Length > MostBytes)
        {
            throw new RequestException(
                StatusCodes.Status500InternalServerError,
                $"rpc error: code = ResourceExhausted desc = grpc: received message larger than max ({body.Length} vs. {MostBytes})");
        }

        var lines = Read(body);
        if (lines.Count == 0)
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, "error at least one valid stream is required for ingestion\n");
        var now = GoTime.Nanoseconds(time.GetUtcNow());
        var refused = lines.Select(line => (line, reason: Refusal(line, now))).ToArray();
        store.Push(refused.Where(one => one.reason is null).Select(one => one.line));
        if (Array.Find(refused, one => one.reason is not null).reason is { } first)
            throw Bad(first + "\n");
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<byte[]> BodyAsync(HttpContext http)
    {
        using var whole = new MemoryStream();
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        try
        {
            await using var stream = encoding switch
            {
                "" => http.Request.Body,
                "gzip" => new GZipStream(http.Request.Body, CompressionMode.Decompress),
                "deflate" => new DeflateStream(http.Request.Body, CompressionMode.Decompress),
                _ => throw Bad($"Content-Encoding \"{encoding}\" not supported\n"),
            };
            var part = new byte[64 * 1024];
            int count;
            while (whole.Length <= MostBytes && (count = await stream.ReadAsync(part, http.RequestAborted)) > 0)
                whole.Write(part, 0, count);
        }
        catch (InvalidDataException)
        {
            throw Bad($"{encoding}: invalid header\n");
        }

        return whole.ToArray();
    }

    private static List<LogLine> Read(byte[] body)
    {
        var lines = new List<LogLine>();
        try
        {
            using var document = JsonDocument.Parse(body);
            if (!document.RootElement.TryGetProperty("streams", out var all))
                return lines;
            foreach (var stream in all.EnumerateArray())
            {
                var labels = Labels(stream);
                foreach (var value in stream.GetProperty("values").EnumerateArray())
                    lines.Add(Line(labels, value));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or FormatException)
        {
            throw Bad("loghttp.PushRequest.Streams: " + error.Message + "\n");
        }

        return lines;
    }

    private static LogLabels Labels(JsonElement stream)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var label in stream.GetProperty("stream").EnumerateObject())
        {
            var bad = label.Name.Select((c, i) => (c, i)).FirstOrDefault(one => !char.IsAsciiLetterOrDigit(one.c) && one.c != '_');
            if (bad.c != 0)
                throw Bad($"couldn't parse labels: 1:{bad.i + 2}: parse error: unexpected character inside braces: '{bad.c}'\n");
            var value = label.Value.ValueKind == JsonValueKind.String ? label.Value.GetString()! : "";
            if (value.Length > 0)
                pairs.Add(new(label.Name, value));
        }

        return new LogLabels(pairs.DistinctBy(pair => pair.Key));
    }

    private static LogLine Line(LogLabels labels, JsonElement value)
    {
        if (value[0].ValueKind != JsonValueKind.String || !long.TryParse(value[0].GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at))
            throw new FormatException("unmarshalerDecoder: a timestamp must be nanoseconds since 1970 in a string");
        if (value[1].ValueKind != JsonValueKind.String)
            throw new FormatException("unmarshalerDecoder: Value is string, but can't find closing '\"' symbol");
        var metadata = LogLine.NoMetadata;
        if (value.GetArrayLength() > 2)
        {
            metadata = [.. value[2].EnumerateObject().Select(pair => new KeyValuePair<string, string>(
                pair.Name,
                pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : throw new FormatException("unmarshalerDecoder: Value is string, but can't find closing '\"' symbol")))];
        }

        return new LogLine(at, labels, value[1].GetString()!, metadata);
    }

    private string? Refusal(LogLine line, long now)
    {
        var stream = streams.Complete(line.Labels);
        if (line.Time < now - (168 * Hour))
        {
            return $"entry for stream '{stream.Text}' has timestamp too old: {GoTime.Utc(line.Time)}, " +
                $"oldest acceptable timestamp is: {GoTime.Utc(now - (168 * Hour))}";
        }

        if (line.Time > now + (Hour / 6))
            return $"entry for stream '{stream.Text}' has timestamp too new: {GoTime.Utc(line.Time)}";
        var newest = store.Query(line.Time + Hour + 1, long.MaxValue, labels => labels.Equals(line.Labels));
        if (newest.Count == 0)
            return null;
        return new StringBuilder($"entry with timestamp {GoTime.Long(line.Time)} ignored, reason: 'entry too far behind, entry timestamp is: {GoTime.Utc(line.Time)}, ")
            .Append($"oldest acceptable timestamp is: {GoTime.Utc(newest[0].Lines[^1].Time - Hour)}',\n")
            .Append($"user 'fake', total ignored: 1 out of 1 for stream: {stream.Text}").ToString();
    }
    private static RequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
