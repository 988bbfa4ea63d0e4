using System.Text.Json;

namespace OpsPortal.Features.Events;

/// <param name="Index">Place in the sent array, from 0.</param>
public sealed record RejectedEvent(int Index, string Reason);

/// <summary>A batch as sent: what can be stored, and what can't and why. One bad event spoils no other.</summary>
public sealed record EventBatch(IReadOnlyList<PortalEvent> Events, IReadOnlyList<RejectedEvent> Rejected)
{
    private static readonly string[] UsageStates = ["success", "error", "cancelled"];
    private static readonly string[] DeploymentStates = ["started", "succeeded", "failed", "rolled_back"];

    // Clocks differ.
    private static readonly TimeSpan AheadAllowed = TimeSpan.FromMinutes(5);

    /// <param name="events">The array of events.</param>
    /// <param name="knowsService">Whether the catalog has a service of this id.</param>
    public static EventBatch Read(JsonElement events, Func<string, bool> knowsService, DateTimeOffset now, TimeSpan retention)
    {
        var good = new List<PortalEvent>(events.GetArrayLength());
        var bad = new List<RejectedEvent>();
        var index = 0;
        foreach (var json in events.EnumerateArray())
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                bad.Add(new RejectedEvent(index++, "must be a JSON object"));
                continue;
            }
            var fields = new EventFields(json);
            var one = Read(fields, knowsService, now, retention);
            if (one is not null && fields.Problem is null)
                good.Add(one);
            else
                bad.Add(new RejectedEvent(index, fields.Problem ?? "can't be read"));
            index++;
        }
        return new EventBatch(good, bad);
    }

    private static PortalEvent? Read(EventFields fields, Func<string, bool> knowsService, DateTimeOffset now, TimeSpan retention)
    {
        var id = fields.Required("id", 128);
        var service = fields.Required("service", 64);
        if (fields.Problem is null && !knowsService(service))
            fields.Fail($"\"service\" is \"{service}\", which is not in the catalog");
        var at = fields.Time("at", now - retention, now + AheadAllowed);
        var user = fields.Optional("user", 200);
        return fields.Required("type", 32) switch
        {
            "usage" => new UsageEvent(
                service, id, at, user, fields.Optional("model", 200), fields.Optional("task", 200), fields.Optional("feature", 200),
                fields.Count("inputTokens"), fields.Count("outputTokens"), (double?)fields.Number("durationMs", 0, 1_000_000_000), fields.OneOf("status", UsageStates)),
            "feedback" => Feedback(fields, service, id, at, user),
            "deployment" => Deployment(fields, service, id, at),
            var other => Unknown(fields, other),
        };
    }

    private static FeedbackEvent Feedback(EventFields fields, string service, string id, DateTimeOffset at, string? user)
    {
        var score = fields.Number("score", 1, 5);
        if (score is null)
            fields.Fail("\"score\" is missing; it must be from 1 to 5");
        return new FeedbackEvent(service, id, at, user, score ?? 0, fields.Optional("model", 200), fields.Optional("comment", 2_000));
    }

    private static DeploymentEvent Deployment(EventFields fields, string service, string id, DateTimeOffset at)
    {
        var status = fields.OneOf("status", DeploymentStates);
        if (status is null)
            fields.Fail($"\"status\" is missing; allowed are {string.Join(", ", DeploymentStates)}");
        return new DeploymentEvent(
            service, id, at, fields.Required("version", 200), fields.Required("environment", 64), fields.Optional("by", 200), status ?? "", fields.Optional("commit", 64));
    }

    private static PortalEvent? Unknown(EventFields fields, string type)
    {
        fields.Fail($"\"type\" is \"{type}\"; allowed are usage, feedback, deployment");
        return null;
    }
}
