using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Rows with the same values as one row, as a matrix, or as frames of their own.</summary>
internal static class Groups
{
    public static IReadOnlyList<Frame> By(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var rules = options.Obj("fields") ?? [];
        var result = frames.Select(frame => (Frame: frame, Fields: FrameNames.Of(frame, frames))).Select(pair =>
        {
            var keys = pair.Fields.Where(field => RuleOf(rules, field).Str("operation") == "groupby").ToArray();
            if (keys.Length == 0)
                return null;
            var groups = Enumerable.Range(0, pair.Frame.Length).GroupBy(row => string.Join('\u001f', keys.Select(key => Cell.ToText(key.Field.Values[row])))).Select(group => group.ToArray()).ToArray();
            var columns = keys.Select(key => key.Field.Rows([.. groups.Select(group => group[0])])).ToList();
            foreach (var field in pair.Fields.Where(field => RuleOf(rules, field).Str("operation") == "aggregate"))
                columns.AddRange(RuleOf(rules, field).Get("aggregations").Strings().Select(calc => Aggregated(field, calc, groups)));
            return pair.Frame with { Fields = columns, Step = 0 };
        }).OfType<Frame>().ToArray();
        return result.Length > 0 ? result : frames;
    }

    public static IReadOnlyList<Frame> ToMatrix(IReadOnlyList<Frame> frames, JsonObject options)
    {
        if (frames.Count != 1)
            return frames;
        var fields = FrameNames.Of(frames[0], frames);
        var (columnName, rowName) = (options.Str("columnField") ?? "Time", options.Str("rowField") ?? "Time");
        if (fields.Find(columnName) is not { } column || fields.Find(rowName) is not { } row || fields.Find(options.Str("valueField") ?? "Value") is not { } value)
            return frames;
        var (columns, rows) = (column.Values.Distinct().Take(500).ToArray(), row.Values.Distinct().ToArray());
        var at = new Dictionary<(object, object), object?>();
        for (var i = 0; i < frames[0].Length; i++)
            at[(column.Values[i] ?? "", row.Values[i] ?? "")] = value.Values[i];
        object? empty = options.Str("emptyValue") switch { "zero" => 0d, "true" => true, "false" => false, "empty" when value.Type == FieldType.String => "", _ => null };
        return
        [
            frames[0] with
            {
                Step = 0,
                Fields = [Joins.Typed(row with { Name = $"{rowName}\\{columnName}", Legend = null }, rows),
                    .. columns.Select(one => Joins.Typed(value with { Name = Cell.ToText(one), Legend = null, Labels = new Dictionary<string, string>() }, [.. rows.Select(key => at.TryGetValue((one ?? "", key ?? ""), out var cell) ? cell : empty)]))],
            },
        ];
    }

    public static IReadOnlyList<Frame> Partition(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var names = options.Get("fields").Strings();
        if (names.Count == 0)
            return frames;
        return [.. frames.SelectMany(frame =>
        {
            var fields = FrameNames.Of(frame, frames);
            var keys = names.Select(name => fields.Find(name)).OfType<Field>().ToArray();
            if (keys.Length == 0)
                return [frame];
            return Enumerable.Range(0, frame.Length).GroupBy(row => string.Join(' ', keys.Select(key => Cell.ToText(key.Values[row])))).Take(PanelQueries.MaxSeries).Select(group =>
            {
                var part = frame.Rows([.. group]);
                var labels = keys.ToDictionary(key => key.Name, key => Cell.ToText(key.Values[group.First()]), StringComparer.Ordinal);
                var kept = part.Fields.Where((_, index) => options.Bool("keepFields") == true || !keys.Contains(frame.Fields[index]));
                return part with { Name = group.Key, Fields = [.. kept.Select(field => field.Type == FieldType.Number ? field with { Labels = labels, Legend = null } : field)] };
            });
        })];
    }

    private static Field Aggregated((Field Field, string Name) field, string calc, int[][] groups)
    {
        var values = groups.Select(group => Reducer.Of(calc, field.Field.Rows(group))).ToArray();
        var name = $"{field.Name} ({calc})";
        return values.All(value => value is null or double)
            ? (field.Field.Type == FieldType.Time && calc is not ("count" or "distinctCount") ? Field.Time(name, Array.ConvertAll(values, value => (double?)value)) : Field.OfNumbers(name, Array.ConvertAll(values, value => (double?)value)))
            : new Field(name, FieldType.String, Array.ConvertAll(values, value => value is null ? null : (object)Cell.ToText(value)));
    }

    private static JsonObject? RuleOf(JsonObject rules, (Field Field, string Name) field) => rules.Obj(field.Name) ?? rules.Obj(field.Field.Name);
}
