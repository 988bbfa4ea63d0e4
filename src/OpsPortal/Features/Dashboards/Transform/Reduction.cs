using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Columns to one figure each, rows to columns and back.</summary>
internal static class Reduction
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["max"] = "Max", ["min"] = "Min", ["mean"] = "Mean", ["sum"] = "Total", ["last"] = "Last", ["lastNotNull"] = "Last *", ["first"] = "First", ["firstNotNull"] = "First *",
        ["count"] = "Count", ["countAll"] = "Count all", ["range"] = "Range", ["delta"] = "Delta", ["step"] = "Step", ["diff"] = "Difference", ["diffperc"] = "Difference percent", ["variance"] = "Variance",
        ["stdDev"] = "StdDev", ["changeCount"] = "Change count", ["distinctCount"] = "Distinct count", ["logmin"] = "Min (above zero)", ["allIsZero"] = "All Zeros",
        ["allIsNull"] = "All Nulls", ["uniqueValues"] = "All unique values", ["allValues"] = "All values", ["median"] = "Median",
    };

    /// <summary>What Grafana calls a calculation: <c>lastNotNull</c> is <c>Last *</c>.</summary>
    public static string NameOf(string calc) => Names.TryGetValue(calc, out var name) ? name : calc is ['p', .. var percent] && int.TryParse(percent, out _) ? percent + "th %" : calc;

    public static IReadOnlyList<Frame> Reduce(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var calcs = options.Get("reducers").Strings() is { Count: > 0 } given ? given : ["max"];
        return options.Str("mode") == "reduceFields" ? Fields(frames, calcs, options.Bool("includeTimeField") == true) : Rows(frames, calcs, options);
    }

    private static IReadOnlyList<Frame> Rows(IReadOnlyList<Frame> frames, IReadOnlyList<string> calcs, JsonObject options)
    {
        var fields = frames.SelectMany(frame => FrameNames.Of(frame, frames)).Where(field => field.Field.Type != FieldType.Time).ToArray();
        if (fields.Length == 0)
            return frames;
        var labels = options.Bool("labelsToFields") == true ? fields.SelectMany(field => field.Field.Labels.Keys).Distinct().Order(StringComparer.Ordinal).ToArray() : [];
        var columns = calcs.Select(calc => Column(NameOf(calc), [.. fields.Select(field => Reducer.Of(calc, field.Field))]));
        // With labels beside it, a field is called by its own name.
        return [new Frame(frames[0].RefId, "", [
            Field.OfTexts("Field", fields.Select(field => labels.Length > 0 ? field.Field.Name : field.Name)),
            .. labels.Select(label => Field.OfTexts(label, fields.Select(field => field.Field.Labels.GetValueOrDefault(label)))),
            .. columns])];
    }

    private static IReadOnlyList<Frame> Fields(IReadOnlyList<Frame> frames, IReadOnlyList<string> calcs, bool includeTime) => [.. frames.Select(frame => frame with
    {
        Step = 0,
        Fields = [.. frame.Fields.Where(field => field.Type == FieldType.Number || includeTime && field.Type == FieldType.Time).SelectMany(field => calcs.Select(calc => Called(field, calc, calcs.Count > 1)))],
    }).Where(frame => frame.Fields.Count > 0)];

    // Several figures of one series need names: a label more, or its legend with the calculation.
    private static Field Called(Field field, string calc, bool several)
    {
        var column = Column(field.Name, [Reducer.Of(calc, field)]) with { Labels = field.Labels, Legend = field.Legend };
        if (field.Type == FieldType.Time && calc is not ("count" or "countAll" or "distinctCount" or "changeCount"))
            column = column with { Type = FieldType.Time };
        if (!several)
            return column;
        return field.Legend is null
            ? column with { Labels = new Dictionary<string, string>(field.Labels, StringComparer.Ordinal) { ["reducer"] = NameOf(calc) } }
            : column with { Legend = $"{field.Legend} {NameOf(calc)}" };
    }

    private static Field Column(string name, object?[] values) => values.All(value => value is null or double)
        ? Field.OfNumbers(name, Array.ConvertAll(values, value => (double?)value))
        : values.All(value => value is null or bool) ? new Field(name, FieldType.Boolean, values) : Field.OfTexts(name, values.Select(value => value is null ? null : Cell.ToText(value)));

    /// <summary>The first column's values become the names of columns, the names of the others the first column.</summary>
    public static IReadOnlyList<Frame> Transpose(IReadOnlyList<Frame> frames, JsonObject options) => [.. frames.Select(frame =>
    {
        if (frame.Fields.Count == 0)
            return frame;
        var names = FrameNames.Of(frame, frames);
        var head = frame.Fields[0];
        var isHead = head.Type is FieldType.String or FieldType.Time;
        var rest = isHead ? names.Skip(1).ToArray() : [.. names];
        var numeric = rest.All(field => field.Field.Type == FieldType.Number);
        var columns = Enumerable.Range(0, Math.Min(frame.Length, PanelQueries.MaxSeries)).Select(row =>
        {
            var name = isHead ? Cell.ToText(head.Values[row]) : options.Str("restFieldsName") is { Length: > 0 } given ? given : "Value";
            return numeric ? Field.OfNumbers(name, [.. rest.Select(field => field.Field.Number(row))]) : Field.OfTexts(name, rest.Select(field => Cell.ToText(field.Field.Values[row])));
        });
        var first = Field.OfTexts(options.Str("firstFieldName") is { Length: > 0 } called ? called : "Field", rest.Select(field => field.Name));
        return frame with { Step = 0, Fields = [first, .. columns] };
    })];

    /// <summary>Each row becomes a column of one value; by default the first text names it and the first number is its value.</summary>
    public static IReadOnlyList<Frame> RowsToFields(IReadOnlyList<Frame> frames, JsonObject options) => [.. frames.Select(frame =>
    {
        var fields = FrameNames.Of(frame, frames);
        var mapped = options.Objects("mappings").Select(one => (Field: fields.Find(one.Str("fieldName")), Use: one.Str("handlerKey") ?? "", Arguments: one.Get("handlerArguments"))).Where(one => one.Field is not null).ToArray();
        var name = mapped.FirstOrDefault(one => one.Use is "field.name").Field ?? frame.Fields.FirstOrDefault(field => field.Type == FieldType.String);
        var value = mapped.FirstOrDefault(one => one.Use is "field.value").Field ?? frame.Fields.FirstOrDefault(field => field.Type == FieldType.Number);
        if (name is null || value is null)
            return frame;
        var labels = frame.Fields.Where(field => field.Type == FieldType.String && field != name && mapped.All(one => one.Field != field || one.Use == "field.label")).ToArray();
        var configs = mapped.Where(one => one.Use is not ("field.name" or "field.value" or "field.label")).ToArray();
        var columns = Enumerable.Range(0, Math.Min(frame.Length, PanelQueries.MaxSeries)).Select(row => Field.OfNumbers(Cell.ToText(name.Values[row]), [value.Number(row)]) with
        {
            Config = ConfigOf(configs, row), Legend = Cell.ToText(name.Values[row]), Labels = labels.ToDictionary(label => label.Name, label => Cell.ToText(label.Values[row]), StringComparer.Ordinal),
        });
        return frame with { Step = 0, Fields = [.. columns] };
    })];

    private static JsonObject ConfigOf((Field? Field, string Use, JsonNode? Arguments)[] mapped, int row)
    {
        var config = new JsonObject();
        foreach (var (field, use, arguments) in mapped)
            ConfigHandlers.Set(config, use, field!.Values[row], arguments);
        return config;
    }
}
