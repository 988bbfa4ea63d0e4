using System.Text.Json;

namespace OpsPortal.Features.Events;

/// <param name="Index">Place in the sent array, from 0.</param>
/// <param name="Key">The field that is wrong; "" when it is the event as a whole.</param>
/// <param name="Reason">In words, the key included.</param>
public sealed record RejectedEvent(int Index, string Key, string Reason);

/// <summary>A batch as sent: what can be stored, and what can't and why. One bad event spoils no other.</summary>
public sealed record EventBatch(IReadOnlyList<PortalEvent> Events, IReadOnlyList<RejectedEvent> Rejected)
{
    /// <param name="events">The array of events.</param>
    public static EventBatch Read(JsonElement events, EventRules rules)
    {
        var good = new List<PortalEvent>(events.GetArrayLength());
        var bad = new List<RejectedEvent>();
        var index = 0;
        foreach (var json in events.EnumerateArray())
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                bad.Add(new RejectedEvent(index++, "", "must be a JSON object"));
                continue;
            }
            var fields = new EventFields(json);
            var one = rules.Read(fields);
            if (fields.Problem is { } problem)
                bad.Add(new RejectedEvent(index, problem.Key, problem.Key.Length == 0 ? problem.Reason : $"\"{problem.Key}\" {problem.Reason}"));
            else
                good.Add(one!);
            index++;
        }
        return new EventBatch(good, bad);
    }
}
