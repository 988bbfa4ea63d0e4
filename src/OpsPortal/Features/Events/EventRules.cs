namespace OpsPortal.Features.Events;

/// <summary>What each kind of event must and may hold.</summary>
/// <param name="knowsService">Whether the catalog has a service of this id.</param>
/// <param name="hashUser">The keyed hash of a user's id.</param>
/// <param name="earliest">Events before it are no longer kept.</param>
/// <param name="latest">A little after now: clocks differ.</param>
public sealed class EventRules(Func<string, bool> knowsService, Func<string, Guid> hashUser, DateTimeOffset earliest, DateTimeOffset latest)
{
    private static readonly string[] UsageStates = ["success", "error", "cancelled"];
    private static readonly string[] DeploymentStates = ["started", "succeeded", "failed", "rolled_back"];

    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["usage"] = ["type", "id", "service", "at", "user", "model", "task", "feature", "inputTokens", "outputTokens", "durationMs", "status"],
        ["feedback"] = ["type", "id", "service", "at", "user", "score", "model", "comment"],
        ["error"] = ["type", "id", "service", "at", "user", "errorType", "model", "feature", "comment"],
        ["conversion"] = ["type", "id", "service", "at", "user", "name", "value", "currency", "model", "feature"],
        ["deployment"] = ["type", "id", "service", "at", "version", "environment", "by", "status", "commit"],
    };

    internal PortalEvent? Read(EventFields fields)
    {
        var id = fields.Required("id", 128);
        var service = fields.Required("service", 64);
        if (fields.Problem is null && !knowsService(service))
            fields.Fail("service", $"is \"{service}\", which is not in the catalog");
        var at = fields.Time("at", earliest, latest);
        var type = fields.Required("type", 32);
        // A deployment is no user's doing: the key would be an unknown one there.
        var user = type == "deployment" ? null : User(fields);
        PortalEvent? read = type switch
        {
            "usage" => new UsageEvent(
                service, id, at, user, fields.Optional("model", 200), fields.Optional("task", 200), fields.Optional("feature", 200),
                fields.Count("inputTokens"), fields.Count("outputTokens"), (double?)fields.Number("durationMs", 0, 1_000_000_000), fields.OneOf("status", UsageStates)),
            "feedback" => Feedback(fields, service, id, at, user),
            "error" => new ErrorEvent(
                service, id, at, user, fields.Required("errorType", 100), fields.Optional("model", 200), fields.Optional("feature", 200), fields.Optional("comment", 2_000)),
            "conversion" => Conversion(fields, service, id, at, user),
            "deployment" => Deployment(fields, service, id, at),
            _ => null,
        };
        if (read is null)
            fields.Fail("type", $"is \"{type}\"; allowed are {string.Join(", ", Keys.Keys)}");
        else
            fields.RejectUnknown(type, Keys[type]);
        return read;
    }

    private Guid? User(EventFields fields) => fields.Optional("user", 200) is { Length: > 0 } user ? hashUser(user) : null;

    private static FeedbackEvent Feedback(EventFields fields, string service, string id, DateTimeOffset at, Guid? user)
    {
        var score = fields.Number("score", 1, 5);
        if (score is null)
            fields.Fail("score", "is missing; it must be from 1 to 5");
        return new FeedbackEvent(service, id, at, user, score ?? 0, fields.Optional("model", 200), fields.Optional("comment", 2_000));
    }

    private static ConversionEvent Conversion(EventFields fields, string service, string id, DateTimeOffset at, Guid? user)
    {
        var value = fields.Number("value", -1_000_000_000, 1_000_000_000);
        var currency = fields.Optional("currency", 3);
        if (value is null != currency is null)
            fields.Fail(value is null ? "value" : "currency", "is missing; a value and its currency come together");
        if (currency is not null && !(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)))
            fields.Fail("currency", $"is \"{currency}\"; write three capitals, like USD");
        return new ConversionEvent(service, id, at, user, fields.Required("name", 100), value, currency, fields.Optional("model", 200), fields.Optional("feature", 200));
    }

    private static DeploymentEvent Deployment(EventFields fields, string service, string id, DateTimeOffset at)
    {
        var status = fields.OneOf("status", DeploymentStates);
        if (status is null)
            fields.Fail("status", $"is missing; allowed are {string.Join(", ", DeploymentStates)}");
        return new DeploymentEvent(
            service, id, at, fields.Required("version", 200), fields.Required("environment", 64), fields.Optional("by", 200), status ?? "", fields.Optional("commit", 64));
    }
}
