using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>
/// Lines of an Elasticsearch cluster over its search API; queries are its query strings (<c>service.name:"api" AND status:&gt;=500</c>).
/// Lines come masked, unless they are asked for raw. There is no tail.
/// </summary>
public sealed class ElasticLogStore(ElasticLink link, LineMask mask) : ILogStore
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
        var first = await LinesAsync(query, start, end, limit, backward, raw, cancellationToken);
        if (!first.IsOk || first.Value!.Count < limit)
            return first.Map(entries => new LogPage(entries, null, false));
        var edge = first.Value[^1].Time;
        var atEdge = await LinesAsync(query, edge, edge + 1, link.Options.MaxLines, backward, raw, cancellationToken);
        return atEdge.Map(entries => new LogPage(
            [.. first.Value.TakeWhile(entry => entry.Time != edge), .. entries], backward ? edge : edge + 1, entries.Count >= link.Options.MaxLines));
    }

    public Task<Outcome<LogLevelBars>> LevelsAsync(string query, long start, long end, TimeSpan step, CancellationToken cancellationToken)
        => SearchAsync(
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
        => mask.Covers(field)
            ? Outcome<IReadOnlyList<string>>.Ok([], link.Time.GetUtcNow())
            : await SearchAsync(
                ElasticQueries.Values(link.Options, field, query, start, end),
                root => (IReadOnlyList<string>)[.. Buckets(root, "values").Select(bucket => bucket.GetProperty("key") is { ValueKind: JsonValueKind.String } text ? mask.Cover(JsonText.Of(text)) : bucket.GetProperty("key").GetRawText())],
                cancellationToken);

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

    private async Task<Outcome<IReadOnlyList<LogEntry>>> LinesAsync(string query, long start, long end, int limit, bool backward, bool raw, CancellationToken cancellationToken)
    {
        var lines = await SearchAsync(ElasticQueries.Lines(link.Options, query, start, end, limit, backward), root => ElasticHits.Lines(root, link.Options), cancellationToken);
        return raw ? lines : lines.Map(entries => (IReadOnlyList<LogEntry>)[.. entries.Select(mask.Cover)]);
    }

    private Task<Outcome<T>> SearchAsync<T>(byte[] body, Func<JsonElement, T> read, CancellationToken cancellationToken)
        => link.AskAsync("_search?ignore_unavailable=true&allow_no_indices=true", body, root => Outcome<T>.Ok(read(root), link.Time.GetUtcNow(), ElasticFailures.Warnings(root)), cancellationToken);

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
