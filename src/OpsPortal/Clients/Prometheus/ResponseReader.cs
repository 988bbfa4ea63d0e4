using System.Globalization;
using System.Net;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Maps Prometheus' answers: 200 with or without warnings, 400, 422 and 503 in JSON, 404, 405 and 503 that are not JSON.</summary>
internal static class ResponseReader
{
    public static Outcome<T> Read<T>(HttpStatusCode status, string? mediaType, ReadOnlyMemory<byte> body, Func<JsonElement, T> read, TimeProvider time)
    {
        if (mediaType != "application/json")
            return Failure<T>(status, $"Prometheus answered {(int)status} {status} without JSON. Is that address a Prometheus?", time);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.TryGetProperty("status", out var word) && word.GetString() == "success")
                return Outcome<T>.Ok(read(root.GetProperty("data")), time.GetUtcNow(), Warnings(root));
            return Failure<T>(status, root.TryGetProperty("error", out var error) ? error.GetString() ?? "" : $"status {(int)status}", time);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return Outcome<T>.Unavailable("Prometheus' answer could not be read: " + error.Message, time.GetUtcNow());
        }
    }

    /// <summary>A vector, a scalar or a string becomes samples.</summary>
    public static IReadOnlyList<InstantSample> Instant(JsonElement data)
    {
        var result = data.GetProperty("result");
        switch (data.GetProperty("resultType").GetString())
        {
            case "vector":
                var samples = new List<InstantSample>(result.GetArrayLength());
                foreach (var item in result.EnumerateArray())
                {
                    var pair = item.GetProperty("value");
                    samples.Add(new InstantSample(Labels(item), pair[0].GetDouble(), Value(pair[1])));
                }
                return samples;
            case "scalar":
                return [new InstantSample(LabelSet.Empty, result[0].GetDouble(), Value(result[1]))];
            case var other:
                throw new FormatException($"expected a vector or a scalar, got {other}");
        }
    }

    public static IReadOnlyList<Series> Matrix(JsonElement data)
    {
        if (data.GetProperty("resultType").GetString() is not "matrix" and var other)
            throw new FormatException($"expected a matrix, got {other}");
        var all = new List<Series>();
        foreach (var item in data.GetProperty("result").EnumerateArray())
        {
            var points = item.GetProperty("values");
            var times = new double[points.GetArrayLength()];
            var values = new double[times.Length];
            var index = 0;
            foreach (var pair in points.EnumerateArray())
            {
                times[index] = pair[0].GetDouble();
                values[index++] = Value(pair[1]);
            }
            all.Add(new Series(Labels(item), times, values));
        }
        return all;
    }

    private static LabelSet Labels(JsonElement item)
        => new(item.GetProperty("metric").EnumerateObject().Select(label => KeyValuePair.Create(label.Name, label.Value.GetString() ?? "")));

    private static double Value(JsonElement text) => text.GetString() switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number!, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string[] Warnings(JsonElement root)
        => root.TryGetProperty("warnings", out var warnings) ? [.. warnings.EnumerateArray().Select(warning => warning.GetString() ?? "")] : [];

    private static Outcome<T> Failure<T>(HttpStatusCode status, string words, TimeProvider time) => (int)status >= 500 || status == HttpStatusCode.TooManyRequests
        ? Outcome<T>.Unavailable(words, time.GetUtcNow())
        : Outcome<T>.Rejected(words, time.GetUtcNow());
}
