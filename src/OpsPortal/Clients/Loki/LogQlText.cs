namespace OpsPortal.Clients.Loki;

/// <summary>Texts of people in LogQL: they only ever go in quoted.</summary>
internal static class LogQlText
{
    /// <summary>In back quotes where the text has quotes or backslashes itself, so that it stays readable.</summary>
    public static string Quote(string text)
    {
        if (text.AsSpan().IndexOfAny('"', '\\') >= 0 && !text.Contains('`') && !text.Contains('\n'))
            return $"`{text}`";
        return "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + "\"";
    }
}
