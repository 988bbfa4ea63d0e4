using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>
/// XY charts in the form since Grafana 10.4: <c>mapping</c>, and for each series a matcher of its frame and of its columns. Before, <c>seriesMapping</c>
/// and <c>dims</c> named columns, and a series its own colour and size. A trend is lines over a number: an XY chart.
/// </summary>
internal static class XyPanel
{
    /// <param name="panel">A copy; changed.</param>
    public static JsonObject ToModern(JsonObject panel)
    {
        var options = panel.Ensure("options");
        var dims = options.Obj("dims");
        var old = options.Objects("series").ToArray();
        if (options.Str("mapping") is not null && options.Str("seriesMapping") is null && dims is null && old.All(one => one.Get("x") is null || one.Get("x", "matcher") is not null))
            return panel;
        var isManual = (options.Str("mapping") ?? options.Str("seriesMapping") ?? (old.Length > 0 ? "manual" : "auto")) != "auto";
        var overrides = new OverrideList();
        var shared = dims.Str("x");
        var without = dims.Get("exclude").Strings();
        var series = isManual
            ? old.Select(one => Series(one, shared, overrides))
            : [Series(old.FirstOrDefault() is { } first && Matcher(first.Get("x")) is not null ? first : [], shared, overrides)];
        options["mapping"] = isManual ? "manual" : "auto";
        options["series"] = new JsonArray([.. series.Select(one => (JsonNode)Without(one, dims.Int("frame"), without))]);
        options.Remove("seriesMapping");
        options.Remove("dims");
        if (overrides.All.Count > 0)
            overrides.PutInto(panel);
        return panel;
    }

    /// <summary>A trend's lines are those of a time series, and its <c>xField</c> is what they stand over.</summary>
    /// <param name="panel">A copy; changed.</param>
    public static JsonObject OfTrend(JsonObject panel)
    {
        panel["type"] = "xychart";
        var options = panel.Ensure("options");
        options["mapping"] = "auto";
        options["series"] = new JsonArray(options.Str("xField") is { Length: > 0 } x ? new JsonObject { ["x"] = Dimension(x) } : []);
        var custom = panel.Ensure("fieldConfig").Ensure("defaults").Ensure("custom");
        custom["show"] = Shown(custom.Str("drawStyle"), custom.Str("showPoints"));
        custom["lineWidth"] ??= 1;
        if (custom.Num("pointSize") is { } size)
            custom["pointSize"] = new JsonObject { ["fixed"] = size };
        foreach (var property in panel.Get("fieldConfig").Objects("overrides").SelectMany(rule => rule.Objects("properties")))
        {
            if (property.Str("id") == "custom.drawStyle")
                (property["id"], property["value"]) = ("custom.show", Shown(property.Str("value"), null));
            else if (property.Str("id") == "custom.pointSize")
                property["id"] = "custom.pointSize.fixed";
        }
        return panel;
    }

    private static string Shown(string? style, string? points) => style == "points" ? "points" : points == "always" ? "points+lines" : "lines";

    private static JsonObject Series(JsonObject old, string? shared, OverrideList overrides)
    {
        var made = new JsonObject();
        Put(made, "frame", old.Int("frame") is { } number ? new JsonObject { ["matcher"] = new JsonObject { ["id"] = "byIndex", ["options"] = number } } : Matcher(old.Get("frame")));
        Put(made, "x", Matcher(old.Get("x")) ?? (shared is { Length: > 0 } ? Dimension(shared) : null));
        Put(made, "y", Matcher(old.Get("y")));
        Put(made, "color", Matcher(old.Get("color")) ?? Matcher(old.Get("pointColor")));
        Put(made, "size", Matcher(old.Get("size")) ?? Matcher(old.Get("pointSize")));
        Put(made, "name", old.Obj("name")?.DeepClone() ?? (old.Str("name") is { Length: > 0 } name ? new JsonObject { ["fixed"] = name } : null));
        if (made.Get("y", "matcher").Str("id") == "byName" && made.Get("y", "matcher").Str("options") is { } y)
            overrides.Add("byName", y, [.. Looks(old, made.ContainsKey("color"), made.ContainsKey("size"))]);
        if (made.Get("size", "matcher").Str("options") is { } size && old.Obj("pointSize") is { } ends)
            overrides.Add("byName", size, [.. new[] { "min", "max" }.Where(end => ends.Num(end) is not null).Select(end => ("custom.pointSize." + end, (JsonNode?)ends.Num(end)))]);
        return made;
    }

    // What a series said of itself is said of its y column.
    private static IEnumerable<(string Id, JsonNode? Value)> Looks(JsonObject old, bool hasColor, bool hasSize)
    {
        if (!hasColor && old.Get("pointColor").Str("fixed") is { Length: > 0 } color)
            yield return ("color", OverrideList.Fixed(color));
        if (!hasSize && old.Get("pointSize").Num("fixed") is { } size)
            yield return ("custom.pointSize.fixed", size);
        if (old.Str("show") is { Length: > 0 } show)
            yield return ("custom.show", show);
        if (old.Num("lineWidth") is { } width)
            yield return ("custom.lineWidth", width);
    }

    private static JsonObject Without(JsonObject series, int? frame, IReadOnlyList<string> names)
    {
        if (frame is { } number && !series.ContainsKey("frame") && series.Get("y") is null)
            series["frame"] = new JsonObject { ["matcher"] = new JsonObject { ["id"] = "byIndex", ["options"] = number } };
        if (names.Count > 0)
            series.Ensure("y")["exclude"] = new JsonObject { ["id"] = "byNames", ["options"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };
        return series;
    }

    /// <summary>A column as <c>{"matcher": …}</c>, from any way in which files name one: "x", {"field": "x"}, {"field": {"matcher": …}}.</summary>
    private static JsonObject? Matcher(JsonNode? given) => given switch
    {
        JsonObject whole when whole.Obj("matcher") is not null => (JsonObject)whole.DeepClone(),
        JsonObject whole => Matcher(whole.Get("field")),
        _ when given.Text() is { Length: > 0 } name => Dimension(name),
        _ => null,
    };

    private static JsonObject Dimension(string name) => new() { ["matcher"] = new JsonObject { ["id"] = "byName", ["options"] = name } };

    private static void Put(JsonObject into, string key, JsonNode? value)
    {
        if (value is not null)
            into[key] = value;
    }
}
