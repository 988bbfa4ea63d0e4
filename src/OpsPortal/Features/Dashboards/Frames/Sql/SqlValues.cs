using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Features.Dashboards.Frames.Sql;

/// <summary>What operators, functions and aggregates make of values; nothing in makes nothing out, as in SQL.</summary>
internal static class SqlValues
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <param name="name">Upper case.</param>
    /// <exception cref="FormatException">It isn't known.</exception>
    public static object? Of(string name, object?[] values)
    {
        switch (name)
        {
            case "ISNULL":
                return values[0] is null ? 1d : 0d;
            case "COALESCE" or "IFNULL":
                return values.FirstOrDefault(value => value is not null);
            case "NULLIF":
                return Order(values[0], At(values, 1)) == 0 ? null : values[0];
            case "IF":
                return IsTrue(values[0]) == true ? At(values, 1) : At(values, 2);
            case "AND":
                return values.Any(value => IsTrue(value) == false) ? 0d : values.Any(value => value is null) ? null : 1d;
            case "OR":
                return values.Any(value => IsTrue(value) == true) ? 1d : values.Any(value => value is null) ? null : 0d;
        }
        if (values.Any(value => value is null))
            return null;
        return name switch
        {
            "NOT" => IsTrue(values[0]) == true ? 0d : 1d,
            "=" => Truth(Order(values[0], values[1]) == 0),
            "!=" => Truth(Order(values[0], values[1]) != 0),
            "<" => Truth(Order(values[0], values[1]) < 0),
            "<=" => Truth(Order(values[0], values[1]) <= 0),
            ">" => Truth(Order(values[0], values[1]) > 0),
            ">=" => Truth(Order(values[0], values[1]) >= 0),
            "IN" => Truth(values.Skip(1).Any(value => Order(values[0], value) == 0)),
            "LIKE" => Truth(Regex.IsMatch(Text(values[0]), "^" + Regex.Escape(Text(values[1])).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.') + "$", RegexOptions.Singleline, Patience)),
            "CONCAT" => string.Concat(values.Select(Text)),
            "UPPER" => Text(values[0]).ToUpperInvariant(),
            "LOWER" => Text(values[0]).ToLowerInvariant(),
            "LENGTH" => (double)Text(values[0]).Length,
            "ROUND" => Math.Round(Number(values[0]) * Power(At(values, 1)), MidpointRounding.AwayFromZero) / Power(At(values, 1)),
            _ => Finite(Computed(name, values.Length, Number(values[0]), values.Length > 1 ? Number(values[1]) : 0)),
        };
    }

    /// <param name="values">One for each row of the group, or, of <c>COUNT(*)</c>, anything for each.</param>
    public static object? Aggregate(string name, IEnumerable<object?> values, bool isDistinct)
    {
        object[] there = [.. values.OfType<object>()];
        if (isDistinct)
            there = [.. there.Distinct()];
        return name switch
        {
            "COUNT" => (double)there.Length,
            _ when there.Length == 0 => null,
            "SUM" => there.Sum(value => Number(value)),
            "AVG" => there.Average(value => Number(value)),
            "MIN" => there.Aggregate((a, b) => Order(b, a) < 0 ? b : a),
            _ => there.Aggregate((a, b) => Order(b, a) > 0 ? b : a),
        };
    }

    public static bool? IsTrue(object? value) => value is null ? null : Number(value) != 0;

    /// <summary>By number where both are, otherwise by text; nothing first.</summary>
    public static int Order(object? a, object? b)
    {
        if (a is null || b is null)
            return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        return Cell.ToNumber(a) is { } x && Cell.ToNumber(b) is { } y && (a is double || b is double) ? x.CompareTo(y) : string.CompareOrdinal(Text(a), Text(b));
    }

    private static double Computed(string name, int count, double a, double b) => (name, count) switch
    {
        ("+", 2) => a + b,
        ("-", 2) => a - b,
        ("*", 2) => a * b,
        ("/", 2) => a / b,
        ("DIV", 2) => Math.Truncate(a / b),
        ("%", 2) => a % b,
        ("POW" or "POWER", 2) => Math.Pow(a, b),
        ("ABS", 1) => Math.Abs(a),
        ("CEIL" or "CEILING", 1) => Math.Ceiling(a),
        ("FLOOR", 1) => Math.Floor(a),
        ("SQRT", 1) => Math.Sqrt(a),
        ("LN" or "LOG", 1) => Math.Log(a),
        _ => throw new FormatException($"the function {name} with {count} values isn't known here"),
    };

    private static object? At(object?[] values, int index) => index < values.Length ? values[index] : null;

    private static double Power(object? digits) => digits is null ? 1 : Math.Pow(10, Math.Clamp(Number(digits), -12, 12));

    // By zero, and of what has no logarithm, there is nothing.
    private static object? Finite(double value) => double.IsFinite(value) ? value : null;

    private static object Truth(bool value) => value ? 1d : 0d;

    private static double Number(object? value) => Cell.ToNumber(value) ?? 0;

    private static string Text(object? value) => value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : Cell.ToText(value);
}
