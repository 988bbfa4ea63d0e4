using System.Globalization;
using System.Text.Json;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>Maps API v2's JSON.</summary>
internal static class AlertmanagerReader
{
    public static IReadOnlyList<ListedAlert> Alerts(JsonElement root) => [.. root.EnumerateArray().Select(alert => new ListedAlert(
        alert.GetProperty("fingerprint").GetString() ?? "", Moment(alert, "startsAt"), Moment(alert, "updatedAt"),
        Texts(alert.GetProperty("status"), "silencedBy"), Texts(alert.GetProperty("status"), "inhibitedBy"),
        alert.GetProperty("labels").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal)))];

    public static IReadOnlyList<Silence> Silences(JsonElement root) => [.. root.EnumerateArray().Select(silence => new Silence(
        silence.GetProperty("id").GetString() ?? "", silence.GetProperty("status").GetProperty("state").GetString() ?? "",
        [.. silence.GetProperty("matchers").EnumerateArray().Select(Matcher)], Moment(silence, "startsAt"), Moment(silence, "endsAt"),
        silence.GetProperty("createdBy").GetString() ?? "", silence.GetProperty("comment").GetString() ?? "", Moment(silence, "updatedAt")))];

    // "isEqual" is missing before 0.22: then it is "=".
    private static SilenceMatcher Matcher(JsonElement matcher) => new(
        matcher.GetProperty("name").GetString() ?? "", matcher.GetProperty("value").GetString() ?? "", matcher.GetProperty("isRegex").GetBoolean(),
        !matcher.TryGetProperty("isEqual", out var equal) || equal.ValueKind != JsonValueKind.False);

    private static string[] Texts(JsonElement parent, string name)
        => parent.TryGetProperty(name, out var texts) && texts.ValueKind == JsonValueKind.Array ? [.. texts.EnumerateArray().Select(text => text.GetString() ?? "")] : [];

    private static DateTimeOffset Moment(JsonElement parent, string name)
        => DateTimeOffset.Parse(parent.GetProperty(name).GetString() ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}
