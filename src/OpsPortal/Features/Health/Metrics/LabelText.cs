using System.Globalization;
using System.Text;

namespace OpsPortal.Features.Health.Metrics;

/// <summary>Labels as the text format writes them, without the braces: <c>a="b",c="d"</c>.</summary>
internal static class LabelText
{
    /// <param name="kept">The tags that become labels; null for all.</param>
    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags, string[]? kept = null)
    {
        if (tags.IsEmpty || kept is { Length: 0 })
            return "";
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (kept is null || Array.IndexOf(kept, key) >= 0)
                Append(text, key, value);
        }
        return text.ToString();
    }

    public static string Of(string key, string value)
    {
        var text = new StringBuilder();
        Append(text, key, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string key, object? value)
    {
        if (text.Length > 0)
            text.Append(',');
        text.Append(MetricName.Clean(key)).Append("=\"");
        foreach (var c in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
