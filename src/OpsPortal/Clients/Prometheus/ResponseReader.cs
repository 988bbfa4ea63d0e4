using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Maps Prometheus' answers: 200 with or without warnings, 400, 422 and 503 in JSON, 404, 405 and 503 that are not JSON.</summary>
internal static class ResponseReader
{
    public static Asked<T> Read<T>(Reply reply, Func<JsonElement, T> read, double milliseconds, TimeProvider time)
    {
        var at = time.GetUtcNow();
        if (reply.Kind != ReplyKind.Answered)
            return new(reply.Kind == ReplyKind.TooLarge ? Outcome<T>.Rejected(reply.Words, at) : Outcome<T>.Unavailable(reply.Words, at), milliseconds);
        if (reply.MediaType != "application/json")
            return new(Failure<T>(reply.Status, $"Prometheus answered {(int)reply.Status} {reply.Status} without JSON. Is that address a Prometheus?", at), milliseconds);
        try
        {
            using var document = JsonDocument.Parse(reply.Body);
            var root = document.RootElement;
            if (!root.TryGetProperty("status", out var word) || word.GetString() != "success")
                return new(Failure<T>(reply.Status, root.TryGetProperty("error", out var error) ? error.GetString() ?? "" : $"Prometheus answered {(int)reply.Status} without a word.", at), milliseconds);
            var data = root.GetProperty("data");
            return new(Outcome<T>.Ok(read(data), at, Warnings(root)), milliseconds, Samples(data), reply.Date);
        }
        catch (NotSupportedException otherType)
        {
            return new(Outcome<T>.Rejected(otherType.Message, at), milliseconds);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or IndexOutOfRangeException)
        {
            return new(Outcome<T>.Unavailable("Prometheus' answer could not be read: " + error.Message, at), milliseconds);
        }
    }

    /// <summary>A vector or a scalar becomes samples. Native histograms have no single value and are left out.</summary>
    public static IReadOnlyList<InstantSample> Instant(JsonElement data)
    {
        var result = data.GetProperty("result");
        switch (data.GetProperty("resultType").GetString())
        {
            case "vector":
                var samples = new List<InstantSample>(result.GetArrayLength());
                foreach (var item in result.EnumerateArray())
                {
                    if (item.TryGetProperty("value", out var pair))
                        samples.Add(new InstantSample(Labels(item.GetProperty("metric")), pair[0].GetDouble(), Value(pair[1])));
                }
                return samples;
            case "scalar":
                return [new InstantSample(LabelSet.Empty, result[0].GetDouble(), Value(result[1]))];
            case var other:
                throw new NotSupportedException($"The expression gives a {other}; here it must give a value for each series (a vector or a scalar).");
        }
    }

    public static IReadOnlyList<Series> Matrix(JsonElement data)
    {
        if (data.GetProperty("resultType").GetString() is not "matrix" and var other)
            throw new NotSupportedException($"The expression gives a {other}; here it must give samples over time (a matrix).");
        var all = new List<Series>();
        double[] before = [];
        foreach (var item in data.GetProperty("result").EnumerateArray())
        {
            if (!item.TryGetProperty("values", out var points))
                continue;
            var times = new double[points.GetArrayLength()];
            var values = new double[times.Length];
            var index = 0;
            foreach (var pair in points.EnumerateArray())
            {
                times[index] = pair[0].GetDouble();
                values[index++] = Value(pair[1]);
            }
            // Series of one answer mostly have the same times: one array serves them all.
            if (times.AsSpan().SequenceEqual(before))
                times = before;
            before = times;
            all.Add(new Series(Labels(item.GetProperty("metric")), times, values));
        }
        return all;
    }

    public static LabelSet Labels(JsonElement labels) => new(Strings(labels));

    public static Dictionary<string, string> Strings(JsonElement item)
        => item.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "", StringComparer.Ordinal);

    /// <summary>A number as Prometheus writes it, in quotes: "1e+00", "NaN", "+Inf".</summary>
    public static double Value(JsonElement text)
    {
        // Straight from the bytes: an answer has a hundred thousand of them, and a string for each would be garbage.
        if (text.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(text) is [_, .. var bytes, _] && bytes[0] is not ((byte)'N' or (byte)'+'))
            return double.TryParse(bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                : bytes.SequenceEqual("-Inf"u8) ? double.NegativeInfinity : throw new FormatException($"“{text.GetString()}” is no number");
        return text.GetString() switch
        {
            "NaN" => double.NaN,
            "+Inf" => double.PositiveInfinity,
            var other => double.Parse(other!, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
    }

    private static long Samples(JsonElement data)
        => data.ValueKind == JsonValueKind.Object && data.TryGetProperty("stats", out var stats) && stats.TryGetProperty("samples", out var samples)
            && samples.TryGetProperty("totalQueryableSamples", out var total) && total.TryGetInt64(out var count) ? count : -1;

    private static string[] Warnings(JsonElement root)
        => root.TryGetProperty("warnings", out var warnings) ? [.. warnings.EnumerateArray().Select(warning => warning.GetString() ?? "")] : [];

    private static Outcome<T> Failure<T>(HttpStatusCode status, string words, DateTimeOffset at) => (int)status >= 500 || status == HttpStatusCode.TooManyRequests
        ? Outcome<T>.Unavailable(words, at)
        : Outcome<T>.Rejected(words, at);
}
