using OpsPortal.Domain;

namespace OpsPortal.Features.Notifications.Outbox;

public enum NotificationState
{
    /// <summary>Waits to be sent, or to be tried again.</summary>
    Queued,

    /// <summary>Somebody sends it now; or did, and was stopped before it could say how it went.</summary>
    Sending,
    Sent,

    /// <summary>Given up: a person may have it tried again.</summary>
    Dead,

    /// <summary>Not needed any more before it was sent.</summary>
    Withdrawn,
}

/// <summary>A message as the database has it.</summary>
public sealed record NotificationRow
{
    public long Id { get; init; }
    public string Key { get; init; } = "";
    public DateTimeOffset MadeAt { get; init; }
    public Guid ChannelId { get; init; }

    /// <summary>The account that it is for; null for a shared channel.</summary>
    public string? PersonId { get; init; }
    public AnnouncementKind Kind { get; init; }
    public bool Important { get; init; }
    public long? Incident { get; init; }
    public short? Priority { get; init; }
    public string Title { get; init; } = "";
    public string Body { get; init; } = "";
    public string Href { get; init; } = "";
    public NotificationState State { get; init; }
    public DateTimeOffset NextTryAt { get; init; }

    /// <summary>How often it was begun to be sent.</summary>
    public int Tries { get; init; }
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The first of those that went out as one.</summary>
    public long? SentWith { get; init; }
}
