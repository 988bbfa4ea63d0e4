using System.Net;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>How the way to a server and back ended.</summary>
internal enum ReplyKind
{
    /// <summary>There is a whole body; what it says is another matter.</summary>
    Answered,

    /// <summary>No connection came about: nothing was asked.</summary>
    NotReachable,

    /// <summary>The connection ended before the answer did.</summary>
    Broken,

    /// <summary>The time was up.</summary>
    TimedOut,

    /// <summary>Not asked: too many wait already, the circuit is open, a secret can't be read.</summary>
    NotAsked,

    /// <summary>More bytes than are read.</summary>
    TooLarge,
}

/// <param name="Words">Why there is no body; empty when there is one.</param>
/// <param name="Date">The server's own clock, when it says.</param>
internal sealed record Reply(ReplyKind Kind, string Words, HttpStatusCode Status = 0, string? MediaType = null, ReadOnlyMemory<byte> Body = default, DateTimeOffset? Date = null)
{
    private bool IsJson => MediaType == "application/json";

    /// <summary>
    /// Asking again at once is safe and may help: nothing was asked yet, or something before Prometheus, or Prometheus while it
    /// starts, turned it away. A 503 in JSON is a question that took too long: once more makes it worse.
    /// </summary>
    public bool IsWorthAnotherTry => Kind == ReplyKind.NotReachable
        || Kind == ReplyKind.Answered && !IsJson && Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The server is not well, whatever was asked.</summary>
    public bool IsServerFailure => Kind is ReplyKind.NotReachable or ReplyKind.Broken or ReplyKind.TimedOut
        || Kind == ReplyKind.Answered && (int)Status >= 500 && !(IsJson && Status == HttpStatusCode.ServiceUnavailable);
}

/// <summary>An answer with what it cost.</summary>
/// <param name="UpstreamMs">Milliseconds from the question to the read answer, waiting for a turn included.</param>
/// <param name="Samples">Samples that the server read for it; the points it sent when it doesn't say.</param>
/// <param name="Date">The server's own clock, when it says.</param>
internal sealed record Asked<T>(Outcome<T> Outcome, double UpstreamMs = 0, long Samples = 0, DateTimeOffset? Date = null);
