using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Pages.Editing;

/// <summary>One rectangle on the grid of 24 columns.</summary>
internal sealed record GridItem(int Id, int X, int Y, int W, int H)
{
    public int Bottom => Y + H;

    public bool SharesColumnsWith(GridItem other) => X < other.X + other.W && other.X < X + W;
}

/// <summary>
/// Moves and resizes on the grid: nothing overlaps, gaps close upwards, and what was moved lands before the first item whose
/// middle is below its top edge. Pure: gives all items anew, in the order of reading.
/// </summary>
internal static class GridLayout
{
    public const int Columns = LayoutPlan.Columns;
    private const int MaxHeight = 100;

    /// <summary>An item at another place or of another size.</summary>
    public static IReadOnlyList<GridItem> Place(IReadOnlyList<GridItem> items, int id, int x, int y, int w, int h)
    {
        if (items.FirstOrDefault(item => item.Id == id) is not { } before)
            return items;
        w = Math.Clamp(w, 1, Columns);
        var moved = new GridItem(id, Math.Clamp(x, 0, Columns - w), Math.Max(0, y), w, Math.Clamp(h, 1, MaxHeight));
        if (moved == before)
            return Compact(items);
        var others = items.Where(item => item.Id != id).ToArray();
        // Only a change of the place lets something pass; a resize pushes what is in its way.
        bool IsAbove(GridItem other) => moved.X == before.X && moved.Y == before.Y ? Comes(other, before) : other.Y + other.H / 2.0 <= moved.Y || (other.Y < moved.Y && !other.SharesColumnsWith(moved));
        return Stack(others.Where(IsAbove).OrderBy(item => item.Y).ThenBy(item => item.X).Append(moved).Concat(others.Where(other => !IsAbove(other)).OrderBy(item => item.Y).ThenBy(item => item.X)));
    }

    /// <summary>By keys: one step left or right; up and down past the next item; the size by single steps.</summary>
    public static IReadOnlyList<GridItem> Nudge(IReadOnlyList<GridItem> items, int id, int dx, int dy, int dw, int dh)
    {
        if (items.FirstOrDefault(item => item.Id == id) is not { } item)
            return items;
        var y = item.Y;
        if (dy < 0)
            y = items.Where(other => other.Id != id && other.SharesColumnsWith(item) && other.Bottom <= item.Y).OrderByDescending(other => other.Bottom).FirstOrDefault() is { } above ? above.Y : 0;
        else if (dy > 0 && items.Where(other => other.Id != id && other.SharesColumnsWith(item) && other.Y >= item.Bottom).OrderBy(other => other.Y).FirstOrDefault() is { } below)
            y = below.Bottom;
        return Place(items, id, item.X + dx, y, item.W + dw, item.H + dh);
    }

    /// <summary>Gaps closed upwards.</summary>
    public static IReadOnlyList<GridItem> Compact(IEnumerable<GridItem> items) => Stack(items.OrderBy(item => item.Y).ThenBy(item => item.X));

    /// <summary>Where a new item of this size fits: in the first gap of the last line, else below all.</summary>
    public static GridItem Append(IReadOnlyList<GridItem> items, int id, int w, int h)
    {
        var bottom = items.Select(item => item.Bottom).DefaultIfEmpty(0).Max();
        var line = items.Where(item => item.Bottom == bottom && item.H > 1).OrderByDescending(item => item.X + item.W).FirstOrDefault();
        return line is not null && line.X + line.W + w <= Columns && items.All(item => !(item.Bottom > line.Y && item.X >= line.X + line.W))
            ? new GridItem(id, line.X + line.W, line.Y, w, h)
            : new GridItem(id, 0, bottom, w, h);
    }

    private static List<GridItem> Stack(IEnumerable<GridItem> ordered)
    {
        var bottom = new int[Columns];
        var placed = new List<GridItem>();
        foreach (var item in ordered)
        {
            var columns = bottom.AsSpan(item.X, item.W);
            var y = 0;
            foreach (var column in columns)
                y = Math.Max(y, column);
            columns.Fill(y + item.H);
            placed.Add(item with { Y = y });
        }
        return [.. placed.OrderBy(item => item.Y).ThenBy(item => item.X)];
    }

    private static bool Comes(GridItem one, GridItem before) => one.Y < before.Y || (one.Y == before.Y && one.X < before.X);
}
