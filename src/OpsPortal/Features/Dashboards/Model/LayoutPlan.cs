using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>A panel or a row where it is shown.</summary>
/// <param name="Key">Unique on the page and the same tomorrow: the panel's id, and the values of its repeats.</param>
/// <param name="Scope">The values that this copy stands for; empty when it isn't one.</param>
/// <param name="Title">With variables filled in.</param>
/// <param name="Collapsed">Of a row: what is in it isn't placed.</param>
/// <param name="Count">Of a row: how many panels are in it.</param>
public sealed record PlacedItem(
    Panel Panel, string Key, IReadOnlyDictionary<string, string> Scope, string Title, int X, int Y, int W, int H, bool Collapsed = false, int Count = 0)
{
    public bool IsRow => Panel.Type == PanelType.Row;
}

/// <summary>Where everything goes: repeats of rows and panels made, folded rows left out, gaps closed upwards.</summary>
public static class LayoutPlan
{
    /// <summary>Columns of the grid.</summary>
    public const int Columns = 24;

    // A variable with thousands of values must not make thousands of panels.
    private const int MaxCopies = 60;

    /// <param name="isCollapsed">Gets a row's key and what the file says; null: as the file says.</param>
    public static IReadOnlyList<PlacedItem> From(Dashboard dashboard, ResolvedVariables variables, Func<string, bool, bool>? isCollapsed = null)
    {
        var plan = new Plan(variables, isCollapsed ?? ((_, collapsed) => collapsed));
        foreach (var (row, panels) in Sections(dashboard.Panels))
            plan.AddSection(row, panels);
        return plan.Items;
    }

    private static IEnumerable<(Panel? Row, IReadOnlyList<Panel> Panels)> Sections(IReadOnlyList<Panel> panels)
    {
        Panel? row = null;
        var inside = new List<Panel>();
        foreach (var panel in panels)
        {
            if (panel.Type != PanelType.Row)
            {
                inside.Add(panel);
                continue;
            }
            if (row is not null || inside.Count > 0)
                yield return (row, inside);
            (row, inside) = (panel, []);
            // A folded row holds its panels; what follows it belongs to no row.
            if (panel.Collapsed)
            {
                yield return (panel, panel.Children);
                row = null;
            }
        }
        if (row is not null || inside.Count > 0)
            yield return (row, inside);
    }

    private sealed class Plan(ResolvedVariables variables, Func<string, bool, bool> isCollapsed)
    {
        private static readonly Dictionary<string, string> NoScope = [];
        private readonly int[] _bottom = new int[Columns];

        public List<PlacedItem> Items { get; } = [];

        public void AddSection(Panel? row, IReadOnlyList<Panel> panels)
        {
            var sorted = panels.OrderBy(panel => panel.GridPos.Y).ThenBy(panel => panel.GridPos.X).ToArray();
            if (row is null)
            {
                AddPanels(sorted, NoScope);
                return;
            }
            foreach (var scope in Copies(row.Repeat, NoScope))
            {
                var key = KeyOf(row, scope);
                var collapsed = isCollapsed(key, row.Collapsed);
                Items.Add(new PlacedItem(row, key, scope, variables.Interpolate(row.Title, scope), 0, Take(0, Columns, 1), Columns, 1, collapsed, panels.Count));
                if (!collapsed)
                    AddPanels(sorted, scope);
            }
        }

        private void AddPanels(IEnumerable<Panel> panels, Dictionary<string, string> outer)
        {
            foreach (var panel in panels)
            {
                if (panel.Repeat is null || outer.ContainsKey(panel.Repeat) || variables.Find(panel.Repeat) is null)
                    Place(panel, outer, panel.GridPos.X, panel.GridPos.W, panel.GridPos.H);
                else if (panel.RepeatDirection == "v")
                    Copies(panel.Repeat, outer).ForEach(scope => Place(panel, scope, panel.GridPos.X, panel.GridPos.W, panel.GridPos.H));
                else
                    PlaceLines(panel, Copies(panel.Repeat, outer));
            }
        }

        private void PlaceLines(Panel panel, List<Dictionary<string, string>> copies)
        {
            var perLine = Math.Clamp(Math.Min(copies.Count, panel.MaxPerRow), 1, Columns);
            foreach (var line in copies.Chunk(perLine))
            {
                var y = _bottom.Max();
                Array.Fill(_bottom, y);
                for (var i = 0; i < line.Length; i++)
                {
                    var (left, right) = (i * Columns / perLine, (i + 1) * Columns / perLine);
                    Place(panel, line[i], left, right - left, panel.GridPos.H);
                }
            }
        }

        private void Place(Panel panel, Dictionary<string, string> scope, int x, int w, int h)
            => Items.Add(new PlacedItem(panel, KeyOf(panel, scope), scope, variables.Interpolate(panel.Title, scope), x, Take(x, w, h), w, h));

        private int Take(int x, int w, int h)
        {
            var y = _bottom.AsSpan(x, w).ToArray().Max();
            _bottom.AsSpan(x, w).Fill(y + h);
            return y;
        }

        private List<Dictionary<string, string>> Copies(string? repeat, Dictionary<string, string> outer)
        {
            if (repeat is null || variables.Find(repeat) is not { } variable)
                return [outer];
            var values = variable.ExpandedValues.Take(MaxCopies).ToArray();
            return values.Length == 0 ? [outer] : [.. values.Select(value => new Dictionary<string, string>(outer) { [repeat] = value })];
        }

        private static string KeyOf(Panel panel, Dictionary<string, string> scope)
            => scope.Count == 0 ? panel.Id.ToString() : panel.Id + "~" + string.Join("~", scope.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "=" + pair.Value));
    }
}
