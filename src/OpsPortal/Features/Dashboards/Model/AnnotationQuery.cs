using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>A question whose answers are marked on every time axis of a dashboard; texts still hold variables.</summary>
/// <param name="Enabled">Shown, until a viewer switches it off.</param>
/// <param name="Hidden">Without a switch for viewers.</param>
/// <param name="Color">Grafana's name of a colour, or <c>#…</c>.</param>
/// <param name="TitleFormat">With <c>{{label}}</c>; "" for the query's name.</param>
/// <param name="TextFormat">With <c>{{label}}</c>; "" for none, or the line of a log.</param>
/// <param name="TagKeys">Labels whose values are told as tags.</param>
/// <param name="Step">Of PromQL: how near two points must be to be one span; "" for a minute.</param>
/// <param name="UseValueForTime">The value is the moment, in Unix milliseconds.</param>
/// <param name="MaxLines">Of LogQL: lines at most.</param>
public sealed record AnnotationQuery(
    string Name, bool Enabled, bool Hidden, string Color, JsonNode? DataSource, string Expr, string TitleFormat, string TextFormat, IReadOnlyList<string> TagKeys, string Step,
    bool UseValueForTime, int MaxLines)
{
    /// <summary>The only panels that show it; or, when <see cref="IsExcluded"/>, those that don't. Null: all show it.</summary>
    public IReadOnlyList<int>? Panels { get; init; }

    /// <inheritdoc cref="Panels"/>
    public bool IsExcluded { get; init; }

    /// <summary>Nothing is asked: these parts of days or weeks are marked. Null: it asks.</summary>
    public TimeRegion? Region { get; init; }

    /// <summary>Those of a file that ask a server, and time regions; what else is Grafana's own (<c>-- Grafana --</c>) is kept with the file and asks nothing here.</summary>
    internal static IReadOnlyList<AnnotationQuery> AllOf(JsonObject dashboard)
        => [.. dashboard.Get("annotations").Objects("list").Where(one => !IsBuiltIn(one) || TimeRegionQueries.IsListed(one)).Select(one => Read(one, dashboard.Str("timezone"))).Concat(TimeRegionQueries.OfGraphs(dashboard)).DistinctBy(one => one.Name)];

    private static bool IsBuiltIn(JsonObject one)
        => one.Int("builtIn") == 1 || one.Str("datasource") is "-- Grafana --" or "grafana" || one.Get("datasource").Str("uid") is "-- Grafana --" or "grafana";

    private static AnnotationQuery Read(JsonObject one, string? zone)
    {
        var target = one.Obj("target");
        var filter = one.Obj("filter");
        return new AnnotationQuery(
            one.Str("name") is { Length: > 0 } name ? name : "Annotations", one.Bool("enable") ?? true, one.Bool("hide") ?? false, one.Str("iconColor") is { Length: > 0 } color ? color : "red",
            one.Get("datasource") ?? target.Get("datasource"), one.Str("expr") ?? target.Str("expr") ?? one.Str("query") ?? "",
            one.Str("titleFormat") ?? "", one.Str("textFormat") ?? "", (one.Str("tagKeys") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            one.Str("step") ?? target.Str("step") ?? "", one.Bool("useValueForTime") == true || one.Str("useValueForTime") == "on", Math.Clamp(one.Int("maxLines") ?? target.Int("maxLines") ?? 100, 1, 1000))
        {
            Region = TimeRegionQueries.Listed(one, zone),
            Panels = filter.Arr("ids") is { } ids && (ids.Count > 0 || filter.Bool("exclude") == false) ? [.. ids.Select(id => (int?)id.Number()).OfType<int>()] : null,
            IsExcluded = filter.Bool("exclude") ?? false,
        };
    }
}
