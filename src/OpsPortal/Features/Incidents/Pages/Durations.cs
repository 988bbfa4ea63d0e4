namespace OpsPortal.Features.Incidents.Pages;

/// <summary>Spans of time as responders say them; js/incidents.js writes the same.</summary>
public static class Durations
{
    /// <summary>"45 s", "12 min", "1 h 40 min", "3 d 4 h"; rounded down.</summary>
    public static string Words(TimeSpan span) => span.TotalSeconds switch
    {
        < 100 => $"{Math.Max(0, Math.Floor(span.TotalSeconds)):0} s",
        < 6000 => $"{Math.Floor(span.TotalMinutes):0} min",
        < 172_800 => Two(Math.Floor(span.TotalHours), "h", span.Minutes, "min"),
        _ => Two(Math.Floor(span.TotalDays), "d", span.Hours, "h"),
    };

    private static string Two(double large, string largeUnit, int small, string smallUnit) => small == 0 ? $"{large:0} {largeUnit}" : $"{large:0} {largeUnit} {small} {smallUnit}";
}
