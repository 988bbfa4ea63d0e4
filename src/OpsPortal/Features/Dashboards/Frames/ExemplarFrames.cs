using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Clients.Prometheus;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Exemplars as a frame: Time, Value, and a column for each label of the exemplar and of its series.</summary>
internal static partial class ExemplarFrames
{
    // Diamonds that a chart can hold without hiding its lines: the greatest of each cell of this raster stays.
    private const int Across = 80;
    private const int Up = 5;

    /// <param name="traceUrl">Address with a label's name in braces, <c>https://traces/{trace_id}</c>; "" for none.</param>
    /// <returns>Null when none lies in the window.</returns>
    public static Frame? Of(Target target, IReadOnlyList<ExemplarSeries> series, QueryWindow window, string traceUrl)
    {
        var (from, to) = (window.From.ToUnixTimeMilliseconds() / 1000d, window.To.ToUnixTimeMilliseconds() / 1000d);
        var all = series.SelectMany(one => one.Exemplars.Select(exemplar => (Labels: Labels(one, exemplar), exemplar.Value, exemplar.At)))
            .Where(one => one.At >= from && one.At <= to && double.IsFinite(one.Value)).ToArray();
        if (all.Length == 0)
            return null;
        var (low, high) = (all.Min(one => one.Value), all.Max(one => one.Value));
        var kept = all
            .GroupBy(one => (Cell(one.At, from, to, Across), Cell(one.Value, low, high, Up)))
            .Select(cell => cell.OrderByDescending(one => one.Value).ThenBy(one => one.At).First())
            .OrderBy(one => one.At).ToArray();
        var names = kept.SelectMany(one => one.Labels.Keys).Distinct().ToArray();
        return new Frame(target.RefId, "exemplar", [
            Field.Time("Time", Array.ConvertAll(kept, one => (double?)Math.Round(one.At * 1000))),
            Field.OfNumbers("Value", Array.ConvertAll(kept, one => (double?)one.Value)),
            .. names.Select(name => Field.OfTexts(name, kept.Select(one => one.Labels.GetValueOrDefault(name))) with { Config = LinkOf(name, traceUrl) }),
        ]) { Topic = "exemplar" };
    }

    // The exemplar's own first: they say what it was; those of its series say where.
    private static Dictionary<string, string> Labels(ExemplarSeries series, Exemplar exemplar)
    {
        var all = new Dictionary<string, string>(exemplar.Labels.All, StringComparer.Ordinal);
        foreach (var (name, value) in series.Series.All)
            all.TryAdd(name, value);
        return all;
    }

    private static int Cell(double value, double low, double high, int count) => high > low ? Math.Min((int)((value - low) / (high - low) * count), count - 1) : 0;

    private static JsonObject LinkOf(string label, string traceUrl)
    {
        if (TraceLabel().Match(traceUrl) is not { Success: true } named || !Alike(named.Groups[1].Value, label))
            return [];
        return new JsonObject
        {
            ["links"] = new JsonArray(new JsonObject { ["title"] = "Trace ${__value.raw}", ["url"] = TraceLabel().Replace(traceUrl, "$${__value.raw}"), ["targetBlank"] = true }),
        };
    }

    // trace_id, traceID and TraceId are one.
    private static bool Alike(string a, string b)
        => string.Equals(a.Replace("_", "", StringComparison.Ordinal), b.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex TraceLabel();
}
