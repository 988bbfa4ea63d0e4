using OpsPortal.Catalog;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Centres;

/// <summary><c>GET /costs/centres.csv</c>: who bears what, by day, service, category and resource.</summary>
internal static class CentreCsv
{
    public static async Task<IResult> GetAsync(HttpRequest request, CentreReader reader, ServiceCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var view = CostView.FromUri(request.QueryString.Value ?? "", UtcSpan.DayOf(time.GetUtcNow()), out var error);
        if (error is not null)
            return Results.Problem(error, statusCode: StatusCodes.Status400BadRequest);
        var read = await reader.ReadAsync(view.Span, cancellationToken);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        return await CsvAnswer.FileAsync($"cost-centres-{view.Span}.csv", ["centre", "day", "service", "name", "category", "resource", "model", "cost", "split_by"], read.Value!.Parts.Select(part => new[]
        {
            part.Centre ?? "unallocated", DaySpan.Write(part.Line.Day), part.Line.Service, catalog.Find(part.Line.Service)?.Name ?? part.Line.Service, part.Line.Category, part.Line.Resource,
            part.Line.Model, Money.Exact(part.Cost), part.By?.ToString().ToLowerInvariant(),
        }));
    }
}
