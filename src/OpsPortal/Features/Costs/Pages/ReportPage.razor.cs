using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Report;
using OpsPortal.Ui;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>A month's report, for the screen and for paper. Without a month: the last one that is over.</summary>
public sealed partial class ReportPage
{
    private Reading<MonthReport> _reading = Reading<MonthReport>.Loading;
    private DaySpan? _read;
    private string? _done;

    /// <summary>Like 2026-11.</summary>
    [Parameter] public string? Month { get; set; }

    [Inject] private MonthReportReader Reader { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private DaySpan Span => DaySpan.TryReadDay(Month + "-01", out var first) ? DaySpan.Month(first) : DaySpan.Month(UtcSpan.DayOf(Clock.GetUtcNow())).Shifted(-1);

    private CostView View => new(Span) { Against = Span.Shifted(-1) };

    private CostView Plain => new(Span);

    private IReadOnlyList<string> Days => [.. Enumerable.Range(0, Span.Days).Select(index => CostView.Write(Span.From.AddDays(index)))];

    protected override async Task OnParametersSetAsync()
    {
        if (_read == Span)
            return;
        (_read, _done) = (Span, null);
        await ReadAsync();
    }

    private async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Reader.ReadAsync(Span, CancellationToken.None)));

    private async Task DoneAsync(string words)
    {
        await ReadAsync();
        _done = words;
    }

    private IReadOnlyList<CategorySeries> Series(MonthReport report) =>
    [
        .. Catalog.Services.Select((service, index) => (service, index)).Where(one => report.Services.Cells.Any(cell => cell.Row == one.service.Id)).Select(one => new CategorySeries(
            one.service.Name, [.. Enumerable.Range(0, Span.Days).Select(day => CostReport.Sum(report.Services.Cells.Where(cell => cell.Row == one.service.Id && cell.Day == Span.From.AddDays(day))))], one.index)),
    ];

    private static string Revisions(MonthReport report) => report.Closing is { } closing
        ? $"the revisions that {closing.SignedBy} signed on {closing.SignedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC"
        : $"the latest revision of each day, the newest computed {report.Services.Days.Max(day => day.ComputedAt).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";

    private static string Write(DaySpan month) => month.From.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Link(DaySpan month) => "/costs/report/" + Write(month);
}
