using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Frames;

internal enum FieldType
{
    /// <summary>Unix milliseconds, as numbers.</summary>
    Time,
    Number,
    String,
    Boolean,

    /// <summary>Objects (the labels of log lines).</summary>
    Other,

    /// <summary>A series in each cell.</summary>
    Series,
}

/// <summary>A column. Never changed: transformations make new ones.</summary>
internal sealed record Field(string Name, FieldType Type, IReadOnlyList<object?> Values)
{
    private static readonly Dictionary<string, string> NoLabels = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels;

    /// <summary>Grafana's field configuration; filled after the transformations. Never change it once it is here.</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>The name that the query's legend gave; null when it gave none.</summary>
    public string? Legend { get; init; }

    /// <summary>The query that it came from, where a frame holds those of several; null: the frame's.</summary>
    public string? RefId { get; init; }

    /// <summary>What it is called in the end.</summary>
    public string? Display { get; init; }

    /// <summary>The number at a row; null when there is none, or no number.</summary>
    public double? Number(int row) => Values is Numbers numbers ? numbers.Raw[row] : Cell.ToNumber(Values[row]);

    public static Field Time(string name, double?[] milliseconds) => new(name, FieldType.Time, new Numbers(milliseconds));

    public static Field OfNumbers(string name, double?[] values) => new(name, FieldType.Number, new Numbers(values));

    public static Field OfTexts(string name, IEnumerable<string?> values) => new(name, FieldType.String, [.. values]);

    /// <summary>The same column with other rows, in the order of <paramref name="rows"/>.</summary>
    public Field Rows(IReadOnlyList<int> rows) => this with { Values = Values is Numbers numbers ? new Numbers([.. rows.Select(row => numbers.Raw[row])]) : [.. rows.Select(row => Values[row])] };
}

/// <summary>Numbers without a box for each.</summary>
internal sealed class Numbers(double?[] raw) : IReadOnlyList<object?>
{
    public double?[] Raw { get; } = raw;

    public int Count => Raw.Length;

    public object? this[int index] => Raw[index];

    public IEnumerator<object?> GetEnumerator() => Raw.Select(value => (object?)value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A table of columns of one length.</summary>
internal sealed record Frame(string RefId, string Name, IReadOnlyList<Field> Fields)
{
    /// <summary>Seconds between points of a range query; 0: not on a grid.</summary>
    public long Step { get; init; }

    /// <summary><c>exemplar</c>: drawn over the others, and touched by no transformation; null: data.</summary>
    public string? Topic { get; init; }

    public int Length => Fields.Count == 0 ? 0 : Fields[0].Values.Count;

    public Field? TimeField => Fields.FirstOrDefault(one => one.Type == FieldType.Time);

    /// <summary>A time and at least one column of values.</summary>
    public bool IsTimeSeries => TimeField is not null && Fields.Any(one => one.Type is FieldType.Number or FieldType.Boolean or FieldType.String);

    public Frame Rows(IReadOnlyList<int> rows) => this with { Fields = [.. Fields.Select(field => field.Rows(rows))] };
}

/// <summary>Values of cells as numbers and texts.</summary>
internal static class Cell
{
    public static double? ToNumber(object? value) => value switch
    {
        double number => number,
        bool truth => truth ? 1 : 0,
        long or int => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Order of a column: nothing first, numbers by size, the rest by text.</summary>
    public static int Compare(object? a, object? b) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (double x, double y) => x.CompareTo(y),
        (string x, string y) => NaturalText(x, y),
        _ => string.CompareOrdinal(ToText(a), ToText(b)),
    };

    private static int NaturalText(string a, string b)
    {
        var order = string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
        return order != 0 ? order : string.CompareOrdinal(a, b);
    }
}
