using System.Globalization;
using OpsPortal.Clients.Prometheus;

namespace OpsPortal.Features.Explore.Api;

/// <summary>The answer to a question about one instant.</summary>
/// <param name="Time">The instant, unix milliseconds.</param>
/// <param name="At">When the back end answered, unix milliseconds.</param>
/// <param name="Query">The PromQL that was asked.</param>
/// <param name="Error">Why there is nothing, or null.</param>
/// <param name="Cost">What it took to answer.</param>
public sealed record InstantData(
    long Time, long At, double AgeSeconds, IReadOnlyList<InstantPoint> Series, IReadOnlyList<string> Warnings, string Query, ChartError? Error, QuestionCost Cost)
{
    internal static InstantData From(InstantAnswer answer, string query, DateTimeOffset now)
    {
        var vector = answer.Vector;
        return new(
            answer.At.ToUnixTimeMilliseconds(), vector.At.ToUnixTimeMilliseconds(), Math.Max(0, (now - vector.At).TotalSeconds),
            vector.IsOk ? [.. vector.Value!.Select(sample => new InstantPoint(sample.Labels.All, Text(sample.Value)))] : [],
            vector.Warnings, query, vector.IsOk ? null : ChartError.Of(vector.Kind, vector.Reason),
            new QuestionCost(answer.Server, answer.UpstreamMs, answer.Samples, answer.CachedShare));
    }

    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}

/// <param name="Value">As text, since JSON has no NaN and no infinity: <c>12.5</c>, <c>NaN</c>, <c>+Inf</c>, <c>-Inf</c>.</param>
public sealed record InstantPoint(IReadOnlyDictionary<string, string> Labels, string Value);
