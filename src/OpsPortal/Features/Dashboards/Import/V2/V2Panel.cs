using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import.V2;

/// <summary>An element (a panel, or a reference to a library panel) as a classic panel without its place.</summary>
internal static class V2Panel
{
    private static readonly string[] Wishes = ["interval", "maxDataPoints", "timeFrom", "timeShift", "hideTimeOverride", "cacheTimeout", "queryCachingTTL", "timeCompare"];

    public static JsonObject Of(JsonObject element)
    {
        var spec = element.Obj("spec") ?? [];
        var made = new JsonObject { ["id"] = spec.Int("id"), ["title"] = spec.Str("title") ?? "" };
        if (spec.Obj("libraryPanel") is { } library)
        {
            made["libraryPanel"] = library.Copy();
            return made;
        }
        var (viz, data) = (spec.Obj("vizConfig"), spec.Get("data").Obj("spec"));
        var look = viz.Obj("spec");
        // v2alpha1 named the type in "kind".
        made["type"] = viz.Str("group") is { Length: > 0 } group ? group : viz.Str("kind") is { } kind and not "VizConfig" ? kind : "";
        made["description"] = spec.Str("description") ?? "";
        made["transparent"] = spec.Bool("transparent") ?? false;
        made["links"] = spec.Arr("links").Copy() ?? new JsonArray();
        made["options"] = look.Obj("options").Copy() ?? new JsonObject();
        made["fieldConfig"] = look.Obj("fieldConfig").Copy() ?? new JsonObject();
        var targets = data.Objects("queries").Select(query => V2Query.Target(query.Obj("spec") ?? [])).ToArray();
        made["targets"] = new JsonArray([.. targets]);
        made["transformations"] = new JsonArray([.. data.Objects("transformations").Select(one => (JsonNode)Transformation(one))]);
        if (Common(targets) is { } source)
            made["datasource"] = source;
        foreach (var key in Wishes)
        {
            if (data.Obj("queryOptions").Get(key) is { } wish)
                made[key] = wish.Copy();
        }
        return made;
    }

    private static JsonObject Transformation(JsonObject one)
    {
        var made = (JsonObject?)one.Obj("spec").Copy() ?? [];
        made["id"] = one.Str("group") is { Length: > 0 } group ? group : made.Str("id") ?? one.Str("kind") ?? "";
        return made;
    }

    // What all queries ask; of several the mixed one. Expressions ask nobody.
    private static JsonObject? Common(JsonObject[] targets)
    {
        var sources = targets.Select(target => target.Obj("datasource")).OfType<JsonObject>().Where(source => source.Str("type") != "__expr__").DistinctBy(source => source.ToJsonString()).ToArray();
        return sources.Length switch
        {
            0 => null,
            1 => (JsonObject?)sources[0].Copy(),
            _ => new JsonObject { ["type"] = "datasource", ["uid"] = "-- Mixed --" },
        };
    }
}
