using System.Globalization;
using System.Text.Json;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>Holds the frames of one panel's answer against Prometheus' own answers to the panel's expressions.</summary>
internal static class PanelTruth
{
    /// <returns>In words, what is not as Prometheus says.</returns>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(JsonElement panel, DirectPrometheus prometheus)
    {
        var differences = new List<string>();
        var columns = Columns(panel);
        var type = panel.GetProperty("spec").GetProperty("type").GetString();
        foreach (var query in panel.GetProperty("meta").GetProperty("queries").EnumerateArray())
        {
            var expr = query.GetProperty("expr").GetString()!;
            if (expr.Contains('$', StringComparison.Ordinal) && !expr.Contains("$1", StringComparison.Ordinal))
                differences.Add($"not filled in: {expr}");
            var instant = query.GetProperty("kind").GetString() == "instant";
            if ((instant ? await prometheus.InstantAsync(expr, panel.GetProperty("to").GetInt64()) : await RangeAsync()) is not { } truth)
                differences.AddRange(SaysItWasRefused(panel) ? [] : [$"refused, and the panel doesn't say so: {expr}"]);
            else
                differences.AddRange(instant ? Values(truth, columns, expr) : type == "heatmap" ? Buckets(truth, columns, expr) : Series(truth, columns, expr));

            Task<IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)>?> RangeAsync()
            {
                var step = query.GetProperty("stepSeconds").GetDouble();
                var (from, to) = (Math.Floor(panel.GetProperty("from").GetInt64() / 1000 / step) * step, panel.GetProperty("to").GetInt64() / 1000);
                return prometheus.RangeAsync(expr, (long)(from * 1000), to * 1000, step);
            }
        }
        return differences;
    }

    private static bool SaysItWasRefused(JsonElement panel)
        => panel.GetProperty("notices").EnumerateArray().Any(notice => notice.GetProperty("tone").GetString() == "bad");

    private static IEnumerable<string> Series(IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)> truth, IReadOnlyList<Column> columns, string expr)
    {
        if (truth.Count > 100)
            yield return $"too many series to compare ({truth.Count}): {expr}";
        foreach (var (labels, values) in truth)
        {
            var same = columns.Where(column => column.Labels == labels).ToArray();
            if (same.Length == 0)
                yield return $"no column for {{{labels}}} of {expr}";
            else if (!same.Any(column => Same(column, values)))
                yield return $"other values for {{{labels}}} of {expr}";
        }
    }

    private static bool Same(Column column, IReadOnlyDictionary<long, double> truth)
    {
        var shown = column.Values.Where(point => point.Value is not null).ToDictionary(point => point.Time, point => point.Value!.Value);
        // The last step may lie behind the end of what was asked here, and the first before it.
        return truth.Keys.Where(shown.ContainsKey).Count() >= Math.Max(1, truth.Count - 1)
            && shown.All(point => truth.TryGetValue(point.Key, out var value) ? value.Equals(point.Value) : point.Key <= truth.Keys.Min() || point.Key >= truth.Keys.Max());
    }

    // Whatever the transformations made of the table, each figure is in it.
    private static IEnumerable<string> Values(IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)> truth, IReadOnlyList<Column> columns, string expr)
    {
        var shown = columns.SelectMany(column => column.Values).Select(point => point.Value).OfType<double>().ToHashSet();
        return truth.Select(series => series.Values.Values.Single()).Where(value => !shown.Contains(value))
            .Select(value => $"{value.ToString("R", CultureInfo.InvariantCulture)} is nowhere: {expr}");
    }

    // Buckets are counted each for itself: together they are the bucket that holds all.
    private static IEnumerable<string> Buckets(IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)> truth, IReadOnlyList<Column> columns, string expr)
    {
        var all = truth.Where(series => series.Labels.Contains("le=+Inf", StringComparison.Ordinal)).ToArray();
        if (all.Length != 1)
            yield break;
        foreach (var (time, value) in all[0].Values)
        {
            var sum = columns.SelectMany(column => column.Values).Where(point => point.Time == time).Sum(point => point.Value ?? 0);
            if (double.IsFinite(value) && Math.Abs(sum - value) > 1e-9 * Math.Max(1, Math.Abs(value)))
                yield return FormattableString.Invariant($"buckets at {time} sum up to {sum}, not {value}: {expr}");
        }
    }

    private static Column[] Columns(JsonElement panel)
        => [.. panel.GetProperty("frames").EnumerateArray().SelectMany(frame =>
        {
            var fields = frame.GetProperty("fields").EnumerateArray().ToArray();
            var time = Array.Find(fields, field => field.GetProperty("type").GetString() == "time");
            var times = time.ValueKind == JsonValueKind.Undefined ? null : time.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? 0 : (long)value.GetDouble()).ToArray();
            return fields.Where(field => field.GetProperty("type").GetString() == "number").Select(field => new Column(
                field.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object
                    ? DirectPrometheus.Key(labels.EnumerateObject().Select(label => (label.Name, label.Value.GetString()!))) : "",
                [.. field.GetProperty("values").EnumerateArray().Select((value, row) => (times is null ? row : times[row], Number(value)))]));
        })];

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString() switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => null },
        _ => null,
    };

    private sealed record Column(string Labels, IReadOnlyList<(long Time, double? Value)> Values);
}
