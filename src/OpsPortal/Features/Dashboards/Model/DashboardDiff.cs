using System.Text.Json.Nodes;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>One difference of two versions.</summary>
/// <param name="PanelId">Null: outside of panels.</param>
/// <param name="Path">Where, in words: <c>Panel “CPU” › query A › expr</c>.</param>
/// <param name="Before">JSON or text; null: it wasn't there.</param>
/// <param name="After">Null: it is gone.</param>
public sealed record DashboardChange(int? PanelId, string Path, string? Before, string? After);

/// <summary>What changed between two versions of a dashboard, panel by panel.</summary>
public static class DashboardDiff
{
    private const int MaxText = 2000;

    // Set at each save, or by whoever looks at it; not a change of the dashboard.
    private static readonly HashSet<string> NotTold = ["version", "id", "iteration"];

    public static IReadOnlyList<DashboardChange> Between(JsonObject before, JsonObject after)
    {
        var changes = new List<DashboardChange>();
        foreach (var key in Keys(before, after).Where(key => key is not ("panels" or "rows") && !NotTold.Contains(key)))
            Compare(changes, null, key, before.Get(key), after.Get(key));
        var (old, now) = (Panels(before), Panels(after));
        foreach (var (id, panel) in old.Where(pair => !now.ContainsKey(pair.Key)))
            changes.Add(new DashboardChange(Id(id), Name(panel), Name(panel), null));
        foreach (var (id, panel) in now)
        {
            if (!old.TryGetValue(id, out var was))
                changes.Add(new DashboardChange(Id(id), Name(panel), null, Name(panel)));
            else
                foreach (var key in Keys(was, panel).Where(key => key is not ("panels" or "id")))
                    Compare(changes, Id(id), $"{Name(panel)} › {key}", was.Get(key), panel.Get(key));
        }
        return changes;
    }

    private static void Compare(List<DashboardChange> changes, int? panel, string path, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
            return;
        switch (before, after)
        {
            case (JsonObject old, JsonObject now):
                foreach (var key in Keys(old, now))
                    Compare(changes, panel, $"{path} › {key}", old.Get(key), now.Get(key));
                break;
            case (JsonArray old, JsonArray now) when old.Count == now.Count || old.Concat(now).All(item => item is JsonObject):
                for (var i = 0; i < Math.Max(old.Count, now.Count); i++)
                    Compare(changes, panel, $"{path} › {ItemName(i, i < now.Count ? now[i] : old[i])}", i < old.Count ? old[i] : null, i < now.Count ? now[i] : null);
                break;
            default:
                changes.Add(new DashboardChange(panel, path, Words(before), Words(after)));
                break;
        }
    }

    private static string ItemName(int index, JsonNode? item) => item.Str("refId") ?? item.Str("name") ?? item.Str("id") ?? (index + 1).ToString();

    private static IEnumerable<string> Keys(JsonObject a, JsonObject b) => a.Select(pair => pair.Key).Union(b.Select(pair => pair.Key));

    private static Dictionary<string, JsonObject> Panels(JsonObject dashboard)
    {
        var all = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var panel in dashboard.Objects("panels").Concat(dashboard.Objects("rows").SelectMany(row => row.Objects("panels"))))
        {
            foreach (var one in panel.Objects("panels").Prepend(panel))
                all.TryAdd(one.Str("id") ?? "title:" + one.Str("title"), one);
        }
        return all;
    }

    private static int? Id(string id) => int.TryParse(id, out var number) ? number : null;

    private static string Name(JsonObject panel) => $"Panel “{panel.Str("title") ?? panel.Str("id") ?? "?"}”";

    private static string? Words(JsonNode? node)
    {
        var text = node is null ? null : node.Text() ?? node.ToJsonString();
        return text is null ? null : HostileText.Cut(text, MaxText);
    }
}
