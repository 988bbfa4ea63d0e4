using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>A series in a cell of a table.</summary>
/// <param name="Times">Unix milliseconds.</param>
/// <param name="Stat">The figure that stands for it, beside its line and where it is sorted.</param>
internal sealed record SeriesCell(double?[] Times, double?[] Values, double? Stat)
{
    public override string ToString() => Cell.ToText(Stat);
}

/// <summary>Series as rows: their labels, and their line with one figure.</summary>
internal static class SeriesTable
{
    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var series = frames.Where(frame => frame.IsTimeSeries).SelectMany(frame => frame.Fields.Where(field => field.Type == FieldType.Number).Select(field => (Frame: frame, Field: field))).ToArray();
        if (series.Length == 0)
            return frames;
        var groups = series.GroupBy(one => one.Field.RefId ?? one.Frame.RefId).ToArray();
        return [.. groups.Select(group => Table(group.Key, [.. group], groups.Length > 1, options)), .. frames.Where(frame => !frame.IsTimeSeries)];
    }

    private static Frame Table(string refId, (Frame Frame, Field Field)[] rows, bool several, JsonObject options)
    {
        // Older files say the calculation by query, newer ones in an object.
        var stat = options.Get(refId).Str("stat") ?? options.Get("refIdToStat").Str(refId) ?? "lastNotNull";
        var labels = rows.SelectMany(row => row.Field.Labels.Keys).Distinct().ToArray();
        var trend = new Field(several ? "Trend #" + refId : "Trend", FieldType.Series,
            [.. rows.Select(row => (object?)new SeriesCell(TimeJoin.Raw(row.Frame.TimeField!), TimeJoin.Raw(row.Field), Cell.ToNumber(Reducer.Of(stat, row.Field))))]);
        return new Frame(refId, refId, [.. labels.Select(label => Field.OfTexts(label, rows.Select(row => row.Field.Labels.GetValueOrDefault(label)))), trend]);
    }
}
