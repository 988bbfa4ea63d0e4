using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import.V2;

/// <summary>A query and the server that it asks, in the three forms that v2 had.</summary>
internal static class V2Query
{
    /// <param name="holder">Has <c>query</c> (<c>group</c> and <c>datasource.name</c>), or, in v2alpha1, <c>query.kind</c> and a <c>datasource</c> of its own.</param>
    /// <returns><c>{type, uid}</c>; null when it says nothing.</returns>
    public static JsonObject? DataSource(JsonObject holder)
    {
        var query = holder.Obj("query") ?? holder;
        var old = holder.Obj("datasource");
        var kind = query.Str("kind") is { Length: > 0 } named and not "DataQuery" ? named : null;
        var type = query.Str("group") is { Length: > 0 } group ? group : old.Str("type") ?? (holder.Obj("query") is null ? null : kind);
        var uid = query.Obj("datasource").Str("name") ?? old.Str("uid") ?? old.Str("name");
        if (type is not { Length: > 0 } && uid is not { Length: > 0 })
            return null;
        var made = new JsonObject();
        if (type is { Length: > 0 })
            made["type"] = type;
        if (uid is { Length: > 0 })
            made["uid"] = uid;
        else if (type == "__expr__")
            made["uid"] = type;
        return made;
    }

    /// <summary>One query of a panel as a target.</summary>
    public static JsonObject Target(JsonObject spec)
    {
        var made = (JsonObject?)spec.Get("query").Obj("spec").Copy() ?? [];
        made["refId"] = spec.Str("refId") ?? made.Str("refId");
        if (spec.Bool("hidden") == true)
            made["hide"] = true;
        if (DataSource(spec) is { } source)
            made["datasource"] = source;
        return made;
    }
}
