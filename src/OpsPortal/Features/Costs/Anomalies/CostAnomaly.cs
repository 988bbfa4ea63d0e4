using System.Globalization;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>A closed day, or some hours of one, whose cost doesn't fit what was before.</summary>
/// <param name="Kind">One of <see cref="AnomalyKinds"/>.</param>
/// <param name="Revision">Of the day; 0 for hours, which have none.</param>
/// <param name="Low">From here to <paramref name="High"/> it would have been no anomaly; 0 for hours, of which only dearer ones are told.</param>
/// <param name="Score">Usual distances from what was expected; null for hours.</param>
/// <param name="SettledWhy">What a manager found; null while nobody has said anything.</param>
public sealed record CostAnomaly(
    string Service, string Kind, DateTimeOffset Starts, DateTimeOffset Ends, int Revision, decimal Cost, decimal Expected, decimal Low, decimal High, double? Score,
    IReadOnlyList<CostMove> Moves, DateTimeOffset FoundAt, DateTimeOffset? SettledAt, string? SettledBy, string? SettledWhy)
{
    /// <summary>The UTC day on which it began.</summary>
    public DateOnly Day => UtcSpan.DayOf(Starts);

    /// <summary>What was computed as a number, as money.</summary>
    internal static decimal Money(double value) => Math.Round((decimal)value, 6);

    public bool IsDay => Kind == AnomalyKinds.Day;

    /// <summary>"2026-11-18", or "2026-11-18, 14:00 to 16:00 UTC".</summary>
    public string When => IsDay ? Text(Starts, "yyyy-MM-dd") : $"{Text(Starts, "yyyy-MM-dd, HH:mm")} to {(Ends.TimeOfDay == TimeSpan.Zero ? "24:00" : Text(Ends, "HH:mm"))} UTC";

    private static string Text(DateTimeOffset at, string form) => at.UtcDateTime.ToString(form, CultureInfo.InvariantCulture);
}

public static class AnomalyKinds
{
    /// <summary>A closed UTC day.</summary>
    public const string Day = "day";

    /// <summary>Hours that follow each other, none over midnight (UTC).</summary>
    public const string Hours = "hours";
}
