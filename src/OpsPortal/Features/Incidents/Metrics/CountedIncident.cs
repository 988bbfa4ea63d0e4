namespace OpsPortal.Features.Incidents.Metrics;

/// <summary>An incident as the metrics count it. Times are UTC.</summary>
public sealed record CountedIncident
{
    public long Number { get; init; }
    public string Title { get; init; } = "";
    public string? Service { get; init; }
    public Priority Priority { get; init; }

    /// <summary>The alert that began first; "" for one that was declared.</summary>
    public string Cause { get; init; } = "";
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>The first acknowledgement by a person, ever; a later rise in priority takes nothing back here.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When somebody first said that it is being mitigated.</summary>
    public DateTimeOffset? MitigatedAt { get; init; }

    /// <summary>The last time; null while it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Nobody but the portal ever did anything.</summary>
    public bool IsUntouched { get; init; }

    /// <summary>Times of firing.</summary>
    public int Alerts { get; init; }
}

/// <summary>Mean times of some incidents; null where none of them has both ends.</summary>
/// <param name="Noise">Incidents that resolved by themselves and that nobody touched, 0..1 of those that are resolved.</param>
public sealed record MetricRow(
    string Name, int Incidents, int Open, TimeSpan? Acknowledge, TimeSpan? Mitigate, TimeSpan? Resolve, double? Noise, int Alerts, int NoiseAlerts)
{
    public static MetricRow Of(string name, IReadOnlyCollection<CountedIncident> incidents)
    {
        var resolved = incidents.Where(one => one.ResolvedAt is not null).ToArray();
        var noise = resolved.Where(one => one.IsUntouched).ToArray();
        return new MetricRow(
            name, incidents.Count, incidents.Count - resolved.Length, Mean(incidents, one => one.AcknowledgedAt), Mean(incidents, one => one.MitigatedAt), Mean(incidents, one => one.ResolvedAt),
            resolved.Length == 0 ? null : (double)noise.Length / resolved.Length, incidents.Sum(one => one.Alerts), noise.Sum(one => one.Alerts));
    }

    private static TimeSpan? Mean(IEnumerable<CountedIncident> incidents, Func<CountedIncident, DateTimeOffset?> end)
    {
        var spans = incidents.Select(one => end(one) - one.OpenedAt).OfType<TimeSpan>().ToArray();
        return spans.Length == 0 ? null : TimeSpan.FromTicks((long)spans.Average(span => span.Ticks));
    }
}

/// <summary>All that the page shows of a period.</summary>
/// <param name="IsCut">There were more incidents than are counted.</param>
public sealed record IncidentMetrics(
    MetricRow All, IReadOnlyList<MetricRow> ByService, IReadOnlyList<MetricRow> ByPriority, IReadOnlyList<MetricRow> ByCause, IReadOnlyList<MetricRow> ByWeek, bool IsCut)
{
    private const int MostCauses = 20;

    public static IncidentMetrics Of(IReadOnlyList<CountedIncident> incidents, bool isCut) => new(
        MetricRow.Of("All", incidents),
        Rows(incidents, one => one.Service ?? "no service"),
        [.. incidents.GroupBy(one => one.Priority).OrderBy(group => group.Key).Select(group => MetricRow.Of(group.Key.ToString(), [.. group]))],
        [.. Rows(incidents, one => one.Cause.Length == 0 ? "declared by hand" : one.Cause).Take(MostCauses)],
        [.. incidents.GroupBy(one => Week(one.OpenedAt)).OrderByDescending(group => group.Key).Select(group => MetricRow.Of($"{group.Key:yyyy-MM-dd}", [.. group]))],
        isCut);

    // Weeks begin on Monday, UTC.
    private static DateTime Week(DateTimeOffset at) => at.UtcDateTime.Date.AddDays(-(((int)at.UtcDateTime.DayOfWeek + 6) % 7));

    private static IReadOnlyList<MetricRow> Rows(IEnumerable<CountedIncident> incidents, Func<CountedIncident, string> name)
        => [.. incidents.GroupBy(name, StringComparer.Ordinal).Select(group => MetricRow.Of(group.Key, [.. group])).OrderByDescending(row => row.Incidents).ThenBy(row => row.Name, StringComparer.Ordinal)];
}
