using System.Diagnostics.CodeAnalysis;

namespace OpsPortal.Domain;

/// <summary>What the clocks on the walls of a time zone show, and when they show it: nights of 23 and 25 hours included.</summary>
/// <remarks>Zones change their offset at most once in two days, and by whole seconds.</remarks>
public sealed record WallClock
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly TimeZoneInfo _zone;

    private WallClock(TimeZoneInfo zone) => _zone = zone;

    public static WallClock Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The zone's name as it was looked up by.</summary>
    public string Zone => _zone.Id;

    /// <param name="zone">A name of the IANA database, such as Europe/Berlin.</param>
    public static bool TryFind(string zone, [NotNullWhen(true)] out WallClock? clock)
    {
        clock = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? new WallClock(found) : null;
        return clock is not null;
    }

    /// <exception cref="TimeZoneNotFoundException">There is no such zone here.</exception>
    public static WallClock Of(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));

    /// <summary>Date and time on the wall.</summary>
    public DateTime Read(DateTimeOffset at) => DateTime.SpecifyKind(at.UtcDateTime + OffsetAt(at), DateTimeKind.Unspecified);

    /// <summary>
    /// The first instant at which the wall shows <paramref name="wall"/> or later: in a night when clocks are put back the first of two,
    /// and of a time that clocks skip the instant at which they skip it.
    /// </summary>
    public DateTimeOffset First(DateTime wall)
    {
        var (early, late) = Candidates(wall);
        if (early == late || Read(early) == wall)
            return early;
        // A skipped time: clocks jump from before it to after it, somewhere between the two.
        return Read(late) == wall ? late : ChangeIn(early - Day, late + Day);
    }

    /// <summary>
    /// The last instant at which the wall shows <paramref name="wall"/>: in a night when clocks are put back the second of two, and of a time
    /// that clocks skip the instant at which clocks that had not been changed would show it.
    /// </summary>
    public DateTimeOffset Last(DateTime wall)
    {
        var (early, late) = Candidates(wall);
        return Read(late) != wall && Read(early) == wall ? early : late;
    }

    /// <summary>Every instant at which the wall shows exactly this: none, one or two.</summary>
    public IEnumerable<DateTimeOffset> All(DateTime wall)
    {
        var (early, late) = Candidates(wall);
        if (Read(early) == wall)
            yield return early;
        if (late != early && Read(late) == wall)
            yield return late;
    }

    /// <summary>When the clocks are changed in the span.</summary>
    public IEnumerable<DateTimeOffset> Changes(DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from - Day; at < to; at += Day)
        {
            if (OffsetAt(at) != OffsetAt(at + Day))
                yield return ChangeIn(at, at + Day);
        }
    }

    private TimeSpan OffsetAt(DateTimeOffset at) => _zone.GetUtcOffset(at);

    // Offsets lie between -12 and +14 hours: a day before and after stand on both sides of a change near the time that is looked for.
    private (DateTimeOffset Early, DateTimeOffset Late) Candidates(DateTime wall)
    {
        var asUtc = new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Utc));
        var (before, after) = (OffsetAt(asUtc - Day), OffsetAt(asUtc + Day));
        return before > after ? (asUtc - before, asUtc - after) : (asUtc - after, asUtc - before);
    }

    private DateTimeOffset ChangeIn(DateTimeOffset from, DateTimeOffset to)
    {
        var offset = OffsetAt(from);
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds() + 1);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (OffsetAt(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset)
                low = middle;
            else
                high = middle;
        }
        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
