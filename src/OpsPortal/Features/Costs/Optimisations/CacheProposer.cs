using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>A cache that answers less than four of five requests: a range, since nobody says which of the others could have been answered by it.</summary>
internal sealed class CacheProposer(PrometheusClient client, IPrices prices, TimeProvider time) : IProposer
{
    private const decimal Wanted = 0.8m;

    public async Task<Outcome<IReadOnlyList<Proposal>>> FindAsync(ServiceEntry service, UsedDays used, CancellationToken cancellationToken)
    {
        var tokens = used.Lines.Where(line => line.Model is not null).ToArray();
        if (tokens.Length == 0 || !service.Signals.TryGetValue(SignalNames.CacheHitRatio, out var signal))
            return Outcome<IReadOnlyList<Proposal>>.Ok([], time.GetUtcNow());
        var query = $"avg_over_time(({signal.For("5m")})[{used.Days}d:1h])";
        var ratio = await client.QueryAsync(query, UtcSpan.StartOf(used.Last.AddDays(1)), cancellationToken);
        return ratio.Map<IReadOnlyList<Proposal>>(all => all is [{ Value: >= 0 and < (double)Wanted and var rate }] ? [Of(service.Id, tokens, (decimal)rate, query)] : []);
    }

    private Proposal Of(string service, UsedLine[] tokens, decimal rate, string query)
    {
        var cost = tokens.Sum(line => line.Cost);
        var most = cost * (Wanted - rate) / (1 - rate);
        return new Proposal(
            ProposalKinds.Cache, service, "cache", "Answer more from the cache", 0, most,
            [
                new("Hit ratio, mean", rate.ToString("P1", CultureInfo.InvariantCulture), query), new("Cost of what the cache didn't answer", Pages.Money.Text(cost, prices.Current.Currency), "lines of tokens of the days"),
                new($"Of it, up to {Wanted:P0} hits", ((Wanted - rate) / (1 - rate)).ToString("P1", CultureInfo.InvariantCulture), $"({Wanted} − ratio) / (1 − ratio)"),
                new("Saved at most", Pages.Money.Text(most, prices.Current.Currency), "if every further hit could have been one, and costs as others do; at least 0: nothing measured says which could"),
            ], $"{service}:tokens", [.. tokens.Select(line => line.Driver).Distinct(StringComparer.Ordinal)]);
    }
}
