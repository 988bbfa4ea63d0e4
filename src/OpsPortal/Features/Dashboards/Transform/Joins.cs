using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Several frames as one.</summary>
internal static class Joins
{
    private const int MaxRows = 100_000;

    public static IReadOnlyList<Frame> ByField(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var name = options.Str("byField");
        var keyed = frames.Select(frame => (Frame: frame, Key: name is { Length: > 0 } ? FrameNames.Of(frame, frames).Find(name) : frame.TimeField)).Where(pair => pair.Key is not null).ToArray();
        if (keyed.Length == 0 || keyed.Length == 1 && frames.Count == 1)
            return frames;
        if (keyed.All(pair => pair.Key!.Type == FieldType.Time && pair.Frame.TimeField == pair.Key) && options.Str("mode") is null or "outer")
            return [TimeJoin.Outer([.. keyed.Select(pair => pair.Frame)], string.Join(',', keyed.Select(pair => pair.Frame.RefId).Distinct()), "joined")];
        return [Joined(keyed!, options.Str("mode") ?? "outer")];
    }

    private static Frame Joined((Frame Frame, Field Key)[] keyed, string mode)
    {
        var rows = keyed.Select(pair => Enumerable.Range(0, pair.Frame.Length).GroupBy(row => pair.Key.Values[row] ?? "").ToDictionary(group => group.Key, group => group.ToArray())).ToArray();
        var keys = keyed.SelectMany(pair => pair.Key.Values.Select(value => value ?? "")).Distinct().Where(key => mode != "inner" || rows.All(one => one.ContainsKey(key))).ToArray();
        if (keyed[0].Key.Type is FieldType.Time or FieldType.Number)
            Array.Sort(keys, Cell.Compare);
        var table = new List<int[]>();
        foreach (var key in keys)
        {
            var found = rows.Select(one => one.GetValueOrDefault(key) ?? []).ToArray();
            // "outer" is of series: a key has one row, with the last value of each. The tabular ones pair all with all.
            table.AddRange(mode == "outer" ? [Array.ConvertAll(found, rows => rows.Length > 0 ? rows[^1] : -1)] : Crossed(found, 0, new int[found.Length]));
            if (table.Count > MaxRows)
                throw new TransformException($"it would make more than {MaxRows:N0} rows");
        }
        var fields = new List<Field> { Keys(keyed, table) };
        for (var i = 0; i < keyed.Length; i++)
        {
            var index = i;
            fields.AddRange(keyed[i].Frame.Fields.Where(field => field != keyed[index].Key).Select(field => Picked(field, table, index)));
        }
        return new Frame(string.Join(',', keyed.Select(pair => pair.Frame.RefId).Distinct()), "joined", fields);
    }

    private static IEnumerable<int[]> Crossed(int[][] found, int at, int[] row)
    {
        if (at == found.Length)
            return [(int[])row.Clone()];
        return (found[at].Length == 0 ? [-1] : found[at]).SelectMany(one =>
        {
            row[at] = one;
            return Crossed(found, at + 1, row).ToArray();
        });
    }

    private static Field Keys((Frame Frame, Field Key)[] keyed, List<int[]> table)
    {
        var values = table.Select(row =>
        {
            var frame = Array.FindIndex(row, index => index >= 0);
            return keyed[frame].Key.Values[row[frame]];
        }).ToArray();
        return Typed(keyed[0].Key, values);
    }

    private static Field Picked(Field field, List<int[]> table, int frame) => Typed(field, [.. table.Select(row => row[frame] >= 0 ? field.Values[row[frame]] : null)]);

    public static Field Typed(Field like, object?[] values)
        => like.Type is FieldType.Number or FieldType.Time ? like with { Values = new Numbers(Array.ConvertAll(values, Cell.ToNumber)) } : like with { Values = values };

