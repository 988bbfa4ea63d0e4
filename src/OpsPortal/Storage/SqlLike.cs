namespace OpsPortal.Storage;

internal static class SqlLike
{
    /// <summary>A text for LIKE that means nothing but itself.</summary>
    public static string Escape(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
