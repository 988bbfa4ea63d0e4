using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Pages.Editing;

/// <summary>Edits the variables of a draft.</summary>
public sealed partial class VariablesEditor
{
    private const string Label = "label";
    private const string Type = "type";
    private const string Hide = "hide";
    private const string Sort = "sort";
    private const string Multi = "multi";
    private const string IncludeAll = "includeAll";
    private const string AllValue = "allValue";
    private const string Refresh = "refresh";
    private const string Pattern = "regex";

    private static readonly (string Value, string Words)[] Kinds =
        [("query", "Query"), ("custom", "List"), ("interval", "Interval"), ("textbox", "Text"), ("constant", "Constant"), ("datasource", "Server"), ("switch", "Switch"),
         ("adhoc", "Filters for all queries of a server"), ("groupby", "Labels to group all queries of a server by")];

    private static readonly (int Value, string Words)[] Sorts =
        [(0, "As they come"), (1, "A to Z"), (2, "Z to A"), (3, "0 to 9"), (4, "9 to 0"), (5, "A to Z, without case"), (6, "Z to A, without case")];

    private int _opened = -1;
    private string? _error;

    [Parameter, EditorRequired] public Draft Draft { get; set; } = default!;

    /// <summary>What became of them, with what is wrong.</summary>
    [Parameter] public ResolvedVariables Resolved { get; set; } = ResolvedVariables.Empty;

    [Parameter] public EventCallback Changed { get; set; }

    [Parameter] public EventCallback Close { get; set; }

    private IReadOnlyList<JsonObject> All => [.. Draft.Json.Get("templating").Objects("list")];

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";

    private static string QueryWords(string kind) => kind switch
    {
        "query" => "Query: label_values(metric, label), query_result(…), metrics(…)",
        "custom" => "Values, with commas; “text : value” for another text",
        "interval" => "Intervals, with commas: 1m,5m,1h",
        "datasource" => "Kind of server: prometheus or loki",
        "constant" => "Value",
        _ => "Text to begin with",
    };

    private static string QueryOf(JsonObject variable) => variable.Get("query") is JsonObject query ? query.Str("query") ?? query.Str("expr") ?? "" : variable.Str("query") ?? "";

    private static void SetQuery(JsonObject variable, string text)
    {
        if (variable.Get("query") is JsonObject query)
            query["query"] = text;
        else
            variable["query"] = text;
        if (variable.Get("definition") is not null)
            variable["definition"] = text;
        // Choices that were saved with the old question are not the new one's.
        variable.Remove("current");
        variable.Remove("options");
    }

    // Both places: newer files name the values, older ones have them as options.
    private static string SwitchValue(JsonObject variable, bool on)
        => variable.Str(on ? "enabledValue" : "disabledValue") ?? variable.Objects("options").ElementAtOrDefault(on ? 0 : 1)?.Str("value") ?? (on ? "true" : "false");

    private static void SetSwitch(JsonObject variable, bool on, string text)
    {
        var values = (On: on ? text : SwitchValue(variable, true), Off: on ? SwitchValue(variable, false) : text);
        (variable["enabledValue"], variable["disabledValue"]) = (values.On, values.Off);
        variable["options"] = new JsonArray(new JsonObject { ["text"] = values.On, ["value"] = values.On }, new JsonObject { ["text"] = values.Off, ["value"] = values.Off });
        variable.Remove("current");
    }

    private Task Edit(int index, Action<JsonObject> edit) => Do($"Change ${All[index].Str("name")}", list => edit((JsonObject)list[index]!));

    private async Task Rename(int index, string name)
    {
        _error = !Name().IsMatch(name) ? $"“{name}” can't be a name: letters, digits and _ only." : All.Where((_, at) => at != index).Any(other => other.Str("name") == name) ? $"There is another ${name}." : null;
        if (_error is null)
            await Do($"Rename ${All[index].Str("name")}", list => list[index]!["name"] = name);
    }

    private async Task Add()
    {
        var number = Enumerable.Range(1, 1000).First(n => All.All(other => other.Str("name") != "variable" + n));
        await Do("Add a variable", list => list.Add((JsonNode)new JsonObject
        {
            ["name"] = "variable" + number, ["type"] = "query", ["datasource"] = new JsonObject { ["type"] = "prometheus", ["uid"] = "prometheus:default" },
            ["query"] = "label_values(up, job)", ["refresh"] = 1, ["sort"] = 1, ["hide"] = 0, ["multi"] = false, ["includeAll"] = false, ["regex"] = "",
        }));
        _opened = All.Count - 1;
    }

    private Task Move(int index, int by)
    {
        _opened = index + by;
        return Do("Order variables", list =>
        {
            var one = list[index]!;
            list.RemoveAt(index);
            list.Insert(index + by, one);
        });
    }

    private Task Remove(int index)
    {
        _opened = -1;
        return Do($"Remove ${All[index].Str("name")}", list => list.RemoveAt(index));
    }

    private async Task Do(string words, Action<JsonArray> edit)
    {
        if (Draft.Change(words, json =>
            {
                var templating = json.Ensure("templating");
                // Indexes here are of objects: whatever else is in the list is no variable.
                var list = new JsonArray([.. templating.Objects("list").Select(one => one.DeepClone())]);
                edit(list);
                templating["list"] = list;
                return true;
            }))
            await Changed.InvokeAsync();
    }

    [GeneratedRegex(@"^[A-Za-z_]\w{0,59}$")]
    private static partial Regex Name();
}
