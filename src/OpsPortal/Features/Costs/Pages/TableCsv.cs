using OpsPortal.Catalog;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Pages;

/// <summary><c>GET /costs/table.csv</c>: the table of the page's view, with all digits.</summary>
internal static class TableCsv
{
    public static async Task<IResult> GetAsync(HttpRequest request, CostReportReader reader, ServiceCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var view = CostView.FromUri(request.QueryString.Value ?? "", UtcSpan.DayOf(time.GetUtcNow()), out var error);
        if (error is not null)
            return Results.Problem(error, statusCode: StatusCodes.Status400BadRequest);
        var report = await reader.ReadAsync(view, cancellationToken);
        if (!report.IsOk)
            return Results.Problem(report.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        var pivot = new CostPivot(report.Value!, view);
        string[] head = [view.By.Word(), .. pivot.Columns.Select(column => CostNames.Of(view.Across, column, catalog)), "total", .. pivot.HasAgainst ? [$"total {view.Against}"] : Array.Empty<string>()];
        return await CsvAnswer.FileAsync($"costs-by-{view.By.Word()}-{view.Span}.csv", head, pivot.Rows.Select(row => (string?[])
        [
            CostNames.Of(view.By, row, catalog), .. pivot.Columns.Select(column => CsvAnswer.Number(pivot.Cell(row, column))), CsvAnswer.Number(pivot.Total(row)),
            .. pivot.HasAgainst ? [CsvAnswer.Number(pivot.Against(row))] : Array.Empty<string?>(),
        ]));
    }
}
