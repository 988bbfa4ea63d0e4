using OpsPortal.Features.Dashboards.Frames.Sql;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Grafana's server-side expressions over other queries' results: reduce, math, resample, threshold, classic conditions, SQL.</summary>
internal static class ServerExpression
{
    /// <summary>Adds the expression's frames to <paramref name="results"/>, or a notice that says why there are none.</summary>
    public static void Apply(Target target, PanelQuestion question, QueryResults results)
    {
        results.Asked.Add(target.RefId);
        var kind = target.Source.Str("type") ?? "math";
        var text = target.Source.Str("expression") ?? "";
        try
        {
            results.Frames.AddRange(Made(kind, text, target, question, results));
            results.Answered++;
        }
        catch (FormatException error)
        {
            results.Notices.Add(new Notice("bad", $"The expression {(text.Length is > 0 and < 80 ? text : target.RefId)} can't be computed: {error.Message.TrimEnd('.')}.", target.RefId));
        }
    }

    private static IReadOnlyList<Frame> Made(string kind, string text, Target target, PanelQuestion question, QueryResults results)
    {
        switch (kind)
        {
            case "math":
                var (frames, error) = ExpressionMath.Evaluate(text, target.RefId, results.Frames, results.Asked);
                return error is null ? frames : throw new FormatException(error);
            case "reduce":
                return [.. Input(text, results).Select(frame => Reduce(target, frame))];
            case "threshold":
                return [.. Input(text, results).Select(frame => ExpressionConditions.Threshold(target, frame))];
            case "resample":
                var step = question.Variables.Fill(target.Source.Str("window") ?? "", FillFor.Name, question.Scope, question.Window.For(target, question.Panel, question.Variables, question.Scope).Globals);
                return [.. Input(text, results).Select(frame => ExpressionResample.Of(target, frame, question.Window, step))];
            case "classic_conditions":
                return [ExpressionConditions.Classic(target, results.Frames)];
            case "sql":
                return [SqlRun.Of(target.RefId, question.Variables.Fill(text, FillFor.Name, question.Scope), results.Frames)];
            default:
                throw new FormatException($"expressions of the kind “{kind}” aren't computed");
        }
    }

    private static IReadOnlyList<Frame> Input(string text, QueryResults results)
    {
        var name = text.Trim().Trim('$', '{', '}');
        var frames = results.Frames.Where(frame => frame.RefId == name).ToArray();
        return frames.Length > 0 || results.Asked.Contains(name) ? frames : throw new FormatException($"there is no result of {name}");
    }

    private static Frame Reduce(Target target, Frame frame)
    {
        var value = frame.Fields.FirstOrDefault(field => field.Type == FieldType.Number) ?? frame.Fields[^1];
        var settings = target.Source.Get("settings");
        var given = Enumerable.Range(0, value.Values.Count).Select(value.Number);
        double?[] numbers = settings.Str("mode") switch
        {
            "dropNN" => [.. given.Where(IsNumber)],
            "replaceNN" => [.. given.Select(number => IsNumber(number) ? number : settings.Num("replaceWithValue") ?? 0)],
            _ => [.. given],
        };
        var reduced = Reduced(target.Source.Str("reducer") ?? "last", numbers);
        return new Frame(target.RefId, frame.Name, [value with { Name = target.RefId, Type = FieldType.Number, Values = new Numbers([reduced]), Legend = value.Legend }]);
    }

    private static bool IsNumber(double? value) => value is { } number && double.IsFinite(number);

    // Grafana's server is strict: one value that is no number, and nothing is known of the whole.
    private static double? Reduced(string reducer, double?[] numbers) => reducer switch
    {
        "count" => numbers.Length,
        "last" => numbers.Length > 0 ? numbers[^1] : double.NaN,
        "sum" when numbers.Length == 0 => 0,
        _ => numbers.Length == 0 || numbers.Any(number => number is null or double.NaN) ? double.NaN : Cell.ToNumber(Reducer.Of(reducer, Field.OfNumbers("", numbers))),
    };
}
