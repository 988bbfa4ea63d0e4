using System.Text.Json;
using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>A dashboard as Grafana imports it.</summary>
internal static class DashboardExport
{
    public static string Text(Dashboard dashboard, JsonSerializerOptions options) => Json(dashboard).ToJsonString(options);

    /// <summary>What was given, with the uid under which it is kept here. <c>id</c> is another server's row number and must be null on import.</summary>
    public static JsonObject Json(Dashboard dashboard)
    {
        var json = (JsonObject)dashboard.Source.DeepClone();
        json["uid"] = dashboard.Uid;
        if (json.ContainsKey("id"))
            json["id"] = null;
        if (json.Get("schemaVersion") is null)
            json["schemaVersion"] = 39;
        return json;
    }
}
