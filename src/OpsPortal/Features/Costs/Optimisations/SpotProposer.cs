using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>GPUs that are paid by the hour, at the spot price, where the price book has one: <c>gpu.H200.spot</c>.</summary>
internal sealed class SpotProposer(IPrices prices, TimeProvider time) : IProposer
{
    public Task<Outcome<IReadOnlyList<Proposal>>> FindAsync(ServiceEntry service, UsedDays used, CancellationToken cancellationToken)
        => Task.FromResult(Outcome<IReadOnlyList<Proposal>>.Ok([.. TimedGpu.In(used).Select(Of).OfType<Proposal>()], time.GetUtcNow()));

    private Proposal? Of(TimedGpu gpu)
    {
        var (key, currency) = (gpu.KeyOf(".spot"), prices.Current.Currency);
        if (prices.Current.Find(key, time.GetUtcNow()) is not { Item.Unit: "hour" } price || gpu.Hours * price.UnitPrice is var spot && spot >= gpu.Cost)
            return null;
        return new Proposal(
            ProposalKinds.Spot, gpu.Service, gpu.Resource, $"Take {gpu.Resource} as spot instances", 0, gpu.Cost - spot,
            [
                .. gpu.Steps(currency), new("Spot price of an hour", Pages.Money.Price(price.UnitPrice, currency), $"{key} in the price book, as it is now"), new("The same hours at it", Pages.Money.Text(spot, currency), "hours paid × spot price"),
                new("Saved at most", Pages.Money.Text(gpu.Cost - spot, currency), "if none is taken back; work that is lost then and done again costs further hours. At least 0: nothing measured says how often that is"),
            ], gpu.SameMoney, [gpu.Driver]);
    }
}
