using System.Security.Claims;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Explore;

/// <summary>Metrics of the default Prometheus for quick search; their names are read anew after some minutes.</summary>
internal sealed class MetricSource(PrometheusServers servers, TimeProvider time) : ISearchSource
{
    private const int MostHits = 50;
    private const int ShortestQuery = 2;
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeepFailure = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);
    private readonly Flights<string, Outcome<IReadOnlyList<SearchEntry>>> _reading = new();
    private volatile Outcome<IReadOnlyList<SearchEntry>>? _known;

    public async Task<Outcome<IReadOnlyList<SearchEntry>>> FindAsync(string query, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var client = servers.For(null);
        if (query.Length < ShortestQuery || !client.IsConfigured)
            return Outcome<IReadOnlyList<SearchEntry>>.Ok([], time.GetUtcNow());
        var all = _known is { } known && time.GetUtcNow() - known.At < (known.IsOk ? Keep : KeepFailure) ? known : await _reading.JoinAsync("", stop => ReadAsync(client, stop), cancellationToken);
        // A name that begins with what is written, and a short one, is the more likely one.
        return all.Map(entries => (IReadOnlyList<SearchEntry>)[.. entries
            .Where(entry => Array.TrueForAll(words, word => entry.Title.Contains(word, StringComparison.OrdinalIgnoreCase) || entry.About.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(entry => words.Length > 0 && entry.Title.StartsWith(words[0], StringComparison.OrdinalIgnoreCase) ? 0 : 1).ThenBy(entry => entry.Title.Length).Take(MostHits)]);
    }

    private async Task<Outcome<IReadOnlyList<SearchEntry>>> ReadAsync(PrometheusClient client, CancellationToken stop)
    {
        var described = client.MetadataAsync(null, stop);
        var names = await client.LabelValuesAsync("__name__", [], time.GetUtcNow() - Back, null, stop);
        var metrics = await described;
        return _known = names.IsOk
            ? names.Map(all => (IReadOnlyList<SearchEntry>)[.. Api.MetricList.From(all, metrics.Value).Metrics.Select(one => new SearchEntry("Metric", one.Name, About(one), ExploreState.Address(one.Name), "chart"))])
            : Outcome<IReadOnlyList<SearchEntry>>.Unavailable("Metrics can't be searched: " + names.Reason, time.GetUtcNow());
    }

    private static string About(Api.MetricEntry metric) => string.Join(": ", new[] { metric.Type, metric.Help }.Where(part => part.Length > 0));
}
