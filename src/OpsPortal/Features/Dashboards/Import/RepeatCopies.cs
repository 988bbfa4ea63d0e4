using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>
/// Copies of repeated panels and rows, which Grafana 4 to 8 left in saved files. The portal makes them anew from the panel that repeats,
/// so they would be there twice; one whose panel isn't in the file stays.
/// </summary>
internal sealed class RepeatCopies(JsonObject dashboard)
{
    private readonly HashSet<int> _ids = [.. dashboard.Objects("rows").Append(dashboard)
        .SelectMany(list => list.Objects("panels")).SelectMany(panel => panel.Objects("panels").Prepend(panel)).Select(panel => panel.Int("id")).OfType<int>()];

    /// <summary>How many were left out so far.</summary>
    public int Count { get; private set; }

    /// <summary>The panels of a list without those that are copies.</summary>
    public IEnumerable<JsonObject> Without(IEnumerable<JsonObject> panels) => panels.Where(panel => Kept(!IsCopy(panel)));

    /// <summary>The same for rows of files before schema version 16.</summary>
    public IEnumerable<JsonObject> WithoutRows(IEnumerable<JsonObject> rows) => rows.Where(row => Kept(row.Num("repeatIteration") is null || IsRepeating(row)));

    /// <summary>Takes them out of a draft, where they would take up room.</summary>
    public void RemoveFrom(JsonArray? panels)
    {
        for (var i = (panels?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (panels![i] is JsonObject panel && IsCopy(panel))
                panels.RemoveAt(i);
            else
                RemoveFrom(panels[i].Arr("panels"));
        }
    }

    private bool IsCopy(JsonObject panel) => panel.Int("repeatPanelId") is { } of && of != panel.Int("id") && _ids.Contains(of) && (!IsRepeating(panel) || panel.Bool("repeatedByRow") == true);

    private static bool IsRepeating(JsonObject source) => source.Str("repeat") is { Length: > 0 };

    private bool Kept(bool kept)
    {
        Count += kept ? 0 : 1;
        return kept;
    }
}
