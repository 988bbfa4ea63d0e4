using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.Ui;

namespace OpsPortal.Features.Models;

/// <summary>The model comparison of the monitoring guide's JSON API. A figure that isn't known is null, never 0.</summary>
internal static class ModelsApi
{
    private static readonly JsonSerializerOptions SnakeCase = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void MapModelsApi(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/dashboard/models", ModelsAsync)
        .RequireAuthorization(Policies.ApiRead).WithTags("Dashboard")
        .WithSummary("Every model side by side, over a range (from, to; the last hour by default), by \"service/model\".")
        .Produces<ModelsAnswer>().ProducesProblem(400).ProducesProblem(503);

    private static async Task<IResult> ModelsAsync(string? from, string? to, ModelFigures figures, TimeProvider time, CancellationToken cancellationToken)
    {
        var range = TimeRange.Parse(from, to, null, out var problem);
        if (problem is not null)
            return Results.Problem(problem, statusCode: 400);
        var services = await figures.ReadAsync(range, cancellationToken);
        var problems = services.Where(one => !one.Rows.IsOk).Select(one => $"{one.Service.Id}: {one.Rows.Reason}")
            .Concat(services.SelectMany(one => one.Rows.Warnings)).Distinct().ToArray();
        if (services.All(one => !one.Rows.IsOk))
            return Results.Problem(string.Join(" ", problems), statusCode: 503);
        var rows = services.Where(one => one.Rows.IsOk).SelectMany(one => one.Rows.Value!);
        return Results.Json(
            new ModelsAnswer(time.GetUtcNow(), range.From, range.To, rows.ToDictionary(row => $"{row.Service.Id}/{row.Model.Id}", ModelAnswer.From), problems),
            SnakeCase);
    }
}

/// <param name="Problems">What is missing and why, in words.</param>
internal sealed record ModelsAnswer(DateTimeOffset At, string From, string To, IReadOnlyDictionary<string, ModelAnswer> Models, IReadOnlyList<string> Problems);

/// <param name="Accuracy">0..1.</param>
/// <param name="Latency">Median, seconds.</param>
/// <param name="Throughput">Requests a second.</param>
/// <param name="ErrorRatio">0..1.</param>
/// <param name="CostPerRequest">In the price book's currency, from the UTC days of the range.</param>
internal sealed record ModelAnswer(
    string Service, string Model, string Provider, double? Accuracy, double? Latency, double? LatencyP95, double? Throughput, double? ErrorRatio,
    double? CostPerRequest, [property: System.Text.Json.Serialization.JsonPropertyName("cost_per_1k_tokens")] double? CostPerThousandTokens)
{
    public static ModelAnswer From(ModelRow row) => new(
        row.Service.Id, row.Model.Id, row.Model.Provider, row[Catalog.SignalNames.Accuracy], row[Catalog.SignalNames.LatencyP50],
        row[Catalog.SignalNames.LatencyP95], row[Catalog.SignalNames.Requests], row[ModelFigures.ErrorRatio],
        row[ModelFigures.CostPerRequest], row[ModelFigures.CostPerThousandTokens]);
}
