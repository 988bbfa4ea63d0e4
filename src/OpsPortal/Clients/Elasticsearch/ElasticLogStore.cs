using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>
/// Lines of an Elasticsearch cluster over its search API; queries are its query strings (<c>service.name:"api" AND status:&gt;=500</c>).
/// Lines come masked, unless they are asked for raw. There is no tail.
/// </summary>
public sealed class ElasticLogStore(ElasticLink link, LineMask mask) : ILogStore, ICountsValues
{
    // The spellings that loggers have for a level.
    private static readonly Dictionary<string, string[]> Spelled = new(StringComparer.Ordinal)
    {
        ["fatal"] = ["fatal", "panic", "emergency", "alert"], ["critical"] = ["critical", "crit"], ["error"] = ["error", "err"], ["warn"] = ["warn", "warning"],
        ["info"] = ["info", "information", "notice"], ["debug"] = ["debug"], ["trace"] = ["trace", "verbose"],
    };

    public string Id => "elasticsearch";

    public string Name => "Elasticsearch";

    public bool IsConfigured => link.IsConfigured;

    public IReadOnlyDictionary<string, string> Names
        => new Dictionary<string, string>(StringComparer.Ordinal) { ["detected_level"] = link.Options.LevelField, ["service"] = link.Options.Labels[0], ["_id"] = "_id", ["_index"] = "_index" };

    public string Everything => "*";

    /// <inheritdoc/>
    /// <remarks>Of a full page the last instant is asked for once more by itself, as of Loki: most clusters keep milliseconds, and many lines share one.</remarks>
    public async Task<Outcome<LogPage>> PageAsync(string query, long start, long end, int limit, bool backward, CancellationToken cancellationToken, bool raw = false)
    {
        var asked = Math.Min(limit, link.Options.MaxLines);
        var first = await link.SearchAsync(ElasticQueries.Lines(link.Options, query, start, end, asked, backward), root => ElasticHits.Lines(root, link.Options), cancellationToken);
        if (!first.IsOk || first.Value!.Count < asked)
            return first.Map(entries => new LogPage(Shown(entries, raw), null, false));
        var edge = first.Value[^1].Time;
        var atEdge = await ElasticInstant.ReadAsync(link, query, edge, backward, cancellationToken);
        var page = atEdge.Map(all => new LogPage(Shown([.. first.Value.TakeWhile(entry => entry.Time != edge), .. all.Lines], raw), backward ? edge : edge + 1, !all.IsWhole));
        return page.IsOk ? Outcome<LogPage>.Ok(page.Value!, page.At, [.. first.Warnings.Union(page.Warnings)]) : page;
    }

    public async Task<Outcome<LogLevelBars>> LevelsAsync(string query, long start, long end, TimeSpan step, CancellationToken cancellationToken)
    {
        var bars = await link.SearchAsync(
            ElasticQueries.Levels(link.Options, query, start * 1_000_000_000, end * 1_000_000_000, step), root => new LogLevelBars(query, ElasticBuckets.Levels(root, link.Options)), cancellationToken);
        // A mapping that nobody wrote makes a text of every word; it keeps a keyword of it, which can be counted.
        return bars.Kind == OutcomeKind.Rejected && bars.Reason.Contains("fielddata", StringComparison.OrdinalIgnoreCase)
            ? Outcome<LogLevelBars>.Rejected($"The level is a text here, which can't be counted: set Elasticsearch:LevelField to its keyword, mostly {link.Options.LevelField}.keyword. {bars.Reason}", bars.At)
            : bars;
    }

    /// <inheritdoc/>
    /// <remarks>What the indices' mappings have, whether the query's lines have it or not: that isn't known without reading them.</remarks>
    public Task<Outcome<IReadOnlyList<LogField>>> FieldsAsync(string query, long start, long end, CancellationToken cancellationToken)
        => link.AskAsync(
            "_field_caps?fields=*&ignore_unavailable=true&allow_no_indices=true", null, root => Outcome<IReadOnlyList<LogField>>.Ok(ElasticFieldTypes.All(root), link.Time.GetUtcNow()), cancellationToken);

    public async Task<Outcome<IReadOnlyList<string>>> FieldValuesAsync(string field, string query, long start, long end, CancellationToken cancellationToken)
    {
        if (mask.CoversPath(field))
            return Outcome<IReadOnlyList<string>>.Ok([], link.Time.GetUtcNow());
        var counted = await ElasticFieldTypes.CountedAsync(link, field, cancellationToken);
        return counted is { IsOk: true, Value: { } found }
            ? await link.SearchAsync(
                ElasticQueries.Values(link.Options, found.Name, query, start, end),
                root => (IReadOnlyList<string>)[.. ElasticBuckets.Of(root, "values").Select(bucket => mask.Cover(ElasticBuckets.Key(bucket))).Distinct(StringComparer.Ordinal)], cancellationToken)
            : counted.Map<IReadOnlyList<string>>(_ => null!);
    }

    public Task<Outcome<LogFieldStatistics>> StatisticsAsync(string field, string query, long start, long end, CancellationToken cancellationToken)
        => ElasticStatistics.ReadAsync(link, mask, Names.GetValueOrDefault(field, field), query, start, end, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A query string without a field looks into all of them.</remarks>
    public async Task<Outcome<LogPage>> CarryingAsync(string id, IReadOnlyList<string> fields, long start, long end, int limit, CancellationToken cancellationToken)
        => (await PageAsync(ElasticQueries.Quote(id), start, end, limit, false, cancellationToken)).Map(page => page with { Next = null, IsCut = page.Next is not null });

    public string Narrowed(string query, string contains, IReadOnlyList<string> levels)
    {
        var conditions = new List<string>();
        if (query.Length > 0 && query != Everything)
            conditions.Add($"({query})");
        if (contains.Length > 0)
            conditions.Add(ElasticQueries.Quote(contains));
        // A keyword is compared letter by letter, so each spelling is there small, large and with a capital.
        var words = levels.SelectMany(level => Spelled.GetValueOrDefault(level, [])).SelectMany(word => new[] { word, word.ToUpperInvariant(), char.ToUpperInvariant(word[0]) + word[1..] })
            .Concat(levels.SelectMany(level => LevelNumbers.Of(link.Options.LevelField, level))).ToArray();
        var parts = new List<string>();
        if (words.Length > 0)
            parts.Add($"{link.Options.LevelField}:({string.Join(" OR ", words)})");
        if (levels.Contains("unknown"))
            parts.Add($"(NOT _exists_:{link.Options.LevelField})");
        if (parts.Count > 0)
            conditions.Add(parts.Count == 1 ? parts[0] : $"({string.Join(" OR ", parts)})");
        return conditions.Count == 0 ? Everything : string.Join(" AND ", conditions);
    }

    /// <summary>The cluster's name and version.</summary>
    public Task<Outcome<string>> VersionAsync(CancellationToken cancellationToken)
        => link.AskAsync("/", null, root => Outcome<string>.Ok("Elasticsearch " + JsonText.Of(root.GetProperty("version").GetProperty("number")), link.Time.GetUtcNow()), cancellationToken);

    private IReadOnlyList<LogEntry> Shown(IReadOnlyList<LogEntry> entries, bool raw) => raw ? entries : [.. entries.Select(mask.Cover)];
}
