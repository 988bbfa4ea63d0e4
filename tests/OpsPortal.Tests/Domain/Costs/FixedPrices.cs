using OpsPortal.Domain;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests;

/// <summary>A price book that stands.</summary>
internal sealed class FixedPrices(PriceBook book) : IPrices
{
    public PriceBook Current { get; } = book;

    public Task<Outcome<PriceBook>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Outcome<PriceBook>.Ok(Current, DateTimeOffset.UnixEpoch));
}
