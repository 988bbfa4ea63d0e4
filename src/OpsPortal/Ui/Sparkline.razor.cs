using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace OpsPortal.Ui;

/// <summary>Draws <see cref="Values"/> over <see cref="Times"/>, or evenly when there are no times.</summary>
public partial class Sparkline
{
    private List<(string Path, string FirstX, string LastX)> _lines = [];

    /// <summary>Points in order; NaN is a gap.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<double> Values { get; set; } = [];

    /// <summary>Unix seconds of the points, rising; a distance over three times the usual one is a gap.</summary>
    [Parameter] public IReadOnlyList<double>? Times { get; set; }

    /// <summary>What it shows: "Requests per second, last hour".</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter] public string? Unit { get; set; }

    /// <summary>The least value of the axis; null fits the data. The default is 0.</summary>
    [Parameter] public double? Min { get; set; } = 0;

    [Parameter] public string? Tone { get; set; }

    [Parameter] public string Missing { get; set; } = "No history";

    /// <summary>Its lowest, highest and last value are written below it.</summary>
    [Parameter] public bool Figures { get; set; }

    private string Words => $"{Label}: {Range}";

    private string Range
    {
        get
        {
            var real = Values.Where(double.IsFinite).ToList();
            return $"lowest {Units.Format(real.Min(), Unit)}, highest {Units.Format(real.Max(), Unit)}, last {Units.Format(real[^1], Unit)}";
        }
    }

    protected override void OnParametersSet() => _lines = Draw();

    private List<(string, string, string)> Draw()
    {
        var real = Values.Where(double.IsFinite).ToList();
        if (real.Count < 2)
            return [];
        var (low, high) = (Min is { } min ? Math.Min(min, real.Min()) : real.Min(), real.Max());
        if (high <= low)
            high = low + 1;
        var (start, end) = Times is { Count: > 1 } ? (Times[0], Times[^1]) : (0, Values.Count - 1);
        var usual = (end - start) / (Values.Count - 1);
        var lines = new List<(string, string, string)>();
        var path = new StringBuilder();
        string first = "", last = "";
        var previous = double.NaN;
        for (var i = 0; i < Values.Count; i++)
        {
            var at = Times is null ? i : Times[i];
            if (!double.IsFinite(Values[i]) || at - previous > 3 * usual)
                Close();
            if (!double.IsFinite(Values[i]))
                continue;
            last = Coordinate((at - start) / (end - start) * 100);
            if (path.Length == 0)
                first = last;
            path.Append(path.Length == 0 ? 'M' : 'L').Append(last).Append(' ').Append(Coordinate(30 - (Values[i] - low) / (high - low) * 28));
            previous = at;
        }
        Close();
        return lines;

        void Close()
        {
            if (path.Length > 0)
                lines.Add((path.ToString(), first, last));
            path.Clear();
        }
    }

    private static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
