namespace OpsPortal.Clients.Alertmanager;

/// <summary>An alert that Alertmanager holds now; one that ended is not in its list.</summary>
/// <param name="UpdatedAt">When it was last sent by whoever fires it.</param>
/// <param name="SilencedBy">Ids of silences.</param>
/// <param name="InhibitedBy">Fingerprints of alerts.</param>
public sealed record ListedAlert(
    string Fingerprint, DateTimeOffset StartsAt, DateTimeOffset UpdatedAt, IReadOnlyList<string> SilencedBy, IReadOnlyList<string> InhibitedBy, IReadOnlyDictionary<string, string> Labels);

/// <summary>What a silence holds back.</summary>
/// <param name="IsRegex">The value is a regular expression over the whole value.</param>
/// <param name="IsEqual">False: what does not match.</param>
public sealed record SilenceMatcher(string Name, string Value, bool IsRegex, bool IsEqual)
{
    /// <summary>As Alertmanager writes it: <c>name=~"value"</c>.</summary>
    public override string ToString() => $"{Name}{(IsEqual ? IsRegex ? "=~" : "=" : IsRegex ? "!~" : "!=")}\"{Value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}

/// <param name="State"><c>active</c>, <c>pending</c> or <c>expired</c>.</param>
public sealed record Silence(
    string Id, string State, IReadOnlyList<SilenceMatcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string CreatedBy, string Comment, DateTimeOffset UpdatedAt);
