using System.Globalization;
using System.Text;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>Draws frozen series as SVG paths: what is kept must be shown without asking anybody.</summary>
public sealed class ChartPaths
{
    private readonly FrozenChart _chart;
    private readonly int _width;
    private readonly int _height;

    /// <param name="width">Of the drawing, in its own units; so is <paramref name="height"/>.</param>
    public ChartPaths(FrozenChart chart, int width, int height)
    {
        (_chart, _width, _height) = (chart, width, height);
        var values = chart.Series.SelectMany(series => series.Values).Where(double.IsFinite).ToArray();
        var (least, most) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        // A line at zero height tells nothing: zero belongs to the picture, and a constant lies in its middle.
        Least = Math.Min(0, least);
        Most = most > Least ? most : Least + 1;
    }

    /// <summary>The value at the lower edge.</summary>
    public double Least { get; }

    /// <summary>The value at the upper edge.</summary>
    public double Most { get; }

    /// <summary>Where the first alert began, from the left.</summary>
    public double StartedAt => Math.Clamp(X(_chart.Started), 0, _width);

    /// <summary>The <c>d</c> of a path. A gap of more than three steps, or a value that is none, breaks the line.</summary>
    public string Path(FrozenSeries series)
    {
        var path = new StringBuilder();
        var gap = series.Times.Length < 3 ? double.MaxValue : 3.5 * series.Times.Zip(series.Times.Skip(1), (a, b) => b - a).Min();
        var down = false;
        for (var i = 0; i < series.Times.Length; i++)
        {
            if (!double.IsFinite(series.Values[i]))
            {
                down = false;
                continue;
            }
            down = down && series.Times[i] - series.Times[i - 1] <= gap;
            // A single point is a short stroke.
            path.Append(CultureInfo.InvariantCulture, $"{(down ? 'L' : 'M')}{X(series.Times[i]):0.#} {Y(series.Values[i]):0.#}{(down ? "" : "h1")}");
            down = true;
        }
        return path.ToString();
    }

    private double X(double time) => _chart.To <= _chart.From ? 0 : (time - _chart.From) / (_chart.To - _chart.From) * _width;

    private double Y(double value) => _height - (value - Least) / (Most - Least) * _height;
}
