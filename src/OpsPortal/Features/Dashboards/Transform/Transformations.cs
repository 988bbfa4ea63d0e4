using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Applies a panel's transformations in their order. One that isn't known is told, and the data go on as they are.</summary>
internal static class Transformations
{
    private static readonly Dictionary<string, Func<IReadOnlyList<Frame>, JsonObject, IReadOnlyList<Frame>>> ById = new(StringComparer.Ordinal)
    {
        ["organize"] = FieldPick.Organize,
        ["filterFieldsByName"] = FieldPick.ByName,
        ["filterByRefId"] = FieldPick.ByRefId,
        ["filterFramesByRefId"] = FieldPick.ByRefId,
        ["renameByRegex"] = FieldPick.RenameByRegex,
        ["convertFieldType"] = Conversions.Types,
        ["formatTime"] = Conversions.FormatTime,
        ["formatString"] = TextForms.Of,
        ["extractFields"] = Extraction.Fields,
        ["calculateField"] = Calculation.Add,
        ["joinByField"] = Joins.ByField,
        ["seriesToColumns"] = Joins.ByField,
        ["merge"] = Joins.Merge,
        ["concatenate"] = Joins.Concatenate,
        ["seriesToRows"] = Joins.SeriesToRows,
        ["prepareTimeSeries"] = TimeSeriesForms.Prepare,
        ["joinByLabels"] = Labels.Join,
        ["labelsToFields"] = Labels.ToFields,
        ["groupBy"] = Groups.By,
        ["groupingToMatrix"] = Groups.ToMatrix,
        ["partitionByValues"] = Groups.Partition,
        ["sortBy"] = RowPick.Sort,
        ["limit"] = RowPick.Limit,
        ["filterByValue"] = RowPick.ByValue,
        ["reduce"] = Reduction.Reduce,
        ["transpose"] = Reduction.Transpose,
        ["rowsToFields"] = Reduction.RowsToFields,
        ["histogram"] = Histograms.Of,
        ["heatmap"] = HeatmapCells.Of,
        ["regression"] = Regression.Of,
        ["smoothing"] = Smoothing.Of,
        ["spatial"] = Spatial.Of,
        ["timeSeriesTable"] = SeriesTable.Of,
        ["configFromData"] = ConfigFromData.Apply,
        ["noop"] = (frames, _) => frames,
    };

    /// <summary>The ids of all that are applied, as files write them.</summary>
    public static IEnumerable<string> Known => ById.Keys;

    /// <param name="fill">Fills variables into the options' texts.</param>
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, JsonObject panel, Func<string, string> fill, List<Notice> notices)
    {
        foreach (var one in panel.Objects("transformations").Take(100))
        {
            var id = one.Str("id") ?? "";
            if (one.Bool("disabled") == true || one.Str("topic") == "annotations")
                continue;
            if (!ById.TryGetValue(id, out var apply))
                notices.Add(new Notice("warn", $"The transformation “{id}” isn't applied; the data are shown as they come."));
            else
                frames = Applied(frames, one, apply, Filled(one.Obj("options") ?? [], fill), notices);
        }
        return frames;
    }

    private static IReadOnlyList<Frame> Applied(
        IReadOnlyList<Frame> frames, JsonObject one, Func<IReadOnlyList<Frame>, JsonObject, IReadOnlyList<Frame>> apply, JsonObject options, List<Notice> notices)
    {
        try
        {
            if (one.Obj("filter") is not { } filter || filter.Str("options") is not { Length: > 0 } refIds)
                return apply(frames, options);
            var chosen = frames.Where(frame => FieldPick.IsRefId(frame, refIds)).ToArray();
            return [.. apply(chosen, options), .. frames.Except(chosen)];
        }
        catch (Exception error) when (error is TransformException or RegexMatchTimeoutException)
        {
            notices.Add(new Notice("warn", $"The transformation “{one.Str("id")}” isn't applied: {(error is TransformException ? error.Message : "its regex takes too long")}"));
            return frames;
        }
    }

    private static JsonObject Filled(JsonObject options, Func<string, string> fill)
        => options.ToJsonString().Contains('$', StringComparison.Ordinal) ? (JsonObject)Filled((JsonNode)options, fill, 0)! : options;

    private static JsonNode? Filled(JsonNode? node, Func<string, string> fill, int depth) => node switch
    {
        JsonObject obj when depth < 20 => new JsonObject(obj.Select(pair => KeyValuePair.Create(pair.Key, Filled(pair.Value, fill, depth + 1)))),
        JsonArray array when depth < 20 => new JsonArray([.. array.Select(item => Filled(item, fill, depth + 1))]),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => fill(value.GetValue<string>()),
        _ => node.Copy(),
    };
}

/// <summary>A transformation can't do what it is asked; the message says why, for people.</summary>
internal sealed class TransformException(string message) : Exception(message);

/// <summary>What transformations share: names of fields as people see them.</summary>
internal static class FrameNames
{
    /// <summary>Each field with its name; the frames must be all of the panel's.</summary>
    public static IReadOnlyList<(Field Field, string Name)> Of(Frame frame, IReadOnlyList<Frame> all)
    {
        var single = FieldNames.SingleLabel(all);
        return [.. frame.Fields.Select(field => (field, FieldNames.Display(field, frame, single)))];
    }

    /// <summary>The field with that name, as it is shown or as it came.</summary>
    public static Field? Find(this IReadOnlyList<(Field Field, string Name)> fields, string? name)
    {
        foreach (var (field, shown) in fields)
        {
            if (shown == name)
                return field;
        }
        return fields.Select(pair => pair.Field).FirstOrDefault(field => field.Name == name);
    }

    public static bool Is(this (Field Field, string Name) field, string name) => field.Name == name || field.Field.Name == name;
}
