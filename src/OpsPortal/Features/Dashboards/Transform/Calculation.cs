using System.Globalization;
using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>A column that is computed of others: two of them, all of a row, one alone, its running total, its row's number.</summary>
internal static class Calculation
{
    public static IReadOnlyList<Frame> Add(IReadOnlyList<Frame> frames, JsonObject options)
    {
        if (options.Bool("timeSeries") != false && frames.Count > 1 && frames.All(frame => frame.TimeField is not null))
            frames = [TimeJoin.Outer(frames, string.Join(',', frames.Select(frame => frame.RefId).Distinct()), "")];
        return [.. frames.Select(frame =>
        {
            var made = Columns(frame, FrameNames.Of(frame, frames), options).ToArray();
            var kept = options.Bool("replaceFields") == true ? frame.Fields.Where(field => field.Type == FieldType.Time).Take(1) : frame.Fields;
            return made.Length == 0 ? frame : frame with { Fields = [.. kept, .. made] };
        })];
    }

    private static IEnumerable<Field> Columns(Frame frame, IReadOnlyList<(Field Field, string Name)> fields, JsonObject options)
    {
        var alias = options.Str("alias") is { Length: > 0 } given ? given : null;
        switch (options.Str("mode") ?? "reduceRow")
        {
            case "binary":
                return Binary(frame, fields, options.Obj("binary") ?? [], alias);
            case "unary":
                return Unary(fields, options.Obj("unary") ?? [], alias);
            case "index":
                var share = options.Get("index").Bool("asPercentile") == true;
                return [Field.OfNumbers(alias ?? "Row", [.. Enumerable.Range(0, frame.Length).Select(row => (double?)(share ? row / (double)frame.Length : row))]) with { Config = share ? new JsonObject { ["unit"] = "percentunit" } : [] }];
            case "cumulativeFunctions":
                return Cumulative(fields, options.Obj("cumulative") ?? [], alias);
            case "windowFunctions":
                return Window(fields, options.Obj("window") ?? [], alias);
            case "reduceRow":
                return [Row(frame, fields, options.Obj("reduce") ?? [], alias)];
            case var other:
                throw new TransformException($"the mode “{other}” isn't known");
        }
    }

    private static IEnumerable<Field> Binary(Frame frame, IReadOnlyList<(Field Field, string Name)> fields, JsonObject binary, string? alias)
    {
        var op = binary.Str("operator") ?? binary.Str("operation") ?? "+";
        var right = Operand(binary.Get("right"), fields, frame);
        foreach (var (name, left) in Lefts(binary.Get("left"), fields, frame))
        {
            if (left is null || right.Of is null)
                continue;
            var values = new double?[frame.Length];
            for (var row = 0; row < values.Length; row++)
                values[row] = Apply(op, left(row), right.Of(row));
            yield return Field.OfNumbers(alias ?? $"{name} {op} {right.Name}", values);
        }
    }

    private static IEnumerable<(string Name, Func<int, double?>? Of)> Lefts(JsonNode? node, IReadOnlyList<(Field Field, string Name)> fields, Frame frame)
    {
        if (node.Obj("matcher") is { } matcher && matcher.Str("id") is not ("byName" or null) && FieldMatcher.Of(matcher.Str("id")!, matcher.Get("options")) is { } matches)
            return fields.Where(field => field.Field.Type == FieldType.Number && matches(field.Field, frame, field.Name)).Select(field => (field.Name, (Func<int, double?>?)field.Field.Number));
        return [Operand(node, fields, frame)];
    }

    private static (string Name, Func<int, double?>? Of) Operand(JsonNode? node, IReadOnlyList<(Field Field, string Name)> fields, Frame frame)
    {
        var text = node is JsonObject ? node.Obj("matcher") is { } matcher ? matcher.Str("options") : node.Str("fixed") : node.Text();
        if (fields.Find(text) is { } field)
            return (text!, field.Number);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (text!, _ => number) : (text ?? "", null);
    }

    // As in Grafana a value that is missing beside another counts as nothing: what is there of a sum stands. Where both are missing there is none.
    private static double? Apply(string op, double? left, double? right) => left is null && right is null ? null : Apply(op, left ?? 0, right ?? 0);

