namespace OpsPortal.Features.Access.Audit;

/// <summary>How far back the audit page looks; a word of its URL.</summary>
internal static class AuditAge
{
    /// <summary>Word and what people read; "" is without limit.</summary>
    public static IReadOnlyList<(string Word, string Text)> All { get; } = [("", "Any time"), ("24h", "Last 24 hours"), ("7d", "Last 7 days"), ("30d", "Last 30 days")];

    /// <returns>Null for any time, and for a word that isn't known.</returns>
    public static DateTimeOffset? Since(string? word, DateTimeOffset now) => word switch
    {
        "24h" => now.AddHours(-24),
        "7d" => now.AddDays(-7),
        "30d" => now.AddDays(-30),
        _ => null,
    };
}
