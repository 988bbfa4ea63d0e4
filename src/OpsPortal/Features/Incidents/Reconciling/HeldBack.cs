using OpsPortal.Clients.Alertmanager;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>Tells of alerts that Alertmanager holds back, or no more.</summary>
internal static class HeldBack
{
    private const int Named = 3;

    /// <param name="silenceWords">What to say of a silence's id: its comment, by whom, until when.</param>
    /// <returns>Sentences by incident.</returns>
    public static ILookup<long, string> Tell(IEnumerable<(WatchedAlert Alert, ListedAlert Listed)> changes, Func<string, string> silenceWords)
        => changes.Where(one => one.Alert.Incident is not null)
            .Select(one => (one.Alert, Words: Words(one.Alert, one.Listed, silenceWords)))
            .Where(one => one.Words is not null)
            .GroupBy(one => (one.Alert.Incident, one.Alert.Name, one.Words))
            .Select(group => (Incident: group.Key.Incident!.Value, Text: $"{Names([.. group.Select(one => one.Alert)])} {group.Key.Words}."))
            .ToLookup(one => one.Incident, one => one.Text);

    private static string? Words(WatchedAlert before, ListedAlert now, Func<string, string> silenceWords)
        => (before.SilencedBy.Length > 0, now.SilencedBy.Count > 0, before.InhibitedBy.Length > 0, now.InhibitedBy.Count > 0) switch
        {
            (false, true, _, _) => $"is silenced in Alertmanager: {silenceWords(now.SilencedBy[0])}",
            (true, false, _, _) => "is silenced no more",
            (_, _, false, true) => "is inhibited in Alertmanager by another alert",
            (_, _, true, false) => "is inhibited no more",
            _ => null,
        };

    private static string Names(IReadOnlyList<WatchedAlert> alerts)
    {
        var which = alerts.Select(alert => alert.Labels.GetValueOrDefault("instance") ?? alert.Labels.GetValueOrDefault("host")).OfType<string>().Distinct().ToArray();
        return (alerts.Count == 1 ? alerts[0].Name : $"{alerts.Count} × {alerts[0].Name}")
            + (which.Length == 0 ? "" : $" [{string.Join("; ", which.Take(Named))}{(which.Length > Named ? $"; and {which.Length - Named} more" : "")}]");
    }
}
