using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary><c>GET /costs/report/{month}.csv</c> and <c>.html</c>: the same files that go with the mail.</summary>
internal static class MonthFiles
{
    public static Task<IResult> GetCsvAsync(string month, MonthReportReader reader, ReportPrinter printer, CancellationToken cancellationToken)
        => GetAsync(month, reader, printer.CsvAsync, cancellationToken);

    public static Task<IResult> GetHtmlAsync(string month, MonthReportReader reader, ReportPrinter printer, CancellationToken cancellationToken)
        => GetAsync(month, reader, printer.HtmlAsync, cancellationToken);

    private static async Task<IResult> GetAsync(string month, MonthReportReader reader, Func<MonthReport, Task<AttachedFile>> print, CancellationToken cancellationToken)
    {
        if (!DaySpan.TryReadDay(month + "-01", out var first))
            return Results.Problem($"{month} is not a month: write it like 2026-11.", statusCode: StatusCodes.Status400BadRequest);
        var read = await reader.ReadAsync(DaySpan.Month(first), cancellationToken);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        var file = await print(read.Value!);
        return Results.File(file.Content, file.ContentType + "; charset=utf-8", file.Name);
    }
}
