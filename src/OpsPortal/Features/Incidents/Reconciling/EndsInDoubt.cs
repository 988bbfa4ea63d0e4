using OpsPortal.Features.Incidents.Intake;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>
/// What of a delivery is believed. Alertmanager takes an alert for ended some minutes after Prometheus stopped sending it,
/// also when Prometheus died: an end that is told while Prometheus does not answer waits until Prometheus can be asked.
/// </summary>
/// <param name="Alerts">With what is believed of them.</param>
/// <param name="Known">Rows, without what a firing takes back.</param>
/// <param name="Doubted">Ends that wait, by the open row that they would end.</param>
/// <param name="Believed">Open rows whose waiting end is shown wrong by a firing.</param>
public sealed record EndsInDoubt(
    IReadOnlyList<IncomingAlert> Alerts, ILookup<string, KnownEpisode> Known,
    IReadOnlyList<(KnownEpisode Row, IncomingAlert Alert, IReadOnlyList<Fact> Ends)> Doubted, IReadOnlyList<(KnownEpisode Row, IncomingAlert Alert)> Believed)
{
    /// <param name="awaySince">Since when the Prometheus of an alert doesn't answer; null while it does, or when the alert isn't one's.</param>
    public static EndsInDoubt Sort(IReadOnlyList<IncomingAlert> alerts, ILookup<string, KnownEpisode> known, Func<IncomingAlert, DateTimeOffset?> awaySince)
    {
        var believed = new List<(KnownEpisode, IncomingAlert)>();
        var doubted = new List<(KnownEpisode, IncomingAlert, IReadOnlyList<Fact>)>();
        var taken = new List<IncomingAlert>();
        foreach (var alert in alerts)
        {
            var open = known[alert.Fingerprint].FirstOrDefault(row => row.EndsAt is null);
            var ends = alert.Facts.Where(fact => fact.EndsAt > open?.StartsAt).ToArray();
            var isAway = awaySince(alert) is not null;
            if (isAway && open is not null && ends.Length > 0 && IsOfPrometheus(alert))
            {
                doubted.Add((open, alert, ends));
                taken.Add(alert with { Facts = [.. alert.Facts.Except(ends)] });
                continue;
            }
            taken.Add(alert);
            if (open is { IsDoubted: true } && alert.Facts.Any(fact => fact.EndsAt is null) && !isAway)
                believed.Add((open, alert));
        }
        var firing = alerts.Where(alert => alert.Facts.Any(fact => fact.EndsAt is null)).Select(alert => alert.Fingerprint).ToHashSet(StringComparer.Ordinal);
        var rows = known.SelectMany(rows => rows).Select(row => row is { IsAssumed: true, EndsAt: not null } && firing.Contains(row.Fingerprint) ? row.Retract() : row);
        return new EndsInDoubt(taken, rows.ToLookup(row => row.Fingerprint, StringComparer.Ordinal), doubted, believed);
    }

    // The address of a rule's graph; others write other things there.
    private static bool IsOfPrometheus(IncomingAlert alert) => alert.Latest.GeneratorUrl.Contains("g0.expr", StringComparison.Ordinal);
}
