using System.Text.RegularExpressions;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>What series and columns are called.</summary>
internal static partial class FieldNames
{
    /// <summary>What a query's legend makes of a series; null: the name comes from what tells it from the others.</summary>
    /// <param name="expr">The query, the name of a series that has nothing else.</param>
    public static string? Legend(string format, IReadOnlyDictionary<string, string> labels, string expr)
    {
        if (format == "__auto")
            return labels.Count > 0 ? null : expr;
        if (format.Length > 0)
            return Template().Replace(format, match => labels.GetValueOrDefault(match.Groups[1].Value, ""));
        return labels.Count > 0 ? Series(labels) : expr;
    }

    /// <summary>As Prometheus writes a series, with a blank between labels.</summary>
    public static string Series(IReadOnlyDictionary<string, string> labels)
    {
        var rest = string.Join(", ", labels.Where(label => label.Key != "__name__").Select(label => $"{label.Key}=\"{label.Value}\""));
        var name = labels.GetValueOrDefault("__name__", "");
        return rest.Length > 0 || name.Length == 0 ? $"{name}{{{rest}}}" : name;
    }

    /// <summary>The name before any override: the legend; or else the frame's name, the field's own and its labels, as far as they say something.</summary>
    /// <param name="singleLabel">From <see cref="SingleLabel"/> over all frames.</param>
    public static string Display(Field field, Frame frame, string? singleLabel)
    {
        if (field.Legend is { Length: > 0 } legend)
            return legend;
        // Of two times side by side, as a join by another column leaves them, each has its number: "Time 1".
        if (field.Labels.Count == 0)
            return field.Type == FieldType.Time && field.Name.Length == 0 ? "Time" : Unique(field, frame);
        var parts = new List<string>();
        if (field.Name is not ("Value" or ""))
            parts.Add(field.Name);
        parts.Add(singleLabel is not null && field.Labels.TryGetValue(singleLabel, out var value) ? value : Series(field.Labels));
        return string.Join(' ', parts);
    }

    /// <summary>The one label that there is among all columns; those without labels don't count. Its value alone is name enough.</summary>
    public static string? SingleLabel(IReadOnlyList<Frame> frames)
    {
        string? single = null;
        foreach (var label in frames.SelectMany(frame => frame.Fields).Where(field => field.Type != FieldType.Time).SelectMany(field => field.Labels.Keys))
        {
            if (single is not null && single != label)
                return null;
            single = label;
        }
        return single;
    }

    private static string Unique(Field field, Frame frame)
    {
        if (field.Name.Length == 0)
            return frame.Name.Length > 0 ? frame.Name : "Value";
        var same = frame.Fields.Where(other => other.Name == field.Name && other.Labels.Count == 0).ToList();
        return same.Count < 2 ? field.Name : $"{field.Name} {same.IndexOf(field) + 1}";
    }

    [GeneratedRegex(@"\{\{\s*(.+?)\s*\}\}")]
    private static partial Regex Template();
}
