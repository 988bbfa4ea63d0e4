namespace OpsPortal.Domain.Costs;

/// <summary>The price book as it stands now: the catalog's entries and those that were made in the portal.</summary>
public interface IPrices
{
    /// <summary>As last read, at most a minute old while the database answers; the catalog's alone before the first reading.</summary>
    PriceBook Current { get; }

    /// <summary>Reads the entries anew: for whoever computes what stays.</summary>
    Task<Outcome<PriceBook>> ReadAsync(CancellationToken cancellationToken);
}
