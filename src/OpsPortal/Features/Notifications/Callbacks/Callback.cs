using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Notifications.Callbacks;

/// <summary>Somebody acknowledged an incident elsewhere.</summary>
/// <param name="Who">That side's id of the person, such as <c>slack:U02</c>.</param>
/// <param name="Name">As that side shows the person.</param>
/// <param name="Step">The same for the same event: it is taken once.</param>
/// <param name="ReplyTo">Slack's address for a word back; null where there is none.</param>
internal sealed record Callback(long Incident, string Who, string Name, Guid Step, string? ReplyTo)
{
    /// <summary>A person's acknowledgement of an incident of ours; null for everything else that PagerDuty tells.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static Callback? ReadPagerDuty(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var told = Of(json.RootElement, "event");
        var agent = Of(told, "agent");
        // What the portal itself said there comes back, too: only people count.
        if (Text(told, "event_type") != "incident.acknowledged" || Text(agent, "type") is not ("user_reference" or "user"))
            return null;
        return IncidentOf(Text(Of(told, "data"), "incident_key")) is { } incident && Text(told, "id") is { Length: > 0 } id
            ? new Callback(incident, "pagerduty:" + Text(agent, "id"), Text(agent, "summary") ?? "somebody", StepOf("pagerduty", id), null) : null;
    }

    /// <summary>A press on our button "Acknowledge"; null for everything else that Slack tells.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static Callback? ReadSlack(ReadOnlyMemory<byte> body)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span));
        if (!form.TryGetValue("payload", out var payload))
            return null;
        using var json = JsonDocument.Parse(payload.ToString());
        var root = json.RootElement;
        if (Text(root, "type") != "block_actions" || !root.TryGetProperty("actions", out var actions) || actions.ValueKind != JsonValueKind.Array)
            return null;
        var user = Of(root, "user");
        foreach (var action in actions.EnumerateArray())
        {
            if (Text(action, "action_id") == AcknowledgeAction && IncidentOf(Text(action, "value")) is { } incident)
                return new Callback(incident, "slack:" + Text(user, "id"), Text(user, "name") ?? Text(user, "username") ?? "somebody", StepOf("slack", Text(user, "id") + Text(action, "action_ts") + incident), Text(root, "response_url"));
        }
        return null;
    }

    /// <summary>What Slack sends back for our button.</summary>
    public const string AcknowledgeAction = "opsportal-acknowledge";

    // "opsportal/ops.example.org/INC-12" or "INC-12".
    private static long? IncidentOf(string? key)
        => key?[(key.LastIndexOf('/') + 1)..] is { } name && name.StartsWith("INC-", StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Guid StepOf(string side, string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes(side + ":" + id)).AsSpan(0, 16));

    private static JsonElement Of(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : default;

    private static string? Text(JsonElement parent, string name) => Of(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