    private static double? Apply(string op, double a, double b) => op switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "**" or "^" => Math.Pow(a, b),
        "%" => a % b,
        "=" or "==" => a == b ? 1 : 0,
        "!=" => a != b ? 1 : 0,
        ">" => a > b ? 1 : 0,
        "<" => a < b ? 1 : 0,
        ">=" => a >= b ? 1 : 0,
        "<=" => a <= b ? 1 : 0,
        _ => throw new TransformException($"the operator {op} isn't known"),
    };

    private static IEnumerable<Field> Unary(IReadOnlyList<(Field Field, string Name)> fields, JsonObject unary, string? alias)
    {
        var op = unary.Str("operator") ?? "abs";
        if (fields.Find(unary.Str("fieldName")) is not { } field)
            return [];
        Func<double, double> of = op switch
        {
            "abs" => Math.Abs, "exp" => Math.Exp, "ln" => Math.Log, "floor" => Math.Floor, "ceil" => Math.Ceiling,
            // Halves go up, as in a browser: -5.5 is -5.
            "round" => x => Math.Floor(x + 0.5),
            _ => throw new TransformException($"the operation {op} isn't known"),
        };
        return [Field.OfNumbers(alias ?? $"{op}({unary.Str("fieldName")})", [.. Enumerable.Range(0, field.Values.Count).Select(row => field.Number(row) is { } x ? of(x) : (double?)null)])];
    }

    private static IEnumerable<Field> Cumulative(IReadOnlyList<(Field Field, string Name)> fields, JsonObject cumulative, string? alias)
    {
        if (fields.Find(cumulative.Str("field")) is not { } field)
            return [];
        var (total, count, mean) = (0d, 0, cumulative.Str("reducer") == "mean");
        var values = new double?[field.Values.Count];
        for (var row = 0; row < values.Length; row++)
        {
            total += field.Number(row) is { } x && double.IsFinite(x) ? x : 0;
            values[row] = mean ? total / ++count : total;
        }
        return [Field.OfNumbers(alias ?? $"cumulative {cumulative.Str("reducer") ?? "sum"}({cumulative.Str("field")})", values)];
    }

    private static IEnumerable<Field> Window(IReadOnlyList<(Field Field, string Name)> fields, JsonObject window, string? alias)
    {
        if (fields.Find(window.Str("field")) is not { } field)
            return [];
        var count = field.Values.Count;
        var given = window.Num("windowSize") ?? 0.1;
        var size = Math.Clamp((int)(window.Str("windowSizeMode") == "fixed" ? given : Math.Ceiling(given * count)), 1, Math.Max(1, count));
        var centered = window.Str("windowAlignment") == "centered";
        var calc = window.Str("reducer") ?? "mean";
        var values = new double?[count];
        for (var row = 0; row < count; row++)
        {
            var from = Math.Max(0, centered ? row - (size - 1) / 2 : row - size + 1);
            var to = centered ? Math.Min(count - 1, row + size / 2) : row;
            values[row] = Cell.ToNumber(Reducer.Of(calc, field.Rows([.. Enumerable.Range(from, to - from + 1)])));
        }
        return [Field.OfNumbers(alias ?? $"{(centered ? "centered" : "trailing")} moving {calc}({window.Str("field")})", values)];
    }

    private static Field Row(Frame frame, IReadOnlyList<(Field Field, string Name)> fields, JsonObject reduce, string? alias)
    {
        var include = reduce.Get("include").Strings();
        var calc = reduce.Str("reducer") ?? "sum";
        var numbers = fields.Where(field => field.Field.Type == FieldType.Number && (include.Count == 0 || include.Any(name => field.Is(name)))).Select(field => field.Field).ToArray();
        var values = new double?[frame.Length];
        for (var row = 0; row < values.Length; row++)
            values[row] = Cell.ToNumber(Reducer.Of(calc, Field.OfNumbers("", Array.ConvertAll(numbers, field => field.Number(row)))));
        return Field.OfNumbers(alias ?? Reduction.NameOf(calc), values);
    }
}
