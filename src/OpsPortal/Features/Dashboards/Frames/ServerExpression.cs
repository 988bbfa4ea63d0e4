using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Grafana's server-side expressions: reduce and math over other queries' results; the others are told.</summary>
internal static class ServerExpression
{
    /// <summary>Adds the expression's frames to <paramref name="results"/>, or a notice that says why there are none.</summary>
    public static void Apply(Target target, IReadOnlyList<Target> all, QueryResults results)
    {
        var kind = target.Source.Str("type") ?? "math";
        var text = target.Source.Str("expression") ?? "";
        IReadOnlyList<Frame> made;
        switch (kind)
        {
            case "reduce" when Input(text, results) is { } input:
                made = [.. input.Select(frame => Reduce(target, frame))];
                break;
            case "math":
                var (frames, error) = ExpressionMath.Evaluate(text, target.RefId, results.Frames);
                if (error is not null)
                    results.Notices.Add(new Notice("bad", $"The expression {text} can't be computed: {error}", target.RefId));
                made = frames;
                break;
            default:
                results.Notices.Add(new Notice("bad", kind == "reduce" ? $"The expression reduces {text}, which isn't there." : $"Expressions of the kind “{kind}” aren't computed.", target.RefId));
                return;
        }
        results.Answered++;
        results.Frames.AddRange(made);
    }

    private static IReadOnlyList<Frame>? Input(string text, QueryResults results)
    {
        var name = text.Trim().Trim('$', '{', '}');
        var frames = results.Frames.Where(frame => frame.RefId == name).ToArray();
        return frames.Length > 0 ? frames : null;
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
