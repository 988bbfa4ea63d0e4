using Npgsql;

namespace OpsPortal.Domain;

public enum AnnouncementKind
{
    /// <summary>Somebody is wanted; to a person it carries a link that acknowledges.</summary>
    Call,

    /// <summary>Whoever acknowledged is asked whether they still work on it.</summary>
    Reminder,
    Handover,

    /// <summary>To those who were told of the incident: somebody takes care.</summary>
    Acknowledged,
    Resolved,

    /// <summary>Something to read is ready; nobody has to act.</summary>
    Report,
    Test,
}

/// <summary>Something to tell.</summary>
/// <param name="Key">The same key to the same channel is sent once.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">Plain text, may have lines; "" when the title says it all.</param>
/// <param name="Href">A path of the portal.</param>
/// <param name="Important">Which of a person's ways are taken.</param>
/// <param name="Priority">Of the incident, 1 to 4.</param>
public sealed record Announcement(string Key, AnnouncementKind Kind, string Title, string Text, string Href, bool Important, long? Incident = null, int? Priority = null)
{
    /// <summary>What goes with it by the ways that can carry files: e-mail. Others have the link.</summary>
    public IReadOnlyList<AttachedFile> Files { get; init; } = [];
}

/// <summary>A file that goes with a message.</summary>
/// <param name="ContentType">Like <c>text/html</c>.</param>
public sealed record AttachedFile(string Name, string ContentType, byte[] Content);

/// <param name="Kind">In a word for people.</param>
public sealed record ChannelName(Guid Id, string Name, string Kind);

/// <summary>
/// Tells people and channels. What is told is written in the caller's transaction and sent after its commit, again and again until
/// it arrived or can't.
/// </summary>
public interface INotifications
{
    /// <returns>The names of the ways that are taken; empty when that person has none for it.</returns>
    Task<IReadOnlyList<string>> TellPersonAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string person, Announcement notice, CancellationToken cancellationToken);

    /// <returns>The channel's name, or null when there is none with this id any more.</returns>
    Task<string?> TellChannelAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid channel, Announcement notice, CancellationToken cancellationToken);

    /// <summary>Tells the shared channels that were told of the notice's incident before; calls of it that still wait are not sent any more.</summary>
    Task FollowUpAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Announcement notice, CancellationToken cancellationToken);

    /// <summary>The shared channels, by name.</summary>
    Task<Outcome<IReadOnlyList<ChannelName>>> ChannelsAsync(CancellationToken cancellationToken);
}
