using System.Text.Json;
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

    public Task<Outcome<LogLevelBars>> LevelsAsync(string query, long start, long end, TimeSpan step, CancellationToken cancellationToken)
        => link.SearchAsync(
            ElasticQueries.Levels(link.Options, query, start * 1_000_000_000, end * 1_000_000_000, step),
            root => new LogLevelBars(query, [.. Buckets(root, "levels").SelectMany(level => level.GetProperty("bars").GetProperty("buckets").EnumerateArray()
                .Select(bar => new LogLevelBar(JsonText.Of(level.GetProperty("key")), bar.GetProperty("key").GetInt64() / 1000, bar.GetProperty("doc_count").GetInt64())))]),
            cancellationToken);

    /// <inheritdoc/>
    /// <remarks>What the indices' mappings have, whether the query's lines have it or not: that isn't known without reading them.</remarks>
    public Task<Outcome<IReadOnlyList<LogField>>> FieldsAsync(string query, long start, long end, CancellationToken cancellationToken)
        => link.AskAsync("_field_caps?fields=*&filters=-metadata&ignore_unavailable=true&allow_no_indices=true", null,
            root => Outcome<IReadOnlyList<LogField>>.Ok(
                [.. root.GetProperty("fields").EnumerateObject().Select(field => (Name: JsonText.NameOf(field), Type: field.Value.EnumerateObject().Select(type => type.Name).FirstOrDefault() ?? ""))
                    .Where(field => field.Type is not ("object" or "nested")).Select(field => new LogField(field.Name, Plain(field.Type), 0, [], []))],
                link.Time.GetUtcNow()),
            cancellationToken);

    public async Task<Outcome<IReadOnlyList<string>>> FieldValuesAsync(string field, string query, long start, long end, CancellationToken cancellationToken)
        => mask.CoversPath(field)
            ? Outcome<IReadOnlyList<string>>.Ok([], link.Time.GetUtcNow())
            : await link.SearchAsync(
                ElasticQueries.Values(link.Options, field, query, start, end),
                root => (IReadOnlyList<string>)[.. Buckets(root, "values").Select(bucket => bucket.GetProperty("key") is { ValueKind: JsonValueKind.String } text ? mask.Cover(JsonText.Of(text)) : bucket.GetProperty("key").GetRawText())],
                cancellationToken);

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
        var words = levels.SelectMany(level => Spelled.GetValueOrDefault(level, [])).SelectMany(word => new[] { word, word.ToUpperInvariant(), char.ToUpperInvariant(word[0]) + word[1..] }).ToArray();
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

    // An index pattern that matches nothing gives an answer without aggregations.
    private static IEnumerable<JsonElement> Buckets(JsonElement root, string name)
        => root.TryGetProperty("aggregations", out var all) ? all.GetProperty(name).GetProperty("buckets").EnumerateArray() : [];

    private static string Plain(string type) => type switch
    {
        "long" or "integer" or "short" or "byte" or "unsigned_long" => "int",
        "double" or "float" or "half_float" or "scaled_float" => "float",
        "boolean" => "boolean",
        _ => "string",
    };
}
