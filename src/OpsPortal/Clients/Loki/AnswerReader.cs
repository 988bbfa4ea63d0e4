using System.Globalization;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>Maps Loki's answers. Some have a <c>data</c> member, some are bare, and empty ones may lack it.</summary>
internal static class AnswerReader
{
    public static Outcome<T> Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read, TimeProvider time)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(body));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException("expected an object, got " + root.ValueKind);
            var value = read(!root.TryGetProperty("status", out _) ? root : root.TryGetProperty("data", out var data) ? data : default);
            return Outcome<T>.Ok(value, time.GetUtcNow(), Warnings(root));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            return Outcome<T>.Unavailable("Loki's answer could not be read: " + error.Message, time.GetUtcNow());
        }
    }

    /// <summary>Lines of all streams in one order of time; lines of one instant keep the order of their stream.</summary>
    public static IReadOnlyList<LogEntry> Lines(JsonElement data, bool backward)
    {
        MustBe(data, "streams");
        var entries = new List<LogEntry>();
        foreach (var stream in data.GetProperty("result").EnumerateArray())
        {
            var labels = Labels(stream.GetProperty("stream"));
            foreach (var value in stream.GetProperty("values").EnumerateArray())
                entries.Add(Entry(labels, value));
        }

        return backward ? [.. entries.OrderByDescending(entry => entry.Time)] : [.. entries.OrderBy(entry => entry.Time)];
    }

    /// <param name="start">Unix seconds.</param>
    /// <param name="end">Unix seconds, inclusive.</param>
    public static IReadOnlyList<Series> Matrix(JsonElement data, double start, double end)
    {
        MustBe(data, "matrix");
        var all = new List<Series>();
        foreach (var item in data.GetProperty("result").EnumerateArray())
        {
            var points = item.GetProperty("values").EnumerateArray()
                .Select(point => (Time: point[0].GetDouble(), Value: Number(point[1])))
                .Where(point => point.Time >= start && point.Time <= end).ToArray();
            if (points.Length > 0)
                all.Add(new Series(Labels(item.GetProperty("metric")), Array.ConvertAll(points, p => p.Time), Array.ConvertAll(points, p => p.Value)));
        }

        return all;
    }

    /// <summary>A vector; of a scalar only the value is used, its time isn't to be trusted.</summary>
    public static IReadOnlyList<InstantSample> Vector(JsonElement data)
    {
        var result = data.GetProperty("result");
        if (data.GetProperty("resultType").GetString() == "scalar")
            return [new InstantSample(LabelSet.Empty, double.NaN, Number(result[1]))];
        MustBe(data, "vector");
        return [.. result.EnumerateArray().Select(item =>
            new InstantSample(Labels(item.GetProperty("metric")), item.GetProperty("value")[0].GetDouble(), Number(item.GetProperty("value")[1])))];
    }

    public static IReadOnlyList<string> Names(JsonElement data)
        => data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray().Select(JsonText.Of)] : [];

    public static IReadOnlyList<LabelSet> Streams(JsonElement data)
        => data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray().Select(Labels)] : [];

    internal static LogEntry Entry(LabelSet labels, JsonElement value)
    {
        var kinds = value.GetArrayLength() > 2 ? value[2] : default;
        return new LogEntry(
            long.Parse(value[0].GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            JsonText.Of(value[1]), labels, Kind(kinds, "structuredMetadata"), Kind(kinds, "parsed"));
    }

    private static LabelSet Kind(JsonElement kinds, string name)
        => kinds.ValueKind == JsonValueKind.Object && kinds.TryGetProperty(name, out var pairs) ? Labels(pairs) : LabelSet.Empty;

    internal static LabelSet Labels(JsonElement pairs)
        => new(pairs.EnumerateObject().Select(pair => new KeyValuePair<string, string>(JsonText.NameOf(pair), JsonText.Of(pair.Value))));

    private static double Number(JsonElement value) => value.GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static void MustBe(JsonElement data, string type)
    {
        if (data.GetProperty("resultType").GetString() is var other && other != type)
            throw new FormatException($"expected {type}, got {other}");
    }

    private static IReadOnlyList<string> Warnings(JsonElement root)
        => root.TryGetProperty("warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array
            ? [.. warnings.EnumerateArray().Select(JsonText.Of)]
            : [];
}
