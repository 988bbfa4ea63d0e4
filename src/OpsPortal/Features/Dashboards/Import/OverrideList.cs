using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Builds overrides for panels that had other ways to say the same.</summary>
internal sealed class OverrideList
{
    public JsonArray All { get; } = [];

    /// <param name="alias">A name, or <c>/regex/</c>.</param>
    public void Add(string alias, params (string Id, JsonNode? Value)[] properties)
        => Add(alias.Length > 1 && alias[0] == '/' && alias.LastIndexOf('/') > 0 ? "byRegexp" : "byName", alias, properties);

    public void Add(string matcher, JsonNode options, (string Id, JsonNode? Value)[] properties)
    {
        if (properties.Length == 0)
            return;
        All.Add(new JsonObject
        {
            ["matcher"] = new JsonObject { ["id"] = matcher, ["options"] = options },
            ["properties"] = new JsonArray([.. properties.Select(property => (JsonNode)new JsonObject { ["id"] = property.Id, ["value"] = property.Value })]),
        });
    }

    public static JsonObject Fixed(string color) => new() { ["mode"] = "fixed", ["fixedColor"] = color };

    /// <summary>The overrides that a panel already has come last: they are newer.</summary>
    public void PutInto(JsonObject panel)
    {
        var config = panel.Ensure("fieldConfig");
        foreach (var old in config.Objects("overrides").ToArray())
            All.Add(old.DeepClone());
        config["overrides"] = All;
    }
}
