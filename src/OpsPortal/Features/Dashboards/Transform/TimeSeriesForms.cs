using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>
/// The three forms of series over time: <c>wide</c> is one table with a column a series, <c>multi</c> a table a series, <c>long</c> one
/// table in which texts say of which series a row is.
/// </summary>
internal static class TimeSeriesForms
{
    private const int MaxRows = 100_000;

    public static IReadOnlyList<Frame> Prepare(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var series = frames.Where(frame => frame.IsTimeSeries).ToArray();
        if (series.Length == 0)
            return frames;
        IReadOnlyList<Frame> made = options.Str("format") switch
        {
            "long" => series is [var only] && HasTexts(only) ? [only] : [Long(series)],
            "multi" or "many" => [.. series.SelectMany(Split)],
            _ => Wide([.. series.SelectMany(frame => HasTexts(frame) ? Split(frame) : [frame])]),
        };
        return [.. made, .. frames.Except(series)];
    }

    private static IReadOnlyList<Frame> Wide(IReadOnlyList<Frame> series) => series.Count > 1 ? [TimeJoin.Outer(series, series[0].RefId, "")] : series;

    private static bool HasTexts(Frame frame) => frame.Fields.Any(field => field.Type == FieldType.String);

    /// <summary>A frame for each column of numbers, and for each combination of the texts beside them, which become its labels.</summary>
    private static IEnumerable<Frame> Split(Frame frame)
    {
        var texts = frame.Fields.Where(field => field.Type == FieldType.String).ToArray();
        var groups = Enumerable.Range(0, frame.Length).GroupBy(row => string.Join('\u001f', texts.Select(field => Cell.ToText(field.Values[row])))).Take(PanelQueries.MaxSeries).Select(group => group.ToArray()).ToArray();
        return
            from value in frame.Fields
            where value.Type is FieldType.Number or FieldType.Boolean
            from rows in groups
            let labels = texts.Aggregate(new Dictionary<string, string>(value.Labels), (all, text) => { all[text.Name] = Cell.ToText(text.Values[rows[0]]); return all; })
            select frame with { Step = texts.Length > 0 ? 0 : frame.Step, Fields = [frame.TimeField!.Rows(rows), value.Rows(rows) with { Labels = labels, Legend = texts.Length > 0 ? null : value.Legend }] };
    }

    /// <summary>By time, and as the series came; a series without labels is told by its name.</summary>
    private static Frame Long(Frame[] series)
    {
        var parts = series.SelectMany(frame => frame.Fields.Where(field => field.Type is FieldType.Number or FieldType.Boolean).Select(field => (Frame: frame, Field: field))).ToArray();
        var labels = parts.SelectMany(part => part.Field.Labels.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var rows = parts.SelectMany(part => Enumerable.Range(0, part.Frame.Length).Where(row => part.Field.Values[row] is not null).Select(row => (part.Frame, part.Field, Row: row, At: part.Frame.TimeField!.Number(row))))
            .OrderBy(row => row.At).Take(MaxRows).ToArray();
        IEnumerable<Field> told = labels.Length > 0
            ? labels.Select(label => Field.OfTexts(label, rows.Select(row => row.Field.Labels.GetValueOrDefault(label))))
            : [Field.OfTexts("Metric", rows.Select(row => row.Field.Legend ?? row.Field.Name))];
        return new Frame(series[0].RefId, "", [Field.Time("Time", Array.ConvertAll(rows, row => row.At)), .. told, Field.OfNumbers("Value", Array.ConvertAll(rows, row => row.Field.Number(row.Row)))]);
    }
}
