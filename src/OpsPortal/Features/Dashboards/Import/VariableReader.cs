using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Variables of every age: <c>templating.list</c>, with queries as text or as objects.</summary>
internal static class VariableReader
{
    public static IReadOnlyList<Variable> ReadAll(JsonObject dashboard, NoteList notes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var all = new List<Variable>();
        foreach (var source in dashboard.Get("templating").Objects("list"))
        {
            if (source.Str("name") is not { Length: > 0 } name)
                notes.Add(null, "a variable", "warn", "A variable has no name and is left out.");
            else if (!seen.Add(name))
                notes.Add(null, name, "warn", $"The variable “{name}” is there twice; the first is used.");
            else
                all.Add(Read(name, source, notes.Of(null, name)));
        }
        return all;
    }

    private static Variable Read(string name, JsonObject source, PanelNotes notes)
    {
        var kind = Kind(source.Str("type") ?? "query");
        if (kind == VariableKind.Unsupported)
            notes.Warn($"Variables of the kind “{source.Str("type")}” are kept but have no effect.");
        var current = source.Obj("current");
        var values = current.Get("value").Strings();
        var texts = current.Get("text").Strings();
        // Old files say only what it is called.
        if (values.Count == 0 && current.Get("value") is null && texts is ["All" or "all"])
            values = ["$__all"];
        if (kind == VariableKind.Adhoc)
            (values, texts) = ([.. AdhocFilter.FromFile(source, "filters").Select(filter => filter.ToAddress())], []);
        return new Variable
        {
            Name = name,
            Label = source.Str("label") ?? "",
            Kind = kind,
            Hide = source.Int("hide") is { } hide and >= 0 and <= 2 ? hide : 0,
            Multi = source.Bool("multi") ?? kind == VariableKind.GroupBy,
            IncludeAll = source.Bool("includeAll") ?? false,
            AllValue = source.Str("allValue") is { Length: > 0 } all ? all : null,
            Sort = source.Int("sort") ?? 0,
            Regex = source.Str("regex") ?? "",
            Query = QueryOf(source),
            Refresh = source.Int("refresh") ?? (source.Bool("refresh") == true ? 1 : 0),
            DefaultCurrent = values,
            DefaultText = texts,
            Description = source.Str("description") ?? "",
            Source = source,
        };
    }

    private static VariableKind Kind(string type) => type switch
    {
        "query" => VariableKind.Query,
        "custom" => VariableKind.Custom,
        "interval" => VariableKind.Interval,
        "textbox" => VariableKind.Textbox,
        "constant" => VariableKind.Constant,
        "datasource" => VariableKind.Datasource,
        "adhoc" => VariableKind.Adhoc,
        "groupby" => VariableKind.GroupBy,
        "switch" => VariableKind.Switch,
        _ => VariableKind.Unsupported,
    };

    /// <summary>Text, or an object with <c>query</c>, <c>expr</c> or the fields of one kind of question.</summary>
    private static string QueryOf(JsonObject source)
    {
        var query = source.Get("query");
        if (query is JsonObject)
            return query.Str("query") ?? query.Str("expr") ?? Composed(query) ?? source.Str("definition") ?? "";
        return query.Text() ?? source.Str("definition") ?? "";
    }

    private static string? Composed(JsonNode query)
    {
        var (label, stream, metric) = (query.Str("label"), query.Str("stream"), query.Str("metric"));
        if (label is { Length: > 0 })
            return (stream ?? metric) is { Length: > 0 } of ? $"label_values({of},{label})" : $"label_values({label})";
        return null;
    }
}
