namespace OpsPortal.GpuAgent.Sending;

/// <summary>How long to wait before the next try: 0.25 s, doubling to 2 s, a quarter more or less so that hosts don't come all at once.</summary>
internal sealed class Backoff(Random random)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private int _failures;

    public void Well() => _failures = 0;

    /// <param name="asked">What the portal asked for (Retry-After); it is kept to, up to a minute.</param>
    public TimeSpan Next(TimeSpan? asked = null)
    {
        var seconds = Math.Min(Longest.TotalSeconds, 0.25 * Math.Pow(2, Math.Min(_failures++, 10)));
        if (asked is { } wish)
            seconds = Math.Max(seconds, Math.Min(wish.TotalSeconds, 60));
        return TimeSpan.FromSeconds(seconds * (0.75 + (random.NextDouble() / 2)));
    }
}
