using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Expressions that say yes (1) or no (0): a threshold for each value, classic conditions as a whole.</summary>
internal static class ExpressionConditions
{
    /// <summary>
    /// Each value against the expression's condition; what is missing stays missing. With a way back (<c>unloadEvaluator</c>) a series that
    /// went over stays so, from point to point, until the way back holds.
    /// </summary>
    /// <exception cref="FormatException">It has no condition that is known.</exception>
    public static Frame Threshold(Target target, Frame frame)
    {
        var condition = target.Source.Objects("conditions").FirstOrDefault();
        var test = Evaluator(condition.Obj("evaluator") ?? throw new FormatException("it has no condition"));
        var back = condition.Obj("unloadEvaluator") is { } given ? Evaluator(given) : null;
        return frame with
        {
            RefId = target.RefId,
            Fields = [.. frame.Fields.Select(field => field.Type == FieldType.Number ? field with { Values = Judged(field, test, back) } : field)],
        };
    }

    private static Numbers Judged(Field field, Func<double, bool> test, Func<double, bool>? back)
    {
        var over = false;
        var judged = new double?[field.Values.Count];
        for (var row = 0; row < judged.Length; row++)
        {
            if (field.Number(row) is not { } value || double.IsNaN(value))
                continue;
            over = over && back is not null ? !back(value) : test(value);
            judged[row] = over ? 1 : 0;
        }
        return new Numbers(judged);
    }

    /// <summary>Conditions over reduced queries, joined by "and" and "or" from the first to the last; a condition holds when one of its series does.</summary>
    /// <exception cref="FormatException">One of them isn't known.</exception>
    public static Frame Classic(Target target, IReadOnlyList<Frame> frames)
    {
        var holds = false;
        var first = true;
        foreach (var condition in target.Source.Objects("conditions"))
        {
            var refId = condition.Get("query").Get("params").Strings().FirstOrDefault() ?? "";
            var calc = CalcOf(condition.Get("reducer").Str("type") ?? "last");
            var values = frames.Where(frame => frame.RefId == refId).SelectMany(frame => frame.Fields.Where(field => field.Type == FieldType.Number)).Select(field => Cell.ToNumber(Reducer.Of(calc, field))).ToArray();
            var evaluator = condition.Obj("evaluator") ?? throw new FormatException("a condition says nothing");
            var one = evaluator.Str("type") == "no_value" ? values.All(value => value is null) : values.Any(value => value is { } number && Evaluator(evaluator)(number));
            holds = first ? one : condition.Get("operator").Str("type") == "or" ? holds || one : holds && one;
            first = false;
        }
        return new Frame(target.RefId, target.RefId, [Field.OfNumbers(target.RefId, [holds ? 1 : 0]) with { Legend = target.RefId }]);
    }

    private static Func<double, bool> Evaluator(JsonObject evaluator)
    {
        var given = evaluator.Arr("params")?.Select(one => one.Number() ?? 0).ToArray() ?? [];
        var (a, b) = (given.ElementAtOrDefault(0), given.ElementAtOrDefault(1));
        return evaluator.Str("type") switch
        {
            "gt" => value => value > a,
            "lt" => value => value < a,
            "eq" => value => value == a,
            "ne" => value => value != a,
            "gte" => value => value >= a,
            "lte" => value => value <= a,
            "within_range" => value => value > a && value < b,
            "outside_range" => value => value < a || value > b,
            "within_range_included" => value => value >= a && value <= b,
            "outside_range_included" => value => value <= a || value >= b,
            var other => throw new FormatException($"the condition “{other}” isn't known"),
        };
    }

    private static string CalcOf(string reducer) => reducer switch
    {
        "avg" => "mean",
        "last" => "lastNotNull",
        "percent_diff" => "diffperc",
        "count_non_null" => "count",
        "min" or "max" or "sum" or "count" or "median" or "diff" => reducer,
        _ => throw new FormatException($"the calculation “{reducer}” isn't known"),
    };
}
