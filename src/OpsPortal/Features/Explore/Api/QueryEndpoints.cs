using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Explore.Api;

/// <summary>The questions of charts. Points go from here straight to the chart's script, never through a circuit.</summary>
internal static class QueryEndpoints
{
    private const int MaxQueryLength = 16 * 1024;
    private const double MaxUnixSeconds = 253_402_300_799;

    public static void MapQueries(this WebApplication app)
    {
        app.MapGet("/api/v1/query_range", QueryRangeAsync).RequireAuthorization(Policies.ApiRead).WithTags("Queries")
            .WithSummary("A PromQL expression over a time range, as columns for a chart.")
            .WithDescription("start and end in unix seconds, step in whole seconds; server: a configured Prometheus by name. $window in the query becomes a window for rates that fits the step. max_age: seconds that the newest points may be old, 1 to 60.")
            .Produces<ChartData>().ProducesProblem(400);
        app.MapGet("/api/v1/query", QueryAsync).RequireAuthorization(Policies.ApiRead).WithTags("Queries")
            .WithSummary("A PromQL expression at one instant.")
            .WithDescription("time in unix seconds, now by default; server: a configured Prometheus by name.")
            .Produces<InstantData>().ProducesProblem(400);
    }

    private static async Task<IResult> QueryRangeAsync(
        string? query, double? start, double? end, double? step, string? server, double? max_age, HttpContext context, QueryCache cache, TimeProvider time)
    {
        if (BadQuery(query) is { } bad)
            return bad;
        if (start is not (>= 0 and <= MaxUnixSeconds) || end is not (>= 0 and <= MaxUnixSeconds) || start >= end)
            return Results.Problem("“start” and “end” must be unix seconds, start before end.", statusCode: 400);
        if (step is not (>= 1 and <= 86400 * 366) || (end - start) / step > QueryCache.MaxPoints)
            return Results.Problem($"“step” must be at least 1 second and give at most {QueryCache.MaxPoints} points.", statusCode: 400);
        var width = TimeSpan.FromSeconds(Math.Ceiling(step.Value));
        var promql = query!.Replace("$window", PromDuration.From(QueryCache.WindowFor(width)), StringComparison.Ordinal);
        var answer = await cache.QueryRangeAsync(
            server, promql, At(start.Value), At(end.Value), width, context.RequestAborted, max_age is { } age ? TimeSpan.FromSeconds(Math.Clamp(age, 1, 60)) : null);
        if (answer.Series.IsOk && IsKnown(context, promql, answer.Server, answer.Start, answer.End, answer.Step, answer.Series.At))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        // A back end that is away is a state of the chart, told in its words; only a question that can't be asked is an error of the caller.
        return Results.Json(ChartData.From(answer, promql, time.GetUtcNow()), statusCode: Status(answer.Series.Kind));
    }

    // "time" is the parameter's name in Prometheus' own API.
    private static async Task<IResult> QueryAsync(string? query, double? time, string? server, HttpContext context, QueryCache cache, TimeProvider clock)
    {
        if (BadQuery(query) is { } bad)
            return bad;
        if (time is not (null or (>= 0 and <= MaxUnixSeconds)))
            return Results.Problem("“time” must be unix seconds.", statusCode: 400);
        var answer = await cache.QueryAsync(server, query!, time is { } at ? At(at) : clock.GetUtcNow(), context.RequestAborted);
        if (answer.Vector.IsOk && IsKnown(context, query!, answer.Server, answer.At.ToUnixTimeMilliseconds(), 0, 0, answer.Vector.At))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        return Results.Json(InstantData.From(answer, query!, clock.GetUtcNow()), statusCode: Status(answer.Vector.Kind));
    }

    private static IResult? BadQuery(string? query) => string.IsNullOrWhiteSpace(query) || query.Length > MaxQueryLength
        ? Results.Problem($"“query” must be a PromQL expression of at most {MaxQueryLength} characters.", statusCode: 400)
        : null;

    /// <summary>Sets the answer's tag, and says whether the browser has that answer already.</summary>
    private static bool IsKnown(HttpContext context, string query, string server, long start, long end, long step, DateTimeOffset at)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"{server}\n{start}\n{end}\n{step}\n{at.UtcTicks}\n{query}");
        // Weak: compression changes the bytes, and the age inside goes on.
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words)).AsSpan(0, 16))}\"", isWeak: true);
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
    }

    private static int Status(OutcomeKind kind) => kind == OutcomeKind.Rejected ? 400 : 200;

    private static DateTimeOffset At(double unixSeconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000));
}
