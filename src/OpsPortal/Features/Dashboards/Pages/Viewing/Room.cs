using System.Globalization;

namespace OpsPortal.Features.Dashboards.Pages.Viewing;

/// <summary>How much room a page has in this browser, as js/room.js keeps it in the cookie <see cref="Cookie"/>: <c>1180x900x24</c>.</summary>
/// <param name="Width">Of the content, pixels.</param>
/// <param name="Height">Of the window, pixels.</param>
/// <param name="Columns">Of a dashboard's grid: 24, or 1 on a phone.</param>
internal sealed record Room(int Width, int Height, int Columns)
{
    public const string Cookie = "op-room";

    // As in css/dashboards.css: the gap between cells, a row with its gap, a panel's border.
    private const int Gap = 8;
    private const int RowHeight = 38;
    private const int Borders = 2;

    // Head of the page and bar of the dashboard are above the grid, and panels begin before they are seen (js/seen-element.js).
    private const int Beyond = 110;

    /// <returns>Null for what isn't one.</returns>
    public static Room? Of(string? cookie)
    {
        var parts = (cookie ?? "").Split('x');
        return parts.Length == 3 && Number(parts[0]) is { } width and > 100 and < 10_000 && Number(parts[1]) is { } height and > 0 and < 10_000 && Number(parts[2]) is { } columns and (1 or 24)
            ? new Room(width, height, columns) : null;
    }

    /// <summary>Pixels of a panel's inside.</summary>
    /// <param name="columns">Of 24.</param>
    public int WidthOf(int columns) => (int)Math.Round(Columns == 1 ? Width - Borders : columns * (Width - 23 * Gap) / 24.0 + (columns - 1) * Gap - Borders, MidpointRounding.AwayFromZero);

    /// <summary>Whether what begins at that row is asked for when the page opens.</summary>
    public bool Shows(int row) => row * RowHeight < Height + Beyond;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
