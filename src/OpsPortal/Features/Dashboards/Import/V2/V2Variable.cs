using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import.V2;

/// <summary>Variables of v2 as entries of <c>templating.list</c>.</summary>
internal static class V2Variable
{
    private static readonly string[] Sorts =
    [
        "disabled", "alphabeticalAsc", "alphabeticalDesc", "numericalAsc", "numericalDesc", "alphabeticalCaseInsensitiveAsc", "alphabeticalCaseInsensitiveDesc", "naturalAsc", "naturalDesc",
    ];

    /// <param name="told">Gets a word about those that are there twice: a row or tab may have its own of a name.</param>
    public static JsonArray All(IEnumerable<JsonObject> variables, List<(string Tone, string Text)> told)
    {
        var list = new JsonArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in variables)
        {
            var made = Of(one);
            if (seen.Add(made.Str("name") ?? ""))
                list.Add(made);
            else
                told.Add(("warn", $"Several rows or tabs have a variable “{made.Str("name")}” of their own; the first is used for all."));
        }
        return list;
    }

    private static JsonObject Of(JsonObject variable)
    {
        var kind = variable.Str("kind") ?? "";
        var made = (JsonObject?)variable.Obj("spec").Copy() ?? [];
        made["type"] = kind switch
        {
            "TextVariable" => "textbox",
            "GroupByVariable" => "groupby",
            _ => kind.EndsWith("Variable", StringComparison.Ordinal) ? kind[..^8].ToLowerInvariant() : kind,
        };
        made["hide"] = made.Str("hide") switch { "hideLabel" => 1, "hideVariable" => 2, _ => 0 };
        if (made.Str("refresh") is { } refresh)
            made["refresh"] = refresh switch { "onDashboardLoad" => 1, "never" => 0, _ => 2 };
        if (made.Str("sort") is { } sort)
            made["sort"] = Math.Max(0, Array.IndexOf(Sorts, sort));
        switch (kind)
        {
            case "QueryVariable":
                Query(made);
                break;
            case "DatasourceVariable":
                made["query"] = made.Str("pluginId") ?? "";
                break;
            case "SwitchVariable":
                made["current"] = new JsonObject { ["text"] = made.Str("current"), ["value"] = made.Str("current") };
                break;
            case "AdhocVariable" or "GroupByVariable":
                made["datasource"] ??= V2Query.DataSource(variable);
                break;
        }
        return made;
    }

    private static void Query(JsonObject made)
    {
        var source = V2Query.DataSource(made);
        var spec = made.Get("query").Obj("spec");
        made["query"] = spec.Str("__legacyStringValue") is { } text ? text : spec.Copy() ?? made.Str("definition");
        made["datasource"] = source;
    }
}
