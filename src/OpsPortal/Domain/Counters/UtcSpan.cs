using System.Globalization;

namespace OpsPortal.Domain.Counters;

/// <summary>
/// A half-open span of time, usually a UTC day. A sample says what had happened <em>before</em> its instant, so the samples
/// that belong to the events of [Start, End) are those in (Start, End]; the one at exactly Start closes the span before.
/// </summary>
public readonly record struct UtcSpan
{
    /// <exception cref="ArgumentException">End is not after Start.</exception>
    public UtcSpan(DateTimeOffset start, DateTimeOffset end)
    {
        if (end <= start)
            throw new ArgumentException($"A span must end after it starts, not {end:O} after {start:O}.", nameof(end));
        (Start, End) = (start.ToUniversalTime(), end.ToUniversalTime());
    }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    /// <summary>Unix seconds.</summary>
    public double StartSeconds => Start.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Unix seconds.</summary>
    public double EndSeconds => End.ToUnixTimeMilliseconds() / 1000.0;

    public TimeSpan Length => End - Start;

    public static UtcSpan Day(DateOnly day) => new(StartOf(day), StartOf(day.AddDays(1)));

    /// <summary>The running day so far, in whole seconds (older PromQL knows no fractions); null in the first second of a day.</summary>
    public static UtcSpan? TodaySoFar(DateTimeOffset now)
    {
        var (start, end) = (StartOf(DayOf(now)), Down(now, TimeSpan.FromSeconds(1)));
        return end > start ? new UtcSpan(start, end) : null;
    }

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>The last multiple of a step that is not after a moment, UTC.</summary>
    public static DateTimeOffset Down(DateTimeOffset at, TimeSpan step) => new(at.UtcTicks - at.UtcTicks % step.Ticks, TimeSpan.Zero);

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    public bool HoldsSample(double time) => time > StartSeconds && time <= EndSeconds;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start:u} to {End:u}");
}
