using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Defaults and overrides become each field's own configuration, and its name.</summary>
internal sealed class FieldConfigs(
    JsonObject? fieldConfig, ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope, IReadOnlyDictionary<string, string> globals, PanelType type = PanelType.TimeSeries, string sourceType = "")
{
    private readonly JsonObject? _defaults = Whole(WithoutNulls(fieldConfig.Obj("defaults")), type, sourceType);
    private readonly IReadOnlyList<JsonObject> _overrides = [.. fieldConfig.Objects("overrides")];

    public IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, List<Notice> notices)
    {
        var single = FieldNames.SingleLabel(frames);
        var matchers = _overrides.Select(rule => (Rule: rule, Matches: MatcherOf(rule.Get("matcher"), notices))).Where(pair => pair.Matches is not null).ToArray();
        return [.. frames.Select(frame => frame with { Fields = [.. frame.Fields.Select(field => One(field, frame, FieldNames.Display(field, frame, single), matchers!))] })];
    }

    // A file's "max": null says that there is none.
    private static JsonObject? WithoutNulls(JsonObject? config)
        => config is null || config.All(pair => pair.Value is not null) ? config : new JsonObject(config.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Copy())));

    // Files that a program wrote leave out what Grafana takes then: figures are green, and red from 80. Kinds of before had other ways.
    private static JsonObject? Whole(JsonObject? config, PanelType type, string sourceType)
    {
        if (type is not (PanelType.Stat or PanelType.Gauge or PanelType.BarGauge) || sourceType != PanelTypes.NameOf(type) || (config.Obj("thresholds") is not null && config.Obj("color") is not null))
            return config;
        var whole = (JsonObject?)config.Copy() ?? [];
        whole["color"] ??= new JsonObject { ["mode"] = "thresholds" };
        whole["thresholds"] ??= new JsonObject { ["mode"] = "absolute", ["steps"] = new JsonArray(new JsonObject { ["color"] = "green", ["value"] = null }, new JsonObject { ["color"] = "red", ["value"] = 80 }) };
        return whole;
    }

    private Field One(Field field, Frame frame, string display, (JsonObject Rule, Func<Field, Frame, string, bool> Matches)[] matchers)
    {
        var config = field.Type == FieldType.Time ? [] : (JsonObject?)_defaults.Copy() ?? [];
        // The unit of a table's figures isn't that of a label that happens to be one, such as a port; its own override is.
        if (type == PanelType.Table && field.Type == FieldType.String)
            config.Remove("unit");
        // What a transformation read out of the data stands before the defaults, and behind the overrides.
        foreach (var (key, value) in field.Config)
            config[key] = value.Copy();
        foreach (var (rule, matches) in matchers)
        {
            if (!matches(field, frame, display))
                continue;
            foreach (var property in rule.Objects("properties"))
                Set(config, property.Str("id") ?? "", property.Get("value"));
        }
        if (config.Str("displayName") is { Length: > 0 } given)
            display = Filled(LabelReference.Today(given), field, frame, display);
        foreach (var key in new[] { "noValue", "unit", "textBefore", "textBehind" })
        {
            if (config.Str(key) is { } text && text.Contains('$', StringComparison.Ordinal))
                config[key] = variables.Fill(text, FillFor.People, scope, globals);
        }
        FillLinks(config, field, frame, display);
        return field with { Config = config, Display = display };
    }

    private static Func<Field, Frame, string, bool>? MatcherOf(JsonNode? matcher, List<Notice> notices)
    {
        var id = matcher.Str("id") ?? "";
        var made = FieldMatcher.Of(id, matcher.Get("options"));
        if (made is null && id.Length > 0)
            notices.Add(new Notice("info", $"Overrides chosen by “{id}” aren't applied."));
        return made;
    }

    /// <param name="path"><c>unit</c>, <c>custom.lineWidth</c>, <c>custom.stacking</c>.</param>
    private static void Set(JsonObject config, string path, JsonNode? value)
    {
        if (path.Length == 0)
            return;
        var parts = path.Split('.', 3);
        var at = config;
        foreach (var part in parts[..^1])
            at = at.Ensure(part);
        if (value is null)
            at.Remove(parts[^1]);
        else
            at[parts[^1]] = value.DeepClone();
    }

    private string Filled(string text, Field field, Frame frame, string display)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        var own = new Dictionary<string, string>(globals, StringComparer.Ordinal)
        {
            ["__field.name"] = field.Name,
            ["__field.displayName"] = display,
            ["__field"] = display,
            ["__series.name"] = frame.Name.Length > 0 ? frame.Name : display,
            ["__field.labels"] = string.Join(", ", field.Labels.Select(label => $"{label.Key}=\"{label.Value}\"")),
        };
        foreach (var (name, value) in field.Labels)
        {
            own["__field.labels." + name] = value;
            own[$"__field.labels[\"{name}\"]"] = value;
        }
        // A label that the series hasn't is nothing, not its own name.
        return LabelReference.Blank(variables.Fill(text, FillFor.People, scope, own));
    }

    private void FillLinks(JsonObject config, Field field, Frame frame, string display)
    {
        foreach (var link in config.Objects("links"))
        {
            if (link.Str("url") is { } url)
                link["url"] = variables.Fill(LabelReference.Today(url), FillFor.Address, scope, globals);
            if (link.Str("title") is { } title)
                link["title"] = Filled(LabelReference.Today(title), field with { Name = display }, frame, display);
        }
    }
}

internal static partial class LabelReference
{
    public static string Blank(string text) => Missing().Replace(text, "");

    /// <summary>Names of Grafana 6.3 (<c>$__series_name</c>) as today's (<c>${__series.name}</c>).</summary>
    public static string Today(string text) => text.Contains("__", StringComparison.Ordinal) ? Old().Replace(text, "$${__$1.$2}") : text;

    [System.Text.RegularExpressions.GeneratedRegex(@"\$\{?__(series|value|field)_(name|time)\b\}?")]
    private static partial System.Text.RegularExpressions.Regex Old();

    [System.Text.RegularExpressions.GeneratedRegex(@"\$\{__field\.labels[^}]*\}")]
    private static partial System.Text.RegularExpressions.Regex Missing();
}
