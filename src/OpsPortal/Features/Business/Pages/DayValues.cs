namespace OpsPortal.Features.Business.Pages;

/// <summary>Days in a row, for a line.</summary>
internal static class DayValues
{
    /// <returns>One value for each day of the span; NaN where nothing is known.</returns>
    public static double[] Of(IEnumerable<ServicePeriod> days, string service, DaySpan span, Func<ServicePeriod, decimal?> value)
    {
        var values = new double[span.Days];
        Array.Fill(values, double.NaN);
        foreach (var day in days.Where(day => day.Service == service))
        {
            if (day.Day is { } at && value(day) is { } known)
                values[at.DayNumber - span.From.DayNumber] = (double)known;
        }
        return values;
    }
}
