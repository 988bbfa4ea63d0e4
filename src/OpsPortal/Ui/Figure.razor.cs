using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;

namespace OpsPortal.Ui;

/// <summary>
/// Shows one number. Give either <see cref="Reading"/>, which brings value, age, staleness and warnings together,
/// or <see cref="Value"/> (or <see cref="Text"/>) with <see cref="At"/>.
/// </summary>
public partial class Figure
{
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>The number as it was read, with its last good value when the latest try failed.</summary>
    [Parameter] public Reading<double?>? Reading { get; set; }

    [Parameter] public double? Value { get; set; }

    /// <summary>Shown as it is, instead of <see cref="Value"/>: for what isn't a number.</summary>
    [Parameter] public string? Text { get; set; }

    /// <summary>A unit as Grafana names it; see <see cref="Units"/>.</summary>
    [Parameter] public string? Unit { get; set; }

    /// <summary>Digits behind the point; null picks about three significant digits.</summary>
    [Parameter] public int? Decimals { get; set; }

    /// <summary>When it was measured.</summary>
    [Parameter] public DateTimeOffset? At { get; set; }

    /// <summary>Why what is shown is older than it should be; null when it is current.</summary>
    [Parameter] public string? Stale { get; set; }

    [Parameter] public FigureSource? Source { get; set; }

    /// <summary>"estimated", "final", "today so far": what else a reader must know.</summary>
    [Parameter] public string? Note { get; set; }

    /// <summary>What the figure means, how far it can be trusted: shown with its source.</summary>
    [Parameter] public string? About { get; set; }

    /// <summary>good, warn, bad or null.</summary>
    [Parameter] public string? Tone { get; set; }

    /// <summary>small, large or null.</summary>
    [Parameter] public string? Size { get; set; }

    /// <summary>Words for "there is no number", when nothing failed. The default is "No data".</summary>
    [Parameter] public string Missing { get; set; } = "No data";

    [Parameter] public bool ShowAge { get; set; } = true;

    /// <summary>Seconds after which the browser marks the figure as old by itself; null never. The default is 60.</summary>
    [Parameter] public int? StaleAfterSeconds { get; set; } = 60;

    [Parameter] public string? TestId { get; set; }

    private double? Number => Reading is null ? Value : Reading.LastGood?.Value;

    private DateTimeOffset? MeasuredAt => Reading is null ? At : Reading.LastGood?.At;

    private IReadOnlyList<string> Partial => Reading?.LastGood?.Warnings ?? [];

    private Quantity? Shown => Text is not null ? new Quantity(Text, "") : Number is { } number ? Units.Format(number, Unit, Decimals) : null;

    private string? Raw => Text is null && Number is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : null;

    private string? StaleWords => Reading is null ? Stale : Reading is { IsStale: true, LastGood: not null } ? Reading.Latest!.Reason : null;

    private string MissingWords => Reading switch
    {
        { IsLoading: true } => "Loading…",
        { LastGood: null, Latest: { IsOk: false } failed } => failed.Reason,
        _ => Missing,
    };
}
