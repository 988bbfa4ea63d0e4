namespace OpsPortal.Domain;

/// <summary>Moments as log and trace stores have them: nanoseconds since 1970-01-01 UTC. A clock here counts tenths of a microsecond.</summary>
public static class Nanoseconds
{
    public static long Of(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>What stands below a tenth of a microsecond is cut.</summary>
    public static DateTimeOffset At(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
