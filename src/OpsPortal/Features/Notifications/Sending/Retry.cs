namespace OpsPortal.Features.Notifications.Sending;

/// <summary>The pauses between tries: 5 s, doubled each time, 15 minutes at most, each up to a fifth longer so that not all come back at once.</summary>
internal static class Retry
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <param name="tries">How many there were: 1 after the first.</param>
    /// <param name="jitter">0..1.</param>
    /// <param name="wished">What the other side asked for.</param>
    public static TimeSpan PauseAfter(int tries, double jitter, TimeSpan? wished = null)
    {
        var pause = First * Math.Pow(2, Math.Min(tries - 1, 20));
        pause = (pause < Longest ? pause : Longest) * (1 + jitter / 5);
        return wished is { } least && least > pause ? least : pause;
    }
}
