using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace OpsPortal.Ui;

/// <summary>A chart over time. Follows the page's <see cref="TimeRange"/> unless <see cref="Range"/> is given.</summary>
public partial class TimeChart
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    [Parameter, EditorRequired] public string Title { get; set; } = "";

    /// <summary>What the chart asks; use <see cref="Queries"/> for several.</summary>
    [Parameter] public string? Query { get; set; }

    /// <summary>Series name of <see cref="Query"/>: "{{service}}".</summary>
    [Parameter] public string? Legend { get; set; }

    [Parameter] public IReadOnlyList<ChartQuery>? Queries { get; set; }

    /// <summary>A sentence for who wants to know what it shows.</summary>
    [Parameter] public string? About { get; set; }

    /// <summary>As Grafana names it: s, ms, percent, percentunit, bytes, reqps, celsius, watt, currencyUSD, short, none.</summary>
    [Parameter] public string? Unit { get; set; }

    [Parameter] public int? Decimals { get; set; }

    /// <summary>line (default), area or bars.</summary>
    [Parameter] public string? Kind { get; set; }

    [Parameter] public bool Stack { get; set; }

    [Parameter] public double? Min { get; set; }

    [Parameter] public double? Max { get; set; }

    [Parameter] public IReadOnlyList<ChartThreshold>? Thresholds { get; set; }

    /// <summary>table (default: last, min, max, mean), list or none.</summary>
    [Parameter] public string? LegendAs { get; set; }

    /// <summary>Words for "no series": what would bring some.</summary>
    [Parameter] public string? Empty { get; set; }

    /// <summary>Pixels of the plot alone.</summary>
    [Parameter] public int Height { get; set; } = 220;

    /// <summary>A range of its own, instead of the page's.</summary>
    [Parameter] public TimeRange? Range { get; set; }

    [Parameter] public string? TestId { get; set; }

    private TimeRange Shown => Range ?? PageRange ?? TimeRange.Default;

    private string? RefreshSeconds => Shown.To.StartsWith("now", StringComparison.Ordinal) ? Number(Shown.Refresh?.TotalSeconds) : null;

    private string QueriesJson => JsonSerializer.Serialize(Queries ?? [new ChartQuery(Query ?? "", Legend)], Web);

    private string? ThresholdsJson => Thresholds is { Count: > 0 } ? JsonSerializer.Serialize(Thresholds, Web) : null;

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
