using OpsPortal.Catalog;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary><c>GET /costs/report/{month}.csv</c>: the report's figures by day, service and category, and its corrections.</summary>
internal static class MonthCsv
{
    public static async Task<IResult> GetAsync(string month, MonthReportReader reader, ServiceCatalog catalog, CancellationToken cancellationToken)
    {
        if (!DaySpan.TryReadDay(month + "-01", out var first))
            return Results.Problem($"{month} is not a month: write it like 2026-11.", statusCode: StatusCodes.Status400BadRequest);
        var read = await reader.ReadAsync(DaySpan.Month(first), cancellationToken);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        var report = read.Value!;
        var state = report.Closing is null ? "not signed" : "signed";
        return await CsvAnswer.FileAsync($"report-{month}.csv", ["day", "service", "name", "category", "cost", "currency", "state", "corrected_at", "corrected_by", "reason"],
        [
            .. report.Services.Cells.Select(cell => new[] { DaySpan.Write(cell.Day), cell.Row, catalog.Find(cell.Row)?.Name ?? cell.Row, cell.Column, CsvAnswer.Number(cell.Cost), report.Currency, state, null, null, null }),
            .. report.Corrections.Select(one => new[]
            {
                DaySpan.Write(one.Day), one.Service, catalog.Find(one.Service)?.Name ?? one.Service, "", Money.Exact(one.Difference), report.Currency, "correction", CsvAnswer.Instant(one.At), one.By, one.Reason,
            }),
        ]);
    }
}
