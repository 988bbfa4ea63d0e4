using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>A month's report as files that need nothing else: one HTML document, and its figures as CSV.</summary>
public sealed class ReportPrinter(IServiceProvider services, ILoggerFactory loggers, ServiceCatalog catalog, IPortalAddress address, TimeProvider time)
{
    public async Task<IReadOnlyList<AttachedFile>> FilesAsync(MonthReport report) => [await HtmlAsync(report), await CsvAsync(report)];

    /// <summary>The document: no script, no picture or style from elsewhere.</summary>
    public async Task<AttachedFile> HtmlAsync(MonthReport report)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var text = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReportDocument>(ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ReportDocument.Report)] = report, [nameof(ReportDocument.Catalog)] = catalog, [nameof(ReportDocument.PrintedAt)] = time.GetUtcNow(),
            [nameof(ReportDocument.Link)] = $"{address.BaseUrl}/costs/report/{Month(report)}",
        }))).ToHtmlString());
        return new AttachedFile($"costs-{Month(report)}.html", "text/html", Encoding.UTF8.GetBytes(text));
    }

    /// <summary>By day, service and category, then commitments, credits and taxes, then what changed since it was signed.</summary>
    public async Task<AttachedFile> CsvAsync(MonthReport report)
    {
        var state = report.Closing is null ? "not signed" : "signed";
        return new AttachedFile($"report-{Month(report)}.csv", "text/csv", await CsvAnswer.BytesAsync(["day", "service", "name", "category", "cost", "currency", "state", "corrected_at", "corrected_by", "reason"],
        [
            .. report.Services.Cells.Select(cell => new[] { DaySpan.Write(cell.Day), cell.Row, Name(cell.Row), cell.Column, CsvAnswer.Number(cell.Cost), report.Currency, state, null, null, null }),
            .. report.Ledger.Lines.Select(line => new[] { null, line.Entry.Service, line.Entry.Description, line.Entry.Kind.ToString().ToLowerInvariant(), Money.Exact(line.Effect), report.Currency, state, null, null, line.Entry.Reason }),
            .. report.Corrections.Select(one => new[]
            {
                DaySpan.Write(one.Day), one.Service, Name(one.Service), "", Money.Exact(one.Difference), report.Currency, "correction", CsvAnswer.Instant(one.At), one.By, one.Reason,
            }),
            .. report.LedgerSince is 0 ? [] : new[] { new[] { null, null, "Commitments, credits and tax", "", Money.Exact(report.LedgerSince), report.Currency, "correction", null, null, null } },
        ]));
    }

    private static string Month(MonthReport report) => report.Month.From.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private string Name(string service) => catalog.Find(service)?.Name ?? service;
}
