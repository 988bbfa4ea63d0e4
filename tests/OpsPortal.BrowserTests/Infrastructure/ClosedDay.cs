namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>The newest UTC day that the jobs have had time to close: they do it some minutes after midnight.</summary>
internal static class ClosedDay
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(20);

    public static DateOnly Last => DateOnly.FromDateTime((DateTime.UtcNow - Enough).AddDays(-1));
}
