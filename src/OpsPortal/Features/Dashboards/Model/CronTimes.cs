using System.Globalization;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>Spans that begin by a cron expression of five parts (minute, hour, day of month, month, day of week) and last as long each.</summary>
public sealed class CronTimes
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private readonly bool[] _minutes, _hours, _daysOfMonth, _months, _daysOfWeek;
    private readonly bool _anyDayOfMonth, _anyDayOfWeek;

    private CronTimes(string[] parts, bool[][] sets, TimeSpan length)
    {
        (_minutes, _hours, _daysOfMonth, _months, _daysOfWeek) = (sets[0], sets[1], sets[2], sets[3], sets[4]);
        (_anyDayOfMonth, _anyDayOfWeek) = (parts[2].StartsWith('*'), parts[4].StartsWith('*'));
        Length = length;
    }

    public TimeSpan Length { get; }

    /// <param name="expression"><c>0 9 * * 1-5</c>; lists, ranges, steps, names of days and months.</param>
    /// <param name="duration"><c>8h</c>, <c>1h 30m</c>.</param>
    /// <returns>Null when either can't be read.</returns>
    public static CronTimes? Of(string? expression, string? duration)
    {
        var parts = (expression ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 5 || LengthOf(duration) is not { } length)
            return null;
        bool[]?[] sets = [SetOf(parts[0], 0, 59, []), SetOf(parts[1], 0, 23, []), SetOf(parts[2], 1, 31, []), SetOf(parts[3], 1, 12, Months), SetOf(parts[4], 0, 7, Days)];
        if (sets.Any(set => set is null))
            return null;
        sets[4]![0] |= sets[4]![7];
        return new CronTimes(parts, sets!, length);
    }

    /// <returns>When spans begin on that day, the first first.</returns>
    public IEnumerable<TimeOnly> StartsOn(DateOnly day)
    {
        var (ofMonth, ofWeek) = (_daysOfMonth[day.Day], _daysOfWeek[(int)day.DayOfWeek]);
        // As cron has it: where both are given, either will do.
        var isDay = _anyDayOfMonth || _anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
        if (!_months[day.Month] || !isDay)
            yield break;
        for (var hour = 0; hour < 24; hour++)
        {
            for (var minute = 0; _hours[hour] && minute < 60; minute++)
            {
                if (_minutes[minute])
                    yield return new TimeOnly(hour, minute);
            }
        }
    }

    private static bool[]? SetOf(string part, int least, int most, string[] names)
    {
        var set = new bool[most + 1];
        foreach (var one in part.Split(','))
        {
            var (range, step) = one.Split('/') is [var before, var behind] ? (before, Number(behind, [], 1)) : (one, 1);
            var ends = range.Split('-');
            var offset = names.Length == 12 ? 1 : 0;
            var first = range is "*" or "?" ? least : Number(ends[0], names, offset);
            var last = range is "*" or "?" || (ends.Length == 1 && one.Contains('/', StringComparison.Ordinal)) ? most : Number(ends[^1], names, offset);
            if (first is not { } from || last is not { } to || step is not > 0 || ends.Length > 2 || from < least || to > most || from > to)
                return null;
            for (var i = from; i <= to; i += step.Value)
                set[i] = true;
        }
        return set;
    }

    private static int? Number(string text, string[] names, int offset)
        => Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index ? index + offset
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? LengthOf(string? text)
    {
        var total = TimeSpan.Zero;
        foreach (var part in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(part[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > 10_000)
                return null;
            TimeSpan? unit = part[^1] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), 'w' => TimeSpan.FromDays(7), _ => null };
            if (unit is null)
                return null;
            total += unit.Value * count;
        }
        return total > TimeSpan.Zero && total <= TimeSpan.FromDays(366) ? total : null;
    }
}
