using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>What to draw: the panel's own settings, with variables filled in.</summary>
internal static class PanelSpec
{
    public static JsonObject Of(PanelQuestion question, IReadOnlyDictionary<string, string> globals)
    {
        var (panel, variables, scope) = (question.Panel, question.Variables, question.Scope);
        var options = (JsonObject?)panel.Modern.Obj("options").Copy() ?? [];
        Fill(options, text => variables.Fill(text, FillFor.People, scope, globals), 0);
        return new JsonObject
        {
            ["type"] = PanelTypes.NameOf(panel.Type),
            ["sourceType"] = panel.SourceType,
            ["title"] = variables.Fill(panel.Title, FillFor.People, scope, globals),
            ["description"] = variables.Fill(panel.Description, FillFor.People, scope, globals),
            ["transparent"] = panel.Transparent,
            ["timeNote"] = TimeNote(panel, question.Window.IsFixed),
            ["links"] = new JsonArray([.. panel.Links.Select(link => (JsonNode)new JsonObject
            {
                ["title"] = variables.Fill(link.Title, FillFor.People, scope, globals),
                ["url"] = Url(link, question, globals),
                ["targetBlank"] = link.TargetBlank,
            })]),
            ["options"] = options,
        };
    }

    private static string Url(DashboardLink link, PanelQuestion question, IReadOnlyDictionary<string, string> globals)
    {
        var url = question.Variables.Fill(link.Url, FillFor.Address, question.Scope, globals);
        var more = new List<string>();
        if (link.KeepTime)
            more.Add($"from={question.Window.From.ToUnixTimeMilliseconds()}&to={question.Window.To.ToUnixTimeMilliseconds()}");
        if (link.IncludeVars)
            more.Add(question.Variables.Fill("${__all_variables}", FillFor.Name));
        var query = string.Join('&', more.Where(part => part.Length > 0));
        return query.Length == 0 ? url : url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;
    }

    private static string? TimeNote(Panel panel, bool isFixed) => panel.HideTimeOverride ? null : (isFixed ? null : panel.TimeFrom, panel.TimeShift) switch
    {
        ({ } from, { } shift) => $"{Since(from)}, {shift} earlier",
        ({ } from, null) => Since(from),
        (null, { } shift) => $"{shift} earlier",
        _ => null,
    };

    private static string Since(string from) => from.StartsWith("now", StringComparison.Ordinal) ? "since " + from : "last " + from;

    private static void Fill(JsonNode node, Func<string, string> fill, int depth)
    {
        if (depth > 20)
            return;
        switch (node)
        {
            case JsonObject obj:
                foreach (var (key, value) in obj.ToArray())
                {
                    if (value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.String && value.Text() is { } text && text.Contains('$', StringComparison.Ordinal))
                        obj[key] = fill(text);
                    else if (value is not null)
                        Fill(value, fill, depth + 1);
                }
                break;
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (array[i] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String && value.Text() is { } text && text.Contains('$', StringComparison.Ordinal))
                        array[i] = fill(text);
                    else if (array[i] is { } inner)
                        Fill(inner, fill, depth + 1);
                }
                break;
        }
    }
}
