namespace OpsPortal.Domain;

/// <summary>How many incidents are not resolved: kept in memory, refreshed when an incident changes.</summary>
public interface IOpenIncidents
{
    /// <summary>Raised when the counts are other than before, on a pool thread. Handlers must not block.</summary>
    event Action? Changed;

    /// <summary>By service id; a service without one is not there, incidents of no service count under "".</summary>
    /// <returns>Unavailable while the database can't be read and nothing was read before.</returns>
    ValueTask<Outcome<IReadOnlyDictionary<string, int>>> ByServiceAsync(CancellationToken cancellationToken);
}
