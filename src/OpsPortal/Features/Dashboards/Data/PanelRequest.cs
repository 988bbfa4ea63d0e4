using Microsoft.Extensions.Primitives;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>What an address asks beside dashboard and panel.</summary>
/// <param name="Width">Pixels, 50 to 8000.</param>
/// <param name="IsFixed">Both ends are moments that somebody chose, not distances from now.</param>
/// <param name="Key">The same for all who ask the same.</param>
internal sealed record PanelRequest(
    DateTimeOffset From, DateTimeOffset To, int Width, IReadOnlyDictionary<string, StringValues> Variables, IReadOnlyDictionary<string, string> Scope, bool IsFixed, string Key)
{
    private const double MaxUnixMs = 253_402_300_799_000;

    /// <returns>Null when the range isn't one.</returns>
    public static PanelRequest? Of(IQueryCollection query)
    {
        if (!double.TryParse(query["from"], out var from) || !double.TryParse(query["to"], out var to) || from is not (>= 0 and <= MaxUnixMs) || to is not (>= 0 and <= MaxUnixMs) || from >= to)
            return null;
        var width = int.TryParse(query["width"], out var pixels) ? Math.Clamp(pixels, 50, 8000) : 800;
        var key = string.Join('\n', query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={string.Join('\r', pair.Value.ToArray())}"));
        var scope = Prefixed(query, "scope-").ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        return new PanelRequest(DateTimeOffset.FromUnixTimeMilliseconds((long)from), DateTimeOffset.FromUnixTimeMilliseconds((long)to), width, Prefixed(query, "var-"), scope, query["fixed"] == "1", key);
    }

    private static Dictionary<string, StringValues> Prefixed(IQueryCollection query, string prefix)
        => query.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Key.Length > prefix.Length)
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
}
