using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Which fields are meant: by name, by regex, by type, by query, by value.</summary>
internal static class FieldMatcher
{
    /// <returns>Null when the kind isn't known.</returns>
    public static Func<Field, Frame, string, bool>? Of(string id, JsonNode? options)
    {
        switch (id)
        {
            case "byName":
                var name = options.Text() ?? "";
                return (field, _, display) => field.Name == name || display == name;
            case "byNames":
                var names = (options is JsonArray ? options : options.Get("names")).Strings().ToHashSet(StringComparer.Ordinal);
                var exclude = options.Str("mode") == "exclude";
                return (field, _, display) => (names.Contains(field.Name) || names.Contains(display)) != exclude && !(exclude && field.Type == FieldType.Time);
            case "byRegexp" or "byRegexpOrNames":
                var regex = RegexOf(options.Text() ?? options.Str("pattern") ?? "");
                var also = options.Get("names").Strings();
                return (field, _, display) => regex(display) || also.Contains(display);
            case "byType":
                var type = options.Text() ?? "";
                return (field, _, _) => TypeName(field.Type) == type;
            case "byTypes":
                var types = options.Strings();
                return (field, _, _) => types.Contains(TypeName(field.Type));
            case "byFrameRefID":
                var refId = options.Text() ?? "";
                return (field, frame, _) => field.Type != FieldType.Time && (field.RefId ?? frame.RefId).Split(',').Contains(refId);
            case "byValue":
                return ByValue(options);
            case "numeric":
                return (field, _, _) => field.Type == FieldType.Number;
            case "time" or "firstTimeField":
                return (field, _, _) => field.Type == FieldType.Time;
            case "byIndex":
                var index = (int)(options.Number() ?? -1);
                return (field, frame, _) => index >= 0 && index < frame.Fields.Count && ReferenceEquals(frame.Fields[index], field);
            case "first":
                return (field, frame, _) => frame.Fields.Count > 0 && ReferenceEquals(frame.Fields[0], field);
            case "any" or "always":
                return (_, _, _) => true;
            default:
                return null;
        }
    }

    /// <summary><c>/re/flags</c> or bare; one that can't be read matches nothing.</summary>
    /// <param name="isWhole">As <see cref="VariableList.Compile"/>.</param>
    public static Func<string, bool> RegexOf(string pattern, bool isWhole = true)
    {
        try
        {
            var regex = VariableList.Compile(pattern, isWhole).Regex;
            return text =>
            {
                try
                {
                    return regex.IsMatch(text);
                }
                catch (RegexMatchTimeoutException)
                {
                    return false;
                }
            };
        }
        catch (ArgumentException)
        {
            return _ => false;
        }
    }

    public static string TypeName(FieldType type) => type switch
    {
        FieldType.Time => "time",
        FieldType.Number => "number",
        FieldType.Boolean => "boolean",
        FieldType.Other => "other",
        FieldType.Series => "frame",
        _ => "string",
    };

    private static Func<Field, Frame, string, bool> ByValue(JsonNode? options)
    {
        var reducer = options.Str("reducer") ?? "lastNotNull";
        var op = options.Str("op") ?? "gte";
        var value = options.Num("value") ?? 0;
        return (field, _, _) =>
        {
            if (field.Type != FieldType.Number && reducer != "allIsNull")
                return false;
            var reduced = Reducer.Of(reducer, field);
            if (reduced is bool truth)
                return truth;
            return Cell.ToNumber(reduced) is { } number ? Compare(number, op, value) : op is "eq" or "==" && options.Get("value") is null;
        };
    }

    public static bool Compare(double number, string op, double value) => op switch
    {
        "eq" or "=" or "==" => number == value,
        "neq" or "!=" => number != value,
        "gt" or ">" => number > value,
        "lt" or "<" => number < value,
        "lte" or "<=" => number <= value,
        _ => number >= value,
    };
}
