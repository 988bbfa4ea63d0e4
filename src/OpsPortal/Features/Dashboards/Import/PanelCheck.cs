using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Says what of a panel isn't shown.</summary>
internal static class PanelCheck
{
    public static void Tell(PanelType type, JsonObject source, JsonObject modern, PanelNotes notes)
    {
        if (type == PanelType.Unsupported)
            notes.Bad($"Panels of the kind “{source.Str("type") ?? "?"}” aren't drawn.");
    }
}
