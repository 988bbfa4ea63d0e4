using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Ui;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>The cost page. Its state is its URL; it reads anew when a job kept new figures.</summary>
public sealed partial class Costs
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(2);
    private Reading<CostReport> _report = Reading<CostReport>.Loading;
    private Reading<IReadOnlyList<CostToday>> _today = Reading<IReadOnlyList<CostToday>>.Loading;
    private Reading<IReadOnlyList<MonthOutlook>> _month = Reading<IReadOnlyList<MonthOutlook>>.Loading;
    private ForecastQuality? _quality;

    [Inject] private CostReportReader Reader { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ForecastReader Forecasts { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    private IReadOnlyList<string> ChartDays => [.. Enumerable.Range(0, View.Days).Select(index => CostView.Write(View.From.AddDays(index)))];

    protected override Task OnInitializedAsync()
    {
        ReadAt(CostView.Path);
        // A back-fill tells of each day that it closes: one reading answers many.
        ReadWhen(CostStore.Topic, AtMostEvery);
        return ReadAsync();
    }

    protected override CostView Parse(string uri, DateOnly today, out string? error) => CostView.FromUri(uri, today, out error);

    protected override async Task ReadAsync()
    {
        var view = View;
        var report = await OnceAsync(() => Reader.ReadAsync(view, Left));
        var today = await OnceAsync(() => Figures.TodayAsync(Left));
        var month = await OnceAsync(() => Figures.MonthAsync(Left));
        var quality = await OnceAsync(() => Forecasts.ReadAsync(view.Service, Left));
        if (view != View)
            return;
        (_report, _today, _month) = (_report.Next(report), _today.Next(today), _month.Next(month));
        _quality = quality.Value;
    }

    // More colours than these can't be told apart: the cheapest together are one.
    private const int MostSeries = 10;

    private IReadOnlyList<CategorySeries> ChartSeries(CostReport report)
    {
        if (View.By == CostDimension.Day)
            return [new CategorySeries("Cost", Values(report.Cells))];
        var rows = report.Cells.GroupBy(cell => cell.Row, StringComparer.Ordinal).OrderByDescending(row => CostReport.Sum(row) ?? -1).ToArray();
        var named = rows.Length > MostSeries ? rows[..(MostSeries - 1)] : rows;
        var series = named.Select(row => new CategorySeries(CostNames.Of(View.By, row.Key, Catalog), Values(row), View.By == CostDimension.Service ? ColourOf(row.Key) : null));
        return named.Length == rows.Length ? [.. series] : [.. series, new CategorySeries($"{rows.Length - named.Length} others", Values(rows[named.Length..].SelectMany(row => row)))];
    }

    private int? ColourOf(string service) => Catalog.Services.Select((entry, index) => (entry.Id, index)).Where(one => one.Id == service).Select(one => (int?)one.index).FirstOrDefault();

    private decimal?[] Values(IEnumerable<CostCell> cells)
    {
        var values = new decimal?[View.Days];
        foreach (var cell in cells.Where(cell => cell.Cost is not null))
            values[cell.Day.DayNumber - View.From.DayNumber] = (values[cell.Day.DayNumber - View.From.DayNumber] ?? 0) + cell.Cost;
        return values;
    }

    /// <summary>What a reader must know of a day, beside its bar's table row.</summary>
    private IReadOnlyList<string> ChartMarks(CostReport report)
    {
        var byDay = report.Days.ToLookup(day => day.Day);
        return [.. Enumerable.Range(0, View.Days).Select(index => View.From.AddDays(index)).Select(day => string.Join(", ",
            byDay[day].Where(one => one.IsRunning || one.Quality != Quality.Exact)
                .Select(one => one.IsRunning ? "so far" : string.Create(CultureInfo.InvariantCulture, $"{one.Service} {one.Quality.ToString().ToLowerInvariant()}, {one.MissingMinutes:0.#} min missing"))
                .Distinct(StringComparer.Ordinal)))];
    }
}
