namespace OpsPortal.Domain;

/// <summary>Asks one back end whether it is there. All probes run side by side, each with its own timeout; results are kept and aged.</summary>
public interface IBackendProbe
{
    /// <summary>As shown to people: "Prometheus", "Loki", "PostgreSQL".</summary>
    string Name { get; }

    /// <summary>What the portal can't do while this back end is away, in words.</summary>
    string Feeds { get; }

    /// <returns>Ok with a version or detail in words, or why not. Doesn't throw.</returns>
    Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken);
}
