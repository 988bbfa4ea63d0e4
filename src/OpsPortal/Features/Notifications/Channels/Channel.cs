namespace OpsPortal.Features.Notifications.Channels;

public enum ChannelKind
{
    Email,

    /// <summary>A webhook that takes Slack's format.</summary>
    Slack,

    /// <summary>A webhook that takes Microsoft Teams' format.</summary>
    Teams,

    /// <summary>A webhook of the portal's own format, signed.</summary>
    Webhook,

    /// <summary>PagerDuty's Events API v2.</summary>
    PagerDuty,

    /// <summary>The person's open pages.</summary>
    Browser,
}

/// <summary>A way to tell somebody something, without what is secret about it.</summary>
public sealed record Channel
{
    public Guid Id { get; init; }
    public ChannelKind Kind { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Goes up with each change.</summary>
    public int Version { get; init; }

    /// <summary>The account whose own way it is; null: shared.</summary>
    public string? OwnerId { get; init; }

    /// <summary>What may be shown: e-mail addresses, or a host.</summary>
    public string Address { get; init; } = "";

    /// <summary>Taken by what is important.</summary>
    public bool Important { get; init; } = true;

    /// <summary>Taken by what is not.</summary>
    public bool Routine { get; init; } = true;
    public DateTimeOffset UpdatedAt { get; init; }
    public string UpdatedBy { get; init; } = "";

    /// <summary>Read by a program: each message is of its own, many are not put together.</summary>
    public bool IsMachine => Kind is ChannelKind.Webhook or ChannelKind.PagerDuty;

    /// <summary>Can tell back that somebody acknowledged there.</summary>
    public bool MayCallBack => OwnerId is null && Kind is ChannelKind.Slack or ChannelKind.PagerDuty;

    public static string WordOf(ChannelKind kind) => kind switch
    {
        ChannelKind.Email => "e-mail",
        ChannelKind.Slack => "Slack",
        ChannelKind.Teams => "Microsoft Teams",
        ChannelKind.Webhook => "webhook",
        ChannelKind.PagerDuty => "PagerDuty",
        _ => "browser",
    };
}

/// <summary>What is never shown.</summary>
/// <param name="Url">The webhook's whole address.</param>
/// <param name="Key">PagerDuty's routing key, or what a webhook is signed with.</param>
/// <param name="Callback">What PagerDuty or Slack sign their callbacks with; null: none are taken.</param>
public sealed record ChannelSecret(string? Url, string? Key, string? Callback = null)
{
    /// <summary>A record would print its values; a log must never have them.</summary>
    public override string ToString() => "(secret)";
}

/// <summary>What a form holds.</summary>
/// <param name="SeenVersion">The version that was edited; 0 for a new one.</param>
/// <param name="Url">"" keeps the one that is there.</param>
/// <param name="Key">"" keeps the one that is there.</param>
/// <param name="Callback">"" keeps the one that is there.</param>
public sealed record ChannelDraft(
    Guid Id, ChannelKind Kind, string Name, int SeenVersion, string? OwnerId, string Address, string Url, string Key, bool Important = true, bool Routine = true, string Callback = "");
