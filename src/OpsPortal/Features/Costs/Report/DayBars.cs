using System.Globalization;
using System.Text;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>A month's cost by day as bars, for a document without scripts. The figures are in the table of days beside it.</summary>
internal static class DayBars
{
    private const int Width = 720, Height = 180, Foot = 18;

    /// <param name="days">By day; null where nothing is known.</param>
    /// <returns>An SVG element.</returns>
    public static string Svg(IReadOnlyList<(DateOnly Day, decimal? Cost)> days, string currency)
    {
        var most = days.Max(day => day.Cost) is { } max and > 0 ? max : 1;
        var step = (decimal)Width / days.Count;
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Cost by UTC day\">");
        foreach (var (index, (day, cost)) in days.Index())
        {
            var x = index * step;
            if (cost is > 0 and var known)
            {
                var height = known / most * (Height - Foot);
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + 1:0.##}\" y=\"{Height - Foot - height:0.##}\" width=\"{step - 2:0.##}\" height=\"{height:0.##}\"><title>{DaySpan.Write(day)}: {Money.Text(known, currency)}</title></rect>");
            }
            if (day.Day == 1 || day.Day % 5 == 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + step / 2:0.##}\" y=\"{Height - 4}\">{day.Day}</text>");
        }
        return svg.Append("</svg>").ToString();
    }
}
