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
                var (frames, error) = ExpressionMath.Evaluate(text, target.RefId, results.Frames);
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
        return frames.Length > 0 ? frames : throw new FormatException($"there is no result of {name}");
    }

    private static Frame Reduce(Target target, Frame frame)
    {
        var value = frame.Fields.FirstOrDefault(field => field.Type == FieldType.Number) ?? frame.Fields[^1];
        var mode = target.Source.Get("settings").Str("mode") ?? "";
        var kept = mode == "dropNN" ? value.Rows([.. Enumerable.Range(0, value.Values.Count).Where(row => value.Number(row) is { } number && double.IsFinite(number))]) : value;
        var reduced = Cell.ToNumber(Reducer.Of(target.Source.Str("reducer") ?? "last", kept));
        if (mode == "replaceNN" && reduced is null or double.NaN)
            reduced = target.Source.Get("settings").Num("replaceWithValue") ?? 0;
        return new Frame(target.RefId, frame.Name, [value with { Name = target.RefId, Type = FieldType.Number, Values = new Numbers([reduced]), Legend = value.Legend }]);
    }
}
