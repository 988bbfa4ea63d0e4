using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards;

/// <summary>The questions of charts. Points go from here straight to the chart's script, never through a circuit.</summary>
public static class DashboardsSetup
{
    private const int MaxQueryLength = 16 * 1024;
    private const double MaxUnixSeconds = 253_402_300_799;

    public static WebApplication MapDashboards(this WebApplication app)
    {
        app.MapGet("/api/v1/query_range", QueryRangeAsync).RequireAuthorization(Policies.ApiRead).WithTags("Queries")
            .WithSummary("A PromQL expression over a time range, as columns for a chart.")
            .WithDescription("start and end in unix seconds, step in whole seconds. $window in the query becomes a window for rates that fits the step.")
            .Produces<ChartData>().ProducesProblem(400);
        return app;
    }

    private static async Task<IResult> QueryRangeAsync(
        string? query, double? start, double? end, double? step, QueryCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query) || query.Length > MaxQueryLength)
            return Results.Problem($"“query” must be a PromQL expression of at most {MaxQueryLength} characters.", statusCode: 400);
        if (start is not (>= 0 and <= MaxUnixSeconds) || end is not (>= 0 and <= MaxUnixSeconds) || start >= end)
            return Results.Problem("“start” and “end” must be unix seconds, start before end.", statusCode: 400);
        if (step is not (>= 1 and <= 86400 * 366) || (end - start) / step > QueryCache.MaxPoints)
            return Results.Problem($"“step” must be at least 1 second and give at most {QueryCache.MaxPoints} points.", statusCode: 400);
        var width = TimeSpan.FromSeconds(Math.Ceiling(step.Value));
        var promql = query.Replace("$window", PromDuration.From(QueryCache.WindowFor(width)), StringComparison.Ordinal);
        var answer = await cache.QueryRangeAsync(promql, At(start.Value), At(end.Value), width, cancellationToken);
        // A back end that is away is a state of the chart, told in its words; only a question that can't be asked is an error of the caller.
        return Results.Json(ChartData.From(answer, promql, time.GetUtcNow()), statusCode: answer.Series.Kind == OutcomeKind.Rejected ? 400 : 200);
    }

    private static DateTimeOffset At(double unixSeconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000));
}
