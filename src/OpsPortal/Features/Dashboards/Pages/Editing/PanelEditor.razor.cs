using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Pages.Editing;

/// <summary>Edits one panel of a draft.</summary>
public sealed partial class PanelEditor
{
    private const string Expr = "expr";
    private const string LegendFormat = "legendFormat";
    private const string Hide = "hide";
    private const string Auto = "__auto";
    private const string AddQuery = "query";
    private const string ThresholdsWord = "thresholds";
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Form, string Words)[] Forms = [("range", "Over time"), ("instant", "Now"), ("table", "Now, as a table"), ("heatmap", "Buckets of a heatmap")];

    private static readonly string[] UnitNames =
        ["short", "none", "percent", "percentunit", "s", "ms", "µs", "ns", "bytes", "decbytes", "bits", "Bps", "binBps", "bps", "reqps", "ops", "rps", "wps", "iops", "cps", "celsius", "watt", "kwatth", "joule", "hertz", "rotrpm", "currencyUSD", "dateTimeAsIso", "dateTimeFromNow", "bool", "string"];

    private string? _error;

    [Parameter, EditorRequired] public Draft Draft { get; set; } = default!;

    [Parameter, EditorRequired] public int PanelId { get; set; }

    [Parameter] public ResolvedVariables Variables { get; set; } = ResolvedVariables.Empty;

    [Parameter] public EventCallback Changed { get; set; }

    [Parameter] public EventCallback Close { get; set; }

    [Parameter] public EventCallback Duplicate { get; set; }

    [Parameter] public EventCallback Remove { get; set; }

    // Panels of old kinds are shown as what they become; the first edit writes that.
    private JsonObject Panel => Draft.Dashboard.FindPanel(PanelId)!.Modern;

    private string Type => Panel.Str("type") ?? "";

    private string Indented => Panel.ToJsonString(Pretty);

    private string VariableNames => string.Join(' ', Draft.Dashboard.Variables.Select(variable => variable.Name));

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";

    private static bool Hidden(JsonObject target) => target.Bool(Hide) == true;

    private static string CalcWords(string calc) => calc switch { "lastNotNull" => "Last", "mean" => "Mean", "min" => "Min", "max" => "Max", "sum" => "Total", "count" => "Count", "range" => "Range", _ => "First" };

    private bool IsLogs(JsonObject target) => (target.Get("datasource") ?? Panel.Get("datasource")).Str("type") is { } type && DataSources.IsLoki(type);

    private string Explore(JsonObject target) => "/explore?q=" + Uri.EscapeDataString(Variables.Interpolate(target.Str(Expr) ?? ""));

    private async Task Edit(string what, Action<JsonObject> edit)
    {
        _error = null;
        var modern = Panel;
        if (Draft.Change($"Change {what} of “{Panel.Str("title")}”", json =>
            {
                if (DraftJson.Find(json, PanelId) is not { } panel)
                    return false;
                if (!JsonNode.DeepEquals(panel, modern))
                    Replace(panel, modern);
                edit(panel);
                return true;
            }))
            await Changed.InvokeAsync();
    }

    private Task EditTarget(string refId, Action<JsonObject> edit) => Edit("query " + refId, panel =>
    {
        if (PanelJson.Targets(panel).FirstOrDefault(target => (target.Str("refId") ?? "A") == refId) is { } target)
            edit(target);
    });

    private Task RemoveTarget(string refId) => Edit("queries", panel =>
    {
        if (PanelJson.Targets(panel).FirstOrDefault(target => (target.Str("refId") ?? "A") == refId) is { } target)
            panel.Arr("targets")!.Remove(target);
    });

    private async Task EditNumber(string key, ChangeEventArgs e)
    {
        var isNumber = true;
        await Edit(key, panel => isNumber = PanelJson.SetNumber(panel, key, Text(e)));
        _error = isNumber ? null : $"“{Text(e)}” is not a number.";
    }

    private Task ToggleCalc(string calc) => Edit("legend", panel =>
    {
        var now = PanelJson.LegendCalcs(panel).ToList();
        if (!now.Remove(calc))
            now.Add(calc);
        PanelJson.SetLegendCalcs(panel, now);
    });

    private static void SetRepeat(JsonObject panel, string name)
    {
        if (name.Length == 0)
            panel.Remove("repeat");
        else
            panel["repeat"] = name;
    }

    private async Task EditJson(ChangeEventArgs e)
    {
        var (node, error) = SafeJson.Parse(Text(e));
        if (node is not JsonObject given)
            _error = error ?? "A panel is a JSON object.";
        else
            await Edit("JSON", panel => Replace(panel, given));
    }

    // Id and place are the grid's: everything else is as given.
    private static void Replace(JsonObject panel, JsonObject with)
    {
        var (id, at) = (panel["id"]?.DeepClone(), panel["gridPos"]?.DeepClone());
        var copy = (JsonObject)with.DeepClone();
        panel.Clear();
        foreach (var (key, value) in copy.ToArray())
        {
            copy.Remove(key);
            panel[key] = value;
        }
        (panel["id"], panel["gridPos"]) = (id, at);
    }
}
