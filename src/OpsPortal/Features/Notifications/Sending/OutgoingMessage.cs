using OpsPortal.Domain;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>What a channel sends: one message, or several as one.</summary>
/// <param name="Key">The same for each try, so that the other side can see that it has it already.</param>
/// <param name="Link">Absolute.</param>
/// <param name="AcknowledgeLink">Absolute; null when it isn't for one person to acknowledge.</param>
/// <param name="Parts">Of a digest: what it puts together; empty otherwise.</param>
internal sealed record OutgoingMessage(
    string Key, AnnouncementKind Kind, bool Important, long? Incident, int? Priority, string Title, string Text, string Link, string? AcknowledgeLink,
    DateTimeOffset MadeAt, IReadOnlyList<MessagePart> Parts)
{
    /// <summary>Of a channel that carries files.</summary>
    public IReadOnlyList<AttachedFile> Files { get; init; } = [];
}

internal sealed record MessagePart(string Title, string Link, DateTimeOffset MadeAt);
