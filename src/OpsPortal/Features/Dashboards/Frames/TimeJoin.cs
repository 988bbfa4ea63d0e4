namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Many frames of time and values as one, each time once; where a column has no value, there is none.</summary>
internal static class TimeJoin
{
    private const int MaxRows = 200_000;

    /// <summary>Joins frames whose grids are the same; a grid is completed, so that a gap is seen as one.</summary>
    /// <returns>One frame for each step; what isn't a time series stays as it is, behind.</returns>
    public static IReadOnlyList<Frame> OnGrid(IReadOnlyList<Frame> frames)
    {
        var result = new List<Frame>();
        foreach (var group in frames.Where(frame => frame.IsTimeSeries).GroupBy(frame => frame.Step))
        {
            var all = group.ToArray();
            var refIds = all.Select(frame => frame.RefId).Distinct().ToArray();
            var joined = Outer(all, refIds.Length == 1 ? refIds[0] : string.Join(",", refIds), "");
            result.Add(joined.Step > 0 ? Completed(joined) : joined);
        }
        result.AddRange(frames.Where(frame => !frame.IsTimeSeries));
        return result;
    }

    /// <summary>An outer join by time, sorted.</summary>
    public static Frame Outer(IReadOnlyList<Frame> frames, string refId, string name)
    {
        if (frames.Count == 1 && IsRising(frames[0].TimeField!))
            return frames[0] with { Name = name.Length > 0 ? name : frames[0].Name };
        var first = frames[0].TimeField!;
        var same = IsRising(first) && frames.All(frame => frame.Length == first.Values.Count && SameTimes(frame.TimeField!, first));
        var times = same ? null : frames.SelectMany(frame => Raw(frame.TimeField!)).OfType<double>().Distinct().Order().ToArray();
        var index = times?.Select((time, row) => (time, row)).ToDictionary(pair => pair.time, pair => pair.row);
        var fields = new List<Field> { same ? first : first with { Values = new Numbers(Array.ConvertAll(times!, time => (double?)time)) } };
        foreach (var frame in frames)
        {
            var rows = same ? null : Raw(frame.TimeField!);
            foreach (var field in frame.Fields.Where(field => field != frame.TimeField))
                fields.Add((same ? field : Spread(field, rows!, index!, times!.Length)) with { RefId = field.RefId ?? frame.RefId });
        }
        return new Frame(refId, name, fields) { Step = frames.Select(frame => frame.Step).Distinct().Count() == 1 ? frames[0].Step : 0 };
    }

    /// <summary>The frame with every point of its grid between its first and its last; what isn't on a grid stays as it is.</summary>
    public static Frame Completed(Frame frame)
    {
        var times = Raw(frame.TimeField!);
        var step = frame.Step * 1000d;
        if (times.Length < 2 || times[0] is not { } start || times[^1] is not { } end)
            return frame;
        var count = (long)Math.Round((end - start) / step) + 1;
        if (count == times.Length || count > MaxRows || times.Any(time => time is not { } at || Math.Abs((at - start) / step - Math.Round((at - start) / step)) > 1e-6))
            return frame;
        var full = new double?[count];
        for (var i = 0; i < count; i++)
            full[i] = Math.Round(start + i * step);
        return Onto(frame, full);
    }

    /// <summary>The frame at these times; where it has none, there is no value.</summary>
    public static Frame Onto(Frame frame, double?[] full)
    {
        var (times, index) = (Raw(frame.TimeField!), new Dictionary<double, int>());
        for (var i = 0; i < full.Length; i++)
            index[full[i]!.Value] = i;
        return frame with
        {
            Fields = [.. frame.Fields.Select(field => field == frame.TimeField ? field with { Values = new Numbers(full) } : Spread(field, times, index, full.Length))],
        };
    }

    private static Field Spread(Field field, double?[] times, Dictionary<double, int> index, int length)
    {
        if (field.Values is Numbers numbers)
        {
            var values = new double?[length];
            for (var i = 0; i < times.Length; i++)
            {
                if (times[i] is { } time && index.TryGetValue(time, out var row))
                    values[row] = numbers.Raw[i];
            }
            return field with { Values = new Numbers(values) };
        }
        var others = new object?[length];
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] is { } time && index.TryGetValue(time, out var row))
                others[row] = field.Values[i];
        }
        return field with { Values = others };
    }

    public static double?[] Raw(Field field) => field.Values is Numbers numbers ? numbers.Raw : [.. Enumerable.Range(0, field.Values.Count).Select(field.Number)];

    private static bool SameTimes(Field a, Field b) => ReferenceEquals(a.Values, b.Values) || Raw(a).AsSpan().SequenceEqual(Raw(b));

    private static bool IsRising(Field time)
    {
        var raw = Raw(time);
        for (var i = 1; i < raw.Length; i++)
        {
            if (!(raw[i] > raw[i - 1]))
                return false;
        }
        return raw.Length == 0 || raw[0] is not null;
    }
}
