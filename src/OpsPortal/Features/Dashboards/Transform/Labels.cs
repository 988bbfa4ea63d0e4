using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Labels of series as columns.</summary>
internal static class Labels
{
    public static IReadOnlyList<Frame> ToFields(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var keep = options.Get("keepLabels").Strings();
        var valueLabel = options.Str("valueLabel") is { Length: > 0 } given ? given : null;
        if (options.Str("mode") == "rows")
            return [.. frames.SelectMany(frame => frame.Fields.Where(field => field.Labels.Count > 0).Select(field => new Frame(frame.RefId, field.Legend ?? frame.Name,
                [Field.OfTexts("label", field.Labels.Keys), Field.OfTexts("value", field.Labels.Values)])))];
        return [.. frames.Select(frame => Widened(frame, valueLabel, keep))];
    }

    // Each series stays a table of its own: "merge" or a join behind it puts them together.
    private static Frame Widened(Frame frame, string? valueLabel, IReadOnlyList<string> keep)
    {
        var labels = frame.Fields.SelectMany(field => field.Labels).Where(label => label.Key != valueLabel && (keep.Count == 0 || keep.Contains(label.Key))).Distinct();
        return frame with
        {
            Step = 0,
            Fields = [
                .. frame.Fields.Select(field => field.Labels.Count == 0 ? field : field with
                {
                    Name = valueLabel is not null && (keep.Count == 0 || keep.Contains(valueLabel)) && field.Labels.TryGetValue(valueLabel, out var value) ? value : field.Name,
                    Labels = new Dictionary<string, string>(), Legend = null,
                }),
                .. labels.Select(label => Field.OfTexts(label.Key, Enumerable.Repeat<string?>(label.Value, frame.Length)))],
        };
    }

    /// <summary>A row for each combination of the labels in <c>join</c>, a column for each value of the label in <c>value</c>.</summary>
    public static IReadOnlyList<Frame> Join(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var label = options.Str("value") ?? "";
        var series = frames.SelectMany(frame => frame.Fields.Where(field => field.Labels.ContainsKey(label))).ToArray();
        if (series.Length == 0)
            return frames;
        var join = options.Get("join").Strings() is { Count: > 0 } given ? given : [.. series.SelectMany(field => field.Labels.Keys).Distinct().Where(name => name != label)];
        var rows = series.GroupBy(field => string.Join('\u001f', join.Select(name => field.Labels.GetValueOrDefault(name, "")))).ToArray();
        var columns = series.Select(field => field.Labels[label]).Distinct().ToArray();
        return
        [
            new Frame("", "", [
                .. join.Select(name => Field.OfTexts(name, rows.Select(row => row.First().Labels.GetValueOrDefault(name)))),
                .. columns.Select(column => Field.OfNumbers(column, [.. rows.Select(row => row.FirstOrDefault(field => field.Labels[label] == column) is { } field ? Cell.ToNumber(Reducer.Of("lastNotNull", field)) : null)])),
            ]),
        ];
    }
}
