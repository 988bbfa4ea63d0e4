using OpsPortal.Features.Incidents.Intake;

namespace OpsPortal.Features.Incidents.Reconciling;

public enum ConclusionKind
{
    /// <summary>It is gone: an end that nobody told.</summary>
    Gone,

    /// <summary>Ends that were told and not believed are believed now.</summary>
    Believed,

    /// <summary>It fires, though its end had been concluded.</summary>
    FiresStill,
}

/// <summary>What the reconciler concludes about one alert.</summary>
/// <param name="Episode">The row that it is about.</param>
/// <param name="Facts">The ends to take; empty for <see cref="ConclusionKind.FiresStill"/>.</param>
/// <param name="How">How its end is told: "ended while it was silenced: …".</param>
public sealed record Conclusion(string Fingerprint, long Episode, ConclusionKind Kind, IReadOnlyList<Fact> Facts, string How)
{
    /// <summary>Nothing was told meanwhile that makes it old.</summary>
    public bool Applies(KnownEpisode row) => row.Id == Episode && Kind switch
    {
        ConclusionKind.Gone => row.EndsAt is null,
        ConclusionKind.Believed => row is { EndsAt: null, IsDoubted: true },
        _ => row.IsRetracted || row is { EndsAt: not null, IsAssumed: true },
    };

    public KnownEpisode Prepare(KnownEpisode row) => Kind == ConclusionKind.FiresStill ? row.Retract() : row;
}
