using System.Text.Json;
using OpsPortal.Catalog;
using OpsPortal.Domain;

namespace OpsPortal.Features.Overview;

/// <summary>The JSON API of the monitoring guide: overview and performance. A figure that isn't known is null, never 0.</summary>
internal static class DashboardApi
{
    private static readonly JsonSerializerOptions SnakeCase = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void MapDashboardApi(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/dashboard").RequireAuthorization(Policies.ApiRead).WithTags("Dashboard");
        group.MapGet("/overview", Overview).WithSummary("All services now, and their totals.").Produces<OverviewAnswer>();
        group.MapGet("/performance", PerformanceAsync).WithSummary("Requests, latency, errors and accuracy over 1h, 24h or 7d.")
            .Produces<Performance>().ProducesProblem(400).ProducesProblem(503);
        group.MapGet("/costs", CostsAsync).WithSummary("Today so far, the month so far and its projection, by service and category.")
            .Produces<CostsAnswer>().ProducesProblem(503);
    }

    private static IResult Overview(ServicePoller poller, TimeProvider time)
        => Results.Json(OverviewAnswer.From(poller.Current, time.GetUtcNow()), SnakeCase);

    private static async Task<IResult> PerformanceAsync(
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "time_range")] string? timeRange, string? service,
        PerformanceReader reader, ServiceCatalog catalog, CancellationToken cancellationToken)
    {
        timeRange ??= "1h";
        if (!PerformanceReader.Ranges.ContainsKey(timeRange))
            return Results.Problem($"“{timeRange}” is not a time_range; allowed are {string.Join(", ", PerformanceReader.Ranges.Keys)}.", statusCode: 400);
        if (service is not null && catalog.Find(service) is null)
            return Results.Problem($"“{service}” is not a service; there are {string.Join(", ", catalog.Services.Select(one => one.Id))}.", statusCode: 400);
        var performance = await reader.ReadAsync(timeRange, service, cancellationToken);
        return performance.Failed
            ? Results.Problem(string.Join(" ", performance.Problems), statusCode: 503)
            : Results.Json(performance, SnakeCase);
    }

    private static async Task<IResult> CostsAsync(ICostFigures costs, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var today = await costs.TodayAsync(cancellationToken);
        var month = await costs.ByServiceAsync(new DateOnly(day.Year, day.Month, 1), day, cancellationToken);
        var outlook = await costs.MonthAsync(cancellationToken);
        if (!today.IsOk || !month.IsOk || !outlook.IsOk)
            return Results.Problem(today.Reason + month.Reason + outlook.Reason, statusCode: 503);
        var both = month.Value!.Where(service => service is { Cost: not null, Requests: > 0 }).ToArray();
        return Results.Json(
            new CostsAnswer(
                now, costs.Currency, Sum(today.Value!.Select(service => service.Cost)),
                both.Length == 0 ? null : both.Sum(service => service.Cost!.Value) / both.Sum(service => service.Requests!.Value),
                month.Value!.ToDictionary(service => service.Service, service => service.ByCategory),
                Sum(outlook.Value!.Select(service => service.Projection)), today.Value!.Sum(service => service.NeedsPrice)),
            SnakeCase);
    }

    private static decimal? Sum(IEnumerable<decimal?> amounts)
    {
        var known = amounts.Where(amount => amount is not null).ToArray();
        return known.Length == 0 ? null : known.Sum();
    }
}

/// <param name="TotalCostToday">Null when no service was computed today; the sum of those that were otherwise.</param>
/// <param name="CostPerRequest">Of the month's days so far: cost by requests of the services where both are known.</param>
/// <param name="CostBreakdown">Month so far, by service and category.</param>
/// <param name="ProjectedMonthlyCost">Sum over the services with a projection.</param>
/// <param name="NeedsPrice">Lines of today that have no price, and are in no total.</param>
internal sealed record CostsAnswer(
    DateTimeOffset At, string Currency, decimal? TotalCostToday, decimal? CostPerRequest,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> CostBreakdown, decimal? ProjectedMonthlyCost, int NeedsPrice);

/// <param name="TotalRequests">Requests a second over all services, 5-minute rate.</param>
/// <param name="AverageLatency">Mean seconds a request, weighted by requests.</param>
/// <param name="ErrorRate">0..1.</param>
/// <param name="ModelAccuracy">0..1, mean over the services that measure it.</param>
/// <param name="SystemHealth"><c>healthy</c>, <c>degraded</c>, <c>down</c> or <c>unknown</c>: the worst of the services.</param>
internal sealed record OverviewAnswer(
    DateTimeOffset At, double? TotalRequests, double? AverageLatency, double? ErrorRate, double? ModelAccuracy, string SystemHealth,
    IReadOnlyList<ServiceAnswer> Services)
{
    public static OverviewAnswer From(IReadOnlyList<ServiceSnapshot> snapshots, DateTimeOffset now)
    {
        var services = snapshots.Select(ServiceAnswer.From).ToArray();
        var trafficked = services.Where(service => service.Requests is > 0).ToArray();
        var requests = trafficked.Sum(service => service.Requests);
        return new(
            now,
            services.Any(service => service.Requests is not null) ? requests : null,
            Weighted(service => service.LatencyMean),
            Weighted(service => service.ErrorRatio),
            services.Average(service => service.Accuracy),
            snapshots.Select(snapshot => snapshot.Status.Level).DefaultIfEmpty(ServiceLevel.Unknown).Max().ToString().ToLowerInvariant(),
            services);

        double? Weighted(Func<ServiceAnswer, double?> figure)
        {
            var known = trafficked.Where(service => figure(service) is not null).ToArray();
            return known.Length == 0 ? null : known.Sum(service => figure(service) * service.Requests) / known.Sum(service => service.Requests);
        }
    }
}

/// <param name="Stale">Figures that could not be read anew: their last good value is given, measured at <paramref name="MeasuredAt"/>.</param>
internal sealed record ServiceAnswer(
    string Id, string Name, string Health, string Why, double? Requests, double? ErrorRatio, double? LatencyMean, double? LatencyP95,
    double? GpuUtilization, double? Accuracy, int? OpenIncidents, decimal? CostToday, DateTimeOffset? MeasuredAt, IReadOnlyList<string> Stale)
{
    public static ServiceAnswer From(ServiceSnapshot snapshot) => new(
        snapshot.Service.Id, snapshot.Service.Name, snapshot.Status.Level.ToString().ToLowerInvariant(), snapshot.Status.Why,
        Value(snapshot, SignalNames.Requests), Value(snapshot, FigureNames.ErrorRatio), Value(snapshot, SignalNames.LatencyMean),
        Value(snapshot, SignalNames.LatencyP95), Value(snapshot, SignalNames.GpuUtilization), Value(snapshot, SignalNames.Accuracy),
        snapshot.OpenIncidents.LastGood?.Value, snapshot.CostToday.LastGood?.Value?.Cost,
        snapshot.Figures.Values.Min(reading => reading.LastGood?.At),
        [.. snapshot.Figures.Where(figure => figure.Value.IsStale).Select(figure => figure.Key)]);

    private static double? Value(ServiceSnapshot snapshot, string figure) => snapshot.Figures.GetValueOrDefault(figure)?.LastGood?.Value;
}
