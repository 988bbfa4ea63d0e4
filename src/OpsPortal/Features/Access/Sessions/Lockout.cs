namespace OpsPortal.Features.Access.Sessions;

/// <summary>How long an account takes no password after wrong ones.</summary>
internal static class Lockout
{
    public const int FreeTries = 5;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <param name="failures">Wrong passwords since the last right one, this one included.</param>
    /// <returns>Null while there are free tries; then 30 s, doubled with each further one, at most 15 min.</returns>
    public static TimeSpan? After(int failures)
        => failures < FreeTries ? null : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(failures - FreeTries, 20))));
}
