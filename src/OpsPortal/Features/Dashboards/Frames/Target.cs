using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Frames;

internal enum TargetFormat
{
    TimeSeries,
    Table,
    Heatmap,
}

/// <summary>One query of a panel; texts still hold variables.</summary>
internal sealed record Target(string RefId, string Expr, JsonObject Source)
{
    public bool Hide { get; init; }

    public bool Range { get; init; }

    public bool Instant { get; init; }

    public TargetFormat Format { get; init; }

    /// <summary><c>__auto</c>, a template, or "".</summary>
    public string Legend { get; init; } = "";

    /// <summary>The least step; null: the panel's.</summary>
    public string? Interval { get; init; }

    /// <summary>Single observations with their traces are wanted too.</summary>
    public bool Exemplar { get; init; }

    public int IntervalFactor { get; init; } = 1;

    /// <summary>Where to ask: of the query itself, or of the panel.</summary>
    public JsonNode? DataSource { get; init; }

    /// <summary>All queries of a panel; those without a letter get the next free one.</summary>
    public static IReadOnlyList<Target> AllOf(Panel panel)
    {
        var targets = panel.Modern.Objects("targets").ToArray();
        var taken = targets.Select(target => target.Str("refId")).OfType<string>().Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
        return [.. targets.Select(target => Read(target, panel.Modern.Get("datasource"), taken))];
    }

    private static Target Read(JsonObject source, JsonNode? panelSource, HashSet<string> taken)
    {
        var refId = source.Str("refId") is { Length: > 0 } given ? given : NextFree(taken);
        var instant = source.Bool("instant") ?? source.Str("queryType") == "instant";
        return new Target(refId, source.Str("expr") ?? source.Str("expression") ?? source.Get("query").Text() ?? "", source)
        {
            Hide = source.Bool("hide") ?? false,
            Instant = instant,
            // Neither is what old files say of a range.
            Range = source.Bool("range") == true || !instant,
            Format = source.Str("format") switch { "table" => TargetFormat.Table, "heatmap" => TargetFormat.Heatmap, _ => TargetFormat.TimeSeries },
            Legend = source.Str("legendFormat") ?? "",
            Interval = source.Str("interval") is { Length: > 0 } interval ? interval : null,
            Exemplar = source.Bool("exemplar") ?? false,
            IntervalFactor = Math.Clamp(source.Int("intervalFactor") ?? 1, 1, 100),
            DataSource = source.Get("datasource") is { } own && own.ToJsonString() is not "{}" and not "\"\"" ? own : panelSource,
        };
    }

    private static string NextFree(HashSet<string> taken)
    {
        for (var i = 0; ; i++)
        {
            var id = i < 26 ? ((char)('A' + i)).ToString() : "A" + i;
            if (taken.Add(id))
                return id;
        }
    }
}
