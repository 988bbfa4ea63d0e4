using OpsPortal.Catalog;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>A shape of error lines as Loki itself finds them.</summary>
/// <param name="Text">With <c>&lt;_&gt;</c> for what differs.</param>
/// <param name="Trend">Lines by step, as Loki counted them.</param>
/// <param name="IsNew">Its first line is of the last hour, and Loki has looked at the service for longer.</param>
/// <param name="Href">The logs page with its lines.</param>
internal sealed record StorePattern(
    string Service, string Text, string Level, long Lines, IReadOnlyList<double> Trend, DateTimeOffset First, DateTimeOffset Last, bool IsNew, KnownPattern? Known, string Href);

/// <summary>What Loki's own patterns (<c>/patterns</c>) say of the services' error lines, over the about three hours that it keeps them.</summary>
internal sealed class StorePatterns(LokiClient loki, ServiceCatalog catalog, KnownPatterns known, TimeProvider time)
{
    /// <summary>Of more, those with the fewest lines are left out.</summary>
    public const int Most = 50;
    private const long Second = 1_000_000_000;
    private static readonly TimeSpan Back = TimeSpan.FromHours(3);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <returns>Rejected where Loki has its patterns switched off; new ones first, then by number of lines.</returns>
    public async Task<Outcome<IReadOnlyList<StorePattern>>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var services = catalog.Services.Where(service => service.LokiSelector is not null).ToArray();
        var all = await Task.WhenAll(services.Select(service => loki.PatternsAsync(
            service.LokiSelector!, (now - Back).ToUnixTimeSeconds() * Second, now.ToUnixTimeSeconds() * Second, null, cancellationToken)));
        if (Array.Find(all, one => !one.IsOk) is { } failed)
            return failed.Map<IReadOnlyList<StorePattern>>(_ => []);
        var rows = services.Zip(all, (service, read) => Of(service, read.Value!, known, now)).SelectMany(rows => rows);
        return Outcome<IReadOnlyList<StorePattern>>.Ok(
            [.. rows.OrderByDescending(row => row.IsNew).ThenByDescending(row => row.Lines).ThenBy(row => row.Text, StringComparer.Ordinal).Take(Most)], now);
    }

    /// <summary>Of one service; only errors and worse, and of a Loki that tells no levels all.</summary>
    internal static IEnumerable<StorePattern> Of(ServiceEntry service, IReadOnlyList<LogPatternCounts> patterns, KnownPatterns known, DateTimeOffset now)
    {
        var since = patterns.SelectMany(pattern => pattern.Times).DefaultIfEmpty(now.ToUnixTimeSeconds()).Min();
        foreach (var pattern in patterns.Where(one => one.Level.Length == 0 || LogLevels.Of(one.Level).Name is "error" or "fatal"))
        {
            var counted = pattern.Times.Zip(pattern.Counts, (at, count) => (At: at, Count: count)).Where(one => one.Count > 0).ToArray();
            if (counted.Length == 0)
                continue;
            var (first, last) = (DateTimeOffset.FromUnixTimeSeconds(counted[0].At), DateTimeOffset.FromUnixTimeSeconds(counted[^1].At));
            yield return new StorePattern(
                service.Id, pattern.Pattern, pattern.Level, counted.Sum(one => one.Count), [.. pattern.Counts.Select(count => (double)count)], first, last,
                first > now - Fresh && DateTimeOffset.FromUnixTimeSeconds(since) <= now - Fresh, known.Find(service.Id, pattern.Pattern.Replace("<_>", "<*>", StringComparison.Ordinal)),
                PatternRows.Address(service.LokiSelector!, pattern.Pattern, "now-3h"));
        }
    }
}
