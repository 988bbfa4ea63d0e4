namespace OpsPortal.Features.OnCall.Rota;

/// <summary>Who is on call when.</summary>
public sealed record Schedule
{
    public string Name { get; init; } = "";

    /// <summary>The IANA name of the zone in which hand-overs and hours are meant.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>A later layer stands over the ones before it, where it has somebody.</summary>
    public IReadOnlyList<Layer> Layers { get; init; } = [];
}

/// <summary>Somebody stands in, whatever the layers say.</summary>
/// <param name="Person">An account id.</param>
/// <param name="MadeAt">Of two that overlap the one that was made later holds.</param>
/// <param name="Swap">The same for both halves of a swap.</param>
public sealed record StandIn(Guid Id, DateTimeOffset From, DateTimeOffset To, string Person, DateTimeOffset MadeAt, Guid? Swap = null);

/// <summary>Half-open span in which the same person is on call, for the same reason.</summary>
/// <param name="Person">An account id; null: nobody.</param>
/// <param name="Because">The layer's name, or "stand-in", or "".</param>
/// <param name="StandIn">Set when it comes from one.</param>
public sealed record Shift(DateTimeOffset From, DateTimeOffset To, string? Person, string Because, Guid? StandIn = null);
