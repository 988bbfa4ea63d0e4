using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>
/// All lines of one instant, however many share it: by pages, each behind the last one's place (<c>search_after</c>) in a point in time,
/// where the place of a line among its equals (<c>_shard_doc</c>) doesn't change. The point in time is closed before the answer is given.
/// </summary>
internal static class ElasticInstant
{
    /// <summary>Lines of one instant that are read; of more it is said that some are missing. A page of lines is held in memory.</summary>
    public const int MostLines = 50_000;
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(5);

    /// <param name="instant">Nanoseconds since 1970.</param>
    /// <returns>The lines as they are stored, and whether they are all of them.</returns>
    public static async Task<Outcome<(IReadOnlyList<LogEntry> Lines, bool IsWhole)>> ReadAsync(ElasticLink link, string query, long instant, bool backward, CancellationToken cancellationToken)
    {
        var o = link.Options;
        // Nearly always one question is enough.
        var first = await link.SearchAsync(ElasticQueries.Lines(o, query, instant, instant + 1, o.MaxLines, backward), root => ElasticHits.Lines(root, o), cancellationToken);
        if (!first.IsOk || first.Value!.Count < o.MaxLines)
            return first.Map(lines => (lines, true));
        var opened = await link.AskAsync("_pit?keep_alive=1m&ignore_unavailable=true", null, Id, cancellationToken, HttpMethod.Post);
        // An old cluster, or one that doesn't let the portal: what one question gives, and that it isn't all.
        if (!opened.IsOk)
            return Outcome<(IReadOnlyList<LogEntry>, bool)>.Ok((first.Value, false), first.At, [.. first.Warnings, "Elasticsearch gives no point in time to read on in: " + opened.Reason]);
        var id = opened.Value!;
        try
        {
            return await WalkAsync(link, query, instant, backward, id, cancellationToken);
        }
        finally
        {
            // Also when the asker has left; one that isn't closed ends by itself after a minute.
            using var time = new CancellationTokenSource(LongestClose, link.Time);
            await CloseAsync(link, id, time.Token);
        }

        Outcome<string> Id(JsonElement root) => Outcome<string>.Ok(JsonText.Of(root.GetProperty("id")), link.Time.GetUtcNow());
    }

    private static async Task<Outcome<(IReadOnlyList<LogEntry> Lines, bool IsWhole)>> WalkAsync(
        ElasticLink link, string query, long instant, bool backward, string id, CancellationToken cancellationToken)
    {
        var o = link.Options;
        var (lines, warnings, after) = (new List<LogEntry>(), new HashSet<string>(StringComparer.Ordinal), (string?)null);
        while (true)
        {
            var body = ElasticQueries.Lines(o, query, instant, instant + 1, o.MaxLines, backward, new ElasticPlace(id, after));
            var page = await link.SearchAsync(body, root => (Lines: ElasticHits.Lines(root, o), After: ElasticHits.LastPlace(root), Id: ElasticHits.PointInTime(root) ?? id), cancellationToken, "/_search");
            if (!page.IsOk)
                return page.Map(_ => default((IReadOnlyList<LogEntry>, bool)));
            lines.AddRange(page.Value.Lines);
            warnings.UnionWith(page.Warnings);
            (after, id) = (page.Value.After, page.Value.Id);
            var isWhole = page.Value.Lines.Count < o.MaxLines;
            if (isWhole || lines.Count >= MostLines)
                return Outcome<(IReadOnlyList<LogEntry>, bool)>.Ok((lines, isWhole), page.At, [.. warnings]);
        }
    }

    private static async Task CloseAsync(ElasticLink link, string id, CancellationToken cancellationToken)
    {
        try
        {
            await link.AskAsync("/_pit", JsonSerializer.SerializeToUtf8Bytes(new { id }), _ => Outcome<bool>.Ok(true, link.Time.GetUtcNow()), cancellationToken, HttpMethod.Delete);
        }
        catch (OperationCanceledException)
        {
            // It took too long; nobody waits for it.
        }
    }
}

/// <summary>Where a question goes on in a point in time.</summary>
/// <param name="After">The last line's sort values, as JSON; null at the begin.</param>
internal readonly record struct ElasticPlace(string PointInTime, string? After);
