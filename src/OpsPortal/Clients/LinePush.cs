using OpsPortal.Domain;

namespace OpsPortal.Clients;

/// <summary>How a push ended.</summary>
public enum PushEnd
{
    /// <summary>The store has the lines.</summary>
    Taken,

    /// <summary>The store refused lines, and may have kept others of the same push: the same again would be refused again.</summary>
    Refused,

    /// <summary>Too much at once: not to be sent again as it is, but in smaller parts.</summary>
    TooLarge,

    /// <summary>The store is away, or asks to slow down: the same again may be taken later.</summary>
    Later,
}

/// <param name="Words">The store's, or why it wasn't reached; "" when the lines were taken.</param>
/// <param name="Wait">How long the store asks to be left alone; null when it doesn't say.</param>
public sealed record PushAnswer(PushEnd End, string Words, TimeSpan? Wait = null);

/// <summary>A way to send lines somewhere.</summary>
public interface ILinePush
{
    /// <summary>One push. Lines of a stream should be in order of time.</summary>
    Task<PushAnswer> SendAsync(IReadOnlyCollection<LogEntry> entries, CancellationToken cancellationToken);
}
