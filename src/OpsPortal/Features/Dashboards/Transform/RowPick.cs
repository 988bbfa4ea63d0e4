using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Which rows there are, and in which order.</summary>
internal static class RowPick
{
    public static IReadOnlyList<Frame> Sort(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var wishes = options.Objects("sort").ToArray();
        return [.. frames.Select(frame =>
        {
            var fields = FrameNames.Of(frame, frames);
            IOrderedEnumerable<int>? rows = null;
            foreach (var wish in wishes)
            {
                if (fields.Find(wish.Str("field")) is not { } field)
                    continue;
                var order = Comparer<object?>.Create(Cell.Compare);
                var desc = wish.Bool("desc") == true;
                rows = rows is null
                    ? desc ? Enumerable.Range(0, frame.Length).OrderByDescending(row => field.Values[row], order) : Enumerable.Range(0, frame.Length).OrderBy(row => field.Values[row], order)
                    : desc ? rows.ThenByDescending(row => field.Values[row], order) : rows.ThenBy(row => field.Values[row], order);
            }
            return rows is null ? frame : frame.Rows([.. rows]);
        })];
    }

    public static IReadOnlyList<Frame> Limit(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var most = Math.Max(0, options.Int("limitField") ?? 10);
        var fromEnd = options.Str("limitPosition") == "tails";
        return [.. frames.Select(frame => frame.Length <= most ? frame : frame.Rows([.. Enumerable.Range(fromEnd ? frame.Length - most : 0, most)]))];
    }

    public static IReadOnlyList<Frame> ByValue(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var (any, exclude) = (options.Str("match") != "all", options.Str("type") == "exclude");
        return [.. frames.Select(frame =>
        {
            var fields = FrameNames.Of(frame, frames);
            var tests = options.Objects("filters").Select(filter => (Field: fields.Find(filter.Str("fieldName")), Test: Test(filter.Get("config").Str("id") ?? "", filter.Get("config").Obj("options")))).ToArray();
            if (tests.Length == 0)
                return frame;
            // A column that a table hasn't fits nothing.
            bool Fits(int row) => any ? tests.Any(test => test.Field is { } field && test.Test(field.Values[row])) : tests.All(test => test.Field is { } field && test.Test(field.Values[row]));
            return frame.Rows([.. Enumerable.Range(0, frame.Length).Where(row => Fits(row) != exclude)]);
        })];
    }

    private static Func<object?, bool> Test(string id, JsonObject? options)
    {
        var text = options.Str("value") ?? "";
        var number = options.Num("value");
        switch (id)
        {
            case "isNull":
                return value => value is null;
            case "isNotNull":
                return value => value is not null;
            case "regex":
                var regex = FieldMatcher.RegexOf(text, isWhole: false);
                return value => regex(Cell.ToText(value));
            case "substring":
                return value => Cell.ToText(value).Contains(text, StringComparison.OrdinalIgnoreCase);
            case "notSubstring":
                return value => !Cell.ToText(value).Contains(text, StringComparison.OrdinalIgnoreCase);
            case "equal":
                return value => IsEqual(value, text, number);
            case "notEqual":
                return value => !IsEqual(value, text, number);
            case "range" or "between":
                var (from, to) = (options.Num("from") ?? double.MinValue, options.Num("to") ?? double.MaxValue);
                return value => Cell.ToNumber(value) is { } x && x > from && x < to;
            case "greater" or "greaterOrEqual" or "lower" or "lowerOrEqual":
                var op = id switch { "greater" => ">", "lower" => "<", "lowerOrEqual" => "<=", _ => ">=" };
                // What is missing compares as 0, as in a browser.
                return value => (value is null ? 0 : Cell.ToNumber(value)) is { } x && number is { } limit && FieldMatcher.Compare(x, op, limit);
            default:
                throw new TransformException($"the condition “{id}” isn't known");
        }
    }

    private static bool IsEqual(object? value, string text, double? number) => value is double x && number is { } y ? x == y : Cell.ToText(value) == text;
}
