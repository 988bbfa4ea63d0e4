using System.Globalization;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>UTC days that follow each other, both included.</summary>
public readonly record struct DaySpan(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber + 1;

    public bool IsMonth => From.Day == 1 && To == From.AddMonths(1).AddDays(-1);

    /// <summary>"November 2026", the day, or the two days.</summary>
    public string Words => IsMonth
        ? From.ToString("MMMM yyyy", CultureInfo.InvariantCulture)
        : From == To ? Write(From) : $"{Write(From)} to {Write(To)}";

    public static DaySpan Month(DateOnly any)
    {
        var first = new DateOnly(any.Year, any.Month, 1);
        return new DaySpan(first, first.AddMonths(1).AddDays(-1));
    }

    /// <summary>A span of the same kind before or after: the month, or as many days.</summary>
    public DaySpan Shifted(int by) => IsMonth ? Month(From.AddMonths(by)) : new DaySpan(From.AddDays(by * Days), To.AddDays(by * Days));

    /// <summary>The same days of the year before; a leap day's is the 28th.</summary>
    public DaySpan YearBefore() => IsMonth ? Month(From.AddYears(-1)) : new DaySpan(From.AddYears(-1), To.AddYears(-1));

    /// <summary>"2026-11-01..2026-11-30".</summary>
    public override string ToString() => $"{Write(From)}..{Write(To)}";

    public static bool TryRead(string? text, out DaySpan span)
    {
        span = default;
        if (text?.Split("..") is not [var first, var last] || !TryReadDay(first, out var from) || !TryReadDay(last, out var to) || to < from)
            return false;
        span = new DaySpan(from, to);
        return true;
    }

    public static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool TryReadDay(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
