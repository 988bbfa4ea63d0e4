using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>Loki as a place where lines are kept: what every store can do, in LogQL.</summary>
internal sealed class LokiLogStore(LokiClient client, LokiLink link) : ILogStore
{
    private const long Second = 1_000_000_000;

    public string Id => "loki";

    public string Name => "Loki";

    public bool IsConfigured => link.IsConfigured;

    public IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>(0, StringComparer.Ordinal);

    /// <summary>Every Loki gives each stream a service name, so this finds all lines.</summary>
    public string Everything => """{service_name=~".+"}""";

    public Task<Outcome<LogPage>> PageAsync(string query, long start, long end, int limit, bool backward, CancellationToken cancellationToken, bool raw = false)
        => client.PageAsync(query, start, end, limit, backward, cancellationToken, raw);

    public async Task<Outcome<LogLevelBars>> LevelsAsync(string query, long start, long end, TimeSpan step, CancellationToken cancellationToken)
    {
        var asked = Volume(query, step);
        var counted = await CountAsync(asked);
        if (!counted.IsOk)
            return counted.Map<LogLevelBars>(_ => null!);
        var bars = new LokiLevelBars(counted.Value!, (long)step.TotalSeconds);
        // Only where there are lines that Loki doesn't understand: it reads those once more. Where it can't, they stay unknown.
        if (bars.HasUnknown && await CountAsync(LokiLevelNumbers.Volume(query, step)) is { IsOk: true, Value: { } numbered })
            bars.Tell(numbered);
        return counted.Map(_ => bars.Read(asked));

        // Loki counts (t - step, t]: the bar that begins at a step is what its end says.
        Task<Outcome<IReadOnlyList<Series>>> CountAsync(string volume)
            => client.MetricAsync(volume, (start + (long)step.TotalSeconds) * Second, end * Second, step, cancellationToken);
    }

    public Task<Outcome<IReadOnlyList<LogField>>> FieldsAsync(string query, long start, long end, CancellationToken cancellationToken)
        => client.FieldsAsync(query, start, end, cancellationToken);

    public Task<Outcome<IReadOnlyList<string>>> FieldValuesAsync(string field, string query, long start, long end, CancellationToken cancellationToken)
        => client.FieldValuesAsync(field, query, start, end, cancellationToken);

    public async Task<Outcome<LogPage>> CarryingAsync(string id, IReadOnlyList<string> fields, long start, long end, int limit, CancellationToken cancellationToken)
    {
        var quoted = LogQlText.Quote(id);
        // Loki can't ask for a text in the line or a field beside it in one query.
        var both = await Task.WhenAll(
            client.PageAsync($"{Everything} |= {quoted}", start, end, limit, false, cancellationToken),
            client.PageAsync($"{Everything} | {string.Join(" or ", fields.Select(field => $"{field}={quoted}"))}", start, end, limit, false, cancellationToken));
        if (Array.Find(both, one => !one.IsOk) is { } failed)
            return failed;
        LogEntry[] entries = [.. both.SelectMany(one => one.Value!.Entries).DistinctBy(entry => (entry.Time, entry.Stream, entry.Line)).OrderBy(entry => entry.Time)];
        return both[0].Map(_ => new LogPage(entries, null, Array.Exists(both, each => each.Value!.Next is not null)));
    }

    public string Narrowed(string query, string contains, IReadOnlyList<string> levels) => Narrow(query, contains, levels);

    /// <inheritdoc cref="ILogStore.Narrowed"/>
    internal static string Narrow(string query, string contains, IReadOnlyList<string> levels)
    {
        // The text first: it is what Loki tests fastest.
        if (contains.Length > 0)
            query += " |= " + LogQlText.Quote(contains);
        // A label's or metadata's number is the detected level as it is.
        levels = [.. levels.SelectMany(level => (string[])[level, .. LevelNumbers.Of("level", level)])];
        return levels.Count switch
        {
            0 => query,
            1 => $"{query} | detected_level=\"{levels[0]}\"",
            _ => $"{query} | detected_level=~\"{string.Join('|', levels)}\"",
        };
    }

    /// <summary>Lines by level in windows of a step. Lines that a parser can't read are counted too, as they are listed.</summary>
    internal static string Volume(string logQuery, TimeSpan step)
        // A comment at the query's end would swallow what follows on its line.
        => $"sum by (detected_level) (count_over_time({logQuery}\n| drop __error__, __error_details__ [{(long)step.TotalSeconds}s]))";
}