    /// <summary>Rows that agree in all columns that all frames have become one row.</summary>
    public static IReadOnlyList<Frame> Merge(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var filled = frames.Where(frame => frame.Fields.Count > 0).ToArray();
        if (filled.Length < 2)
            return filled.Length == 0 ? frames : filled;
        var named = filled.Select(frame => FrameNames.Of(frame, filled)).ToArray();
        // Series without a name of their own would all be another column: their common one is what is meant.
        var columns = new List<(string Name, Field Like)>();
        foreach (var (field, name) in named.SelectMany(fields => fields))
        {
            if (columns.All(column => column.Name != name))
                columns.Add((name, field));
        }
        var keys = columns.Select((column, index) => (column.Name, index)).Where(column => named.All(fields => fields.Any(field => field.Name == column.Name))).Select(column => column.index).ToArray();
        // Nothing in common: there is nothing by which rows could meet.
        if (keys.Length == 0)
            return frames;
        var rows = new List<object?[]>();
        var set = new List<bool[]>();
        var byKey = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var f = 0; f < filled.Length; f++)
        {
            var at = named[f].Select(field => columns.FindIndex(column => column.Name == field.Name)).ToArray();
            for (var row = 0; row < filled[f].Length; row++)
                Put(row, filled[f], at);
        }
        return [new Frame(string.Join(',', filled.Select(frame => frame.RefId).Distinct()), "merged", [.. columns.Select((column, index) => Typed(column.Like, [.. rows.Select(row => row[index])]))])];

        void Put(int row, Frame frame, int[] at)
        {
            var values = new object?[columns.Count];
            var has = new bool[columns.Count];
            for (var i = 0; i < at.Length; i++)
                (values[at[i]], has[at[i]]) = (frame.Fields[i].Values[row], true);
            var key = string.Join('\u001f', keys.Select(index => Cell.ToText(values[index])));
            var same = byKey.TryGetValue(key, out var list) ? list : byKey[key] = [];
            // A row goes into every row that it agrees with: one table's "pod" may be in several of another's.
            var into = same.Where(index => Enumerable.Range(0, columns.Count).All(c => !has[c] || !set[index][c] || rows[index][c] is null || Equals(values[c], rows[index][c]))).ToArray();
            if (into.Length == 0)
            {
                if (rows.Count >= MaxRows)
                    throw new TransformException($"it would make more than {MaxRows:N0} rows");
                same.Add(rows.Count);
                rows.Add(values);
                set.Add(has);
                return;
            }
            foreach (var index in into)
            {
                for (var c = 0; c < columns.Count; c++)
                {
                    if (has[c])
                        (rows[index][c], set[index][c]) = (values[c], true);
                }
            }
        }
    }

    public static IReadOnlyList<Frame> Concatenate(IReadOnlyList<Frame> frames, JsonObject options)
    {
        if (frames.Count < 2)
            return frames;
        var length = frames.Max(frame => frame.Length);
        var mode = options.Str("frameNameMode") ?? "field";
        return [new Frame(string.Join(',', frames.Select(frame => frame.RefId).Distinct()), "", [.. frames.SelectMany(frame => frame.Fields.Select(field =>
        {
            var padded = field.Values.Count == length ? field : Typed(field, [.. field.Values, .. Enumerable.Repeat<object?>(null, length - field.Values.Count)]);
            if (frame.Name.Length == 0 || mode == "drop")
                return padded;
            return mode == "label" ? padded with { Labels = new Dictionary<string, string>(field.Labels) { [options.Str("frameNameLabel") ?? "frame"] = frame.Name } } : padded.Legend is null ? padded with { Legend = $"{frame.Name} · {field.Name}" } : padded;
        }))])];
    }

    /// <summary>Time, Metric, Value; the newest first.</summary>
    public static IReadOnlyList<Frame> SeriesToRows(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var series = frames.Where(frame => frame.IsTimeSeries).ToArray();
        if (series.Length == 0)
            return frames;
        var rows = series.SelectMany(frame => FrameNames.Of(frame, frames).Where(field => field.Field.Type == FieldType.Number).SelectMany(field =>
            Enumerable.Range(0, frame.Length).Select(row => (Time: frame.TimeField!.Number(row), field.Name, Value: field.Field.Number(row))))).OrderByDescending(row => row.Time).Take(MaxRows).ToArray();
        return [new Frame(series[0].RefId, "", [Field.Time("Time", Array.ConvertAll(rows, row => row.Time)), Field.OfTexts("Metric", rows.Select(row => row.Name)), Field.OfNumbers("Value", Array.ConvertAll(rows, row => row.Value))])];
    }
}
