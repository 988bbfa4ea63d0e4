using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;
using OpsPortal.Ui;
using Panel = OpsPortal.Features.Dashboards.Model.Panel;

namespace OpsPortal.Features.Dashboards.Pages.Viewing;

/// <summary>Which panels a page begins with, and how its browser will ask for them: the twin of js/panels/data/answer.js.</summary>
internal static class FirstPanels
{
    // More are not on a screen; a page full of tiny ones must not ask for all at once.
    private const int Most = 24;

    /// <param name="items">In the order of the page.</param>
    /// <param name="revision">The saved version, 0 for a file of the catalog.</param>
    /// <returns>Panels and the queries of their addresses: <c>?var-job=api&amp;from=…&amp;to=…&amp;width=300</c>.</returns>
    public static IReadOnlyList<(Panel Panel, string Query)> Of(IReadOnlyList<PlacedItem> items, ResolvedVariables variables, TimeRange range, Room room, int revision, DateTimeOffset now)
    {
        var first = new List<(Panel, string)>();
        var below = 0;
        foreach (var item in items)
        {
            // In one column each stands under the one before.
            var row = room.Columns == 1 ? below : item.Y;
            below += item.H;
            if (!item.IsRow && item.Panel.Type != PanelType.Text && room.Shows(row) && first.Count < Most)
                first.Add((item.Panel, Query(PanelAddress.Vars(variables, item.Scope), range, room.WidthOf(item.W), revision, now)));
        }
        return first;
    }

    /// <summary>Where the browser asks.</summary>
    public static string Address(string uid, Panel panel, string query) => $"/api/v1/dashboards/{Uri.EscapeDataString(uid)}/panels/{panel.Id}/data{query}";

    /// <summary>Ends are cut to a grain, so that all viewers ask the same; widths to 100 pixels.</summary>
    internal static string Query(string vars, TimeRange range, int width, int revision, DateTimeOffset now)
    {
        var (from, to) = range.Resolve(now);
        var pixels = Math.Max(100, (width + 99) / 100 * 100);
        var grain = (to - from).TotalSeconds / 5 <= Math.Clamp(pixels / 2.0, 30, 1000) ? 5000 : 10_000;
        var start = Cut(from, IsRelative(range.From) ? grain : 1);
        var end = Cut(to, IsRelative(range.To) ? grain : 1);
        return $"?{(vars.Length > 0 ? vars + "&" : "")}from={start}&to={end}&width={pixels}{(range.IsAbsolute ? "&fixed=1" : "")}{(revision > 0 ? $"&revision={revision}" : "")}";
    }

    private static long Cut(DateTimeOffset at, int grain) => at.ToUnixTimeMilliseconds() / grain * grain;

    private static bool IsRelative(string end) => end.StartsWith("now", StringComparison.Ordinal);
}
