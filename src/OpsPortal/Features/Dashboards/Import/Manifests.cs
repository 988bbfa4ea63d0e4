using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>
/// Dashboards in what people have at hand: Kubernetes' ConfigMaps, lists of manifests, what jsonnet writes for several files; as JSON or as YAML.
/// </summary>
internal static class Manifests
{
    /// <returns>The node that the text is, or null and why it can't be read.</returns>
    public static (JsonNode? Node, string? Error) Parse(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \r\n\t");
        if (start.Length == 0 || start[0] is '{' or '[')
            return SafeJson.Parse(text);
        // What isn't a mapping was meant as JSON, and is judged as such.
        return YamlJson.Parse(text) switch
        {
            { Node: JsonObject node } => (node, null),
            { Error: { } error } when LooksLikeYaml(text) => (null, error),
            _ => SafeJson.Parse(text),
        };
    }

    /// <returns>The one dashboard of a manifest, what was given when it isn't one, or null and why there is not exactly one.</returns>
    public static (JsonObject? Root, string? Error) Single(JsonObject root)
    {
        if (!IsHolder(root))
            return (root, null);
        var found = In(root, 0).Take(1000).ToArray();
        return found switch
        {
            [var one] => (one.Root, null),
            [] => (null, $"This {root.Str("kind") ?? "file"} holds no dashboard."),
            _ => (null, $"It holds {found.Length} dashboards: {string.Join(", ", found.Take(12).Select(one => one.Name))}{(found.Length > 12 ? ", …" : "")}. Import one at a time."),
        };
    }

    private static IEnumerable<(string Name, JsonObject Root)> In(JsonObject node, int depth)
    {
        if (depth > 5)
            yield break;
        if (!IsHolder(node))
        {
            if (node.Str("kind") is null or "Dashboard" or "GrafanaDashboard")
                yield return (node.Obj("metadata").Str("name") ?? node.Str("title") ?? "?", node);
            yield break;
        }
        var items = node.Objects("items").Select(item => (Name: "", Root: (JsonObject?)item));
        var files = (node.Obj("data") ?? (IsFiles(node) ? node : [])).Select(file => (Name: file.Key, Root: file.Value as JsonObject ?? SafeJson.Parse(file.Value.Text() ?? "").Node as JsonObject));
        foreach (var (name, root) in items.Concat(files))
        {
            foreach (var one in root is null ? [] : In(root, depth + 1))
                yield return name.Length > 0 ? (name, one.Root) : one;
        }
    }

    private static bool IsHolder(JsonObject node)
        => node.Str("kind") is { } kind && (kind == "ConfigMap" || kind.EndsWith("List", StringComparison.Ordinal)) || IsFiles(node);

    // jsonnet's several files: {"nodes.json": {…}, "pods.json": {…}}
    private static bool IsFiles(JsonObject node) => node.Count > 0 && node.All(one => one.Key.EndsWith(".json", StringComparison.Ordinal) && one.Value is JsonObject);

    private static bool LooksLikeYaml(string text) => text.Contains("\nkind:", StringComparison.Ordinal) || text.StartsWith("kind:", StringComparison.Ordinal) || text.StartsWith("apiVersion:", StringComparison.Ordinal);
}
