using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Import.V2;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>A dashboard that was read, or why there is none.</summary>
/// <param name="Errors">Empty when there is a dashboard.</param>
public sealed record ImportResult(Dashboard? Dashboard, IReadOnlyList<string> Errors)
{
    public bool IsOk => Dashboard is not null;
}

/// <summary>
/// Reads Grafana's dashboard JSON of schema versions 14 to 42, and does what it can with others. It never throws and never
/// fails over a part: what can't be shown is told in <see cref="Dashboard.Notes"/>. Errors are only for what isn't a dashboard.
/// </summary>
public static class DashboardImport
{
    /// <summary>Characters that a dashboard may have: the largest public ones have half a million.</summary>
    public const int MaxLength = 8 * 1024 * 1024;

    public static ImportResult Read(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return Failed("There is nothing to read: paste or choose a dashboard's JSON.");
        if (json.Length > MaxLength)
            return Failed($"It is larger than {MaxLength / 1024 / 1024} MiB, which no dashboard should be.");
        var (node, error) = Manifests.Parse(json);
        return node switch
        {
            null => Failed(error ?? "It isn't a JSON object. A dashboard begins with { and has “panels”."),
            JsonObject root => Single(root),
            JsonArray { Count: > 0 } => Failed("It is a list. Import one dashboard at a time."),
            _ => Failed("It isn't a JSON object. A dashboard begins with { and has “panels”."),
        };
    }

    private static ImportResult Single(JsonObject root)
    {
        var (one, error) = Manifests.Single(root);
        return one is null ? Failed(error!) : Read(one);
    }

    /// <param name="root">Made by <see cref="SafeJson"/>; kept as the dashboard's source.</param>
    public static ImportResult Read(JsonObject root)
    {
        var told = new List<(string Tone, string Text)>();
        var source = Unwrap(root, told);
        if (NotADashboard(source) is { } why)
            return Failed(why);
        var notes = new NoteList();
        foreach (var (tone, text) in told)
            notes.Add(null, source.Str("title") ?? "", tone, text);
        var source2 = Inputs.Fill(source, notes);
        return new ImportResult(DashboardReader.Read(source, source2, notes), []);
    }

    /// <summary>Grafana's API answers <c>{dashboard, meta}</c>; exports of tools wrap in <c>spec</c> or <c>json</c>; v2 becomes classic.</summary>
    private static JsonObject Unwrap(JsonObject root, List<(string Tone, string Text)> told)
    {
        string? name = null;
        for (var depth = 0; depth < 3; depth++)
        {
            if (root.Obj("dashboard") is { } inner && root.Arr("panels") is null)
                root = inner;
            else if (root.Str("kind") == "Dashboard" && root.Obj("spec") is { } spec)
                (root, name) = (V2Dashboard.Is(spec) ? spec : Named(spec, root.Get("metadata").Str("name")), root.Get("metadata").Str("name"));
            else if (root.Obj("spec")?.Obj("json") is { } made)
                root = made;
            // The operator's resource holds the file as text.
            else if (root.Obj("spec").Str("json") is { } text && SafeJson.Parse(text).Node is JsonObject parsed)
                root = parsed;
            else
                break;
        }
        if (root.Arr("panels") is null && V2Dashboard.Is(root))
            return V2Dashboard.ToClassic(root, name, told);
        // A copy stands alone: a node that has a parent can't be put into a request or an answer again.
        return root.Parent is null ? root : (JsonObject)root.DeepClone();
    }

    // A resource has its uid in its name.
    private static JsonObject Named(JsonObject spec, string? name)
    {
        if (name is not { Length: > 0 } || spec.Str("uid") is { Length: > 0 })
            return spec;
        var copy = (JsonObject)spec.DeepClone();
        copy["uid"] = name;
        return copy;
    }

    private static string? NotADashboard(JsonObject source)
    {
        if (source.Arr("panels") is not null || source.Arr("rows") is not null || source.Get("schemaVersion") is not null)
            return null;
        if (source.Obj("model") is not null && source.Get("kind") is not null)
            return "This is a library panel, not a dashboard.";
        if (source.Get("type") is not null && source.Get("gridPos") is not null)
            return "This is one panel, not a dashboard. Put it into a dashboard's “panels”.";
        return source.Str("title") is not null && (source.Get("templating") is not null || source.Get("time") is not null)
            ? null
            : "This isn't a dashboard: it has neither “panels” nor “rows” nor a “schemaVersion”.";
    }

    private static ImportResult Failed(string why) => new(null, [why]);
}
