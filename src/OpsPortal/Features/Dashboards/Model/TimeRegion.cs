using System.Globalization;
using System.Text.Json.Nodes;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>A part of each day or week, such as office hours.</summary>
/// <param name="FromDay">1 is Monday, 7 Sunday; null: every day.</param>
/// <param name="Clock">Whose clock is meant.</param>
public sealed record TimeRegion(int? FromDay, int? ToDay, TimeOnly From, TimeOnly To, WallClock Clock)
{
    // What a look at ten years needs.
    private const int MostDays = 3660;

    /// <summary>When its spans begin and how long they are, where a cron expression says it; the days and times then say nothing.</summary>
    public CronTimes? Cron { get; init; }

    /// <param name="zone">Of the dashboard, for regions that name none.</param>
    /// <returns>Null when it says neither days nor times that can be read.</returns>
    public static TimeRegion? Of(JsonObject? source, string? zone = null)
    {
        var clock = ClockOf(source.Str("timezone") is { Length: > 0 } own ? own : zone);
        if (source.Str("mode") == "cron")
            return CronTimes.Of(source.Str("cronExpr"), source.Str("duration")) is { } cron ? new TimeRegion(null, null, default, default, clock) { Cron = cron } : null;
        var (from, to) = (Time(source.Str("from")), Time(source.Str("to")));
        var (first, last) = (Day(source.Int("fromDayOfWeek")), Day(source.Int("toDayOfWeek")));
        if (from is null && to is null && first is null && last is null)
            return null;
        // As in Grafana: one end stands for both, and days without times are whole.
        (first, last) = (first ?? last, last ?? first);
        var whole = from is null && to is null;
        return new TimeRegion(first, last, whole ? TimeOnly.MinValue : (from ?? to)!.Value, whole ? new TimeOnly(23, 59, 59) : (to ?? from)!.Value, clock);
    }

    /// <returns>The spans that touch the range, the first first; from and to are the same where it is a moment.</returns>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Within(DateTimeOffset from, DateTimeOffset to)
    {
        var back = Cron is null ? 8 : (int)Cron.Length.TotalDays + 1;
        var day = DateOnly.FromDateTime(Clock.Read(from)).AddDays(-back);
        for (var i = 0; i < MostDays; i++, day = day.AddDays(1))
        {
            if (Cron is not null)
            {
                var starts = Cron.StartsOn(day).Select(time => Moment(day, time)).Where(start => start + Cron.Length >= from).ToArray();
                foreach (var begin in starts.TakeWhile(start => start <= to))
                    yield return (begin, begin + Cron.Length);
                if (Moment(day, TimeOnly.MinValue) > to)
                    yield break;
                continue;
            }
            if (FromDay is not null && FromDay != DayOf(day))
                continue;
            var end = FromDay is null ? day : day.AddDays((ToDay!.Value - FromDay.Value + 7) % 7);
            if (end == day && To < From)
                end = end.AddDays(FromDay is null ? 1 : 7);
            var (start, stop) = (Moment(day, From), Moment(end, To));
            if (start > to)
                yield break;
            if (stop >= from)
                yield return (start, stop);
        }
    }

    private DateTimeOffset Moment(DateOnly day, TimeOnly time) => Clock.Last(day.ToDateTime(time));

    private static int DayOf(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    private static int? Day(int? day) => day is >= 1 and <= 7 ? day : null;

    private static TimeOnly? Time(string? text) => TimeOnly.TryParseExact(text?.Trim(), ["H:mm", "H:mm:ss", "%H"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    // The browser's own zone isn't known where spans are computed: UTC, as old files mean.
    private static WallClock ClockOf(string? name) => name is { Length: > 0 } && WallClock.TryFind(name, out var clock) ? clock : WallClock.Utc;
}
