using OpsPortal.Catalog;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>What a run read of one store.</summary>
/// <param name="IsUpToDate">It answered, and was read to its end or as far as one run reads.</param>
internal sealed record PatternsRead(string Store, int Lines, bool IsUpToDate, IReadOnlyList<string> Problems);

/// <summary>Reads the error lines of a store from where it was read last, page by page, and has them counted.</summary>
internal sealed class PatternReader(PatternStore patterns, IServiceScopeFactory scopes, ServiceCatalog catalog)
{
    private const int PageSize = 5000;
    private const int MostPages = 10;
    private const long Second = 1_000_000_000;

    // Lines come late: what is younger is read the next time.
    private const long Late = 20 * Second;
    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(6);

    /// <summary>Ids of the stores that are configured.</summary>
    public IReadOnlyList<string> Stores
    {
        get
        {
            using var scope = scopes.CreateScope();
            return [.. Of(scope).Configured.Select(store => store.Id)];
        }
    }

    public async Task<PatternsRead> ReadAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = Nanoseconds.Of(now) - Late;
        var reading = (await patterns.ReadingsAsync(cancellationToken)).GetValueOrDefault(id);
        var from = reading?.ReadTo ?? Nanoseconds.Of(now - First);
        // After a long stop the newest hours count; what lies before is left out, and said.
        var start = Math.Max(from, Nanoseconds.Of(now - Farthest));
        var (read, problems) = (0, new List<string>());
        if (start > from && reading is not null)
            problems.Add($"Lines from before {now - Farthest:u} were not read: the job stood still for too long.");
        for (var page = 0; page < MostPages && start < end; page++)
        {
            // A client of its own for each page: its connections must not grow old.
            using var scope = scopes.CreateScope();
            var store = Of(scope).Find(id)!;
            var lines = await store.PageAsync(store.Narrowed(store.Everything, "", ILogStore.ErrorLevels), start, end, PageSize, false, cancellationToken);
            if (!lines.IsOk)
                return new PatternsRead(id, read, false, [.. problems, lines.Reason]);
            var to = lines.Value!.Next ?? end;
            if (!await patterns.KeepAsync(id, lines.Value.Entries, from, to, line => PatternServices.Of(line, store, catalog), cancellationToken))
                return new PatternsRead(id, read, false, [.. problems, "Another run moved on meanwhile."]);
            if (lines.Value.IsCut)
                problems.Add($"{store.Name}: more lines share one instant than can be read; some were not counted.");
            read += lines.Value.Entries.Count;
            (from, start) = (to, to);
        }
        return new PatternsRead(id, read, true, problems);
    }

    private static ILogStores Of(IServiceScope scope) => scope.ServiceProvider.GetRequiredService<ILogStores>();
}
