using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>A fiscal year, called by the calendar year in which it ends.</summary>
/// <param name="Year">As it is called.</param>
/// <param name="Days">All of it.</param>
public sealed record FiscalYear(int Year, DaySpan Days)
{
    /// <param name="month">Any day of a month.</param>
    /// <param name="firstMonth">1..12: the month with which fiscal years begin.</param>
    public static FiscalYear Of(DateOnly month, int firstMonth)
    {
        var first = new DateOnly(month.Month >= firstMonth ? month.Year : month.Year - 1, firstMonth, 1);
        var last = first.AddYears(1).AddDays(-1);
        return new FiscalYear(last.Year, new DaySpan(first, last));
    }

    /// <summary>"2026" where it is the calendar's, "2026/27" else.</summary>
    public string Words => Days.From.Month == 1 ? Year.ToString() : $"{Days.From.Year}/{Year % 100:00}";
}
