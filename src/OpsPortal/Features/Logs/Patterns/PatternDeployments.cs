using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>When each service was last deployed.</summary>
internal static class PatternDeployments
{
    private static readonly TimeSpan Back = TimeSpan.FromHours(6);

    /// <summary>Of the last six hours; a source that is away knows of none.</summary>
    public static async Task<Dictionary<string, DateTimeOffset?>> ReadAsync(IEnumerable<IMarkSource> marks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        foreach (var source in marks)
        {
            if (await source.ReadAsync(now - Back, now, null, cancellationToken) is not { IsOk: true, Value: { } found })
                continue;
            foreach (var mark in found.Where(mark => mark is { Kind: "deploy", Service: not null }))
                newest[mark.Service!] = newest.GetValueOrDefault(mark.Service!) is { } before && before > mark.From ? before : mark.From;
        }
        return newest;
    }
}
