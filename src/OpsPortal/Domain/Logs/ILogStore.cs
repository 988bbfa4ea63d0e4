namespace OpsPortal.Domain;

/// <summary>Where lines are kept. Queries are in the store's own language; lines come masked, unless they are asked for raw.</summary>
public interface ILogStore
{
    /// <summary>In addresses and the catalog: <c>loki</c>, <c>elasticsearch</c>.</summary>
    string Id { get; }

    /// <summary>As people know it.</summary>
    string Name { get; }

    bool IsConfigured { get; }

    /// <summary>The store's own names of what the portal calls otherwise: <c>detected_level</c> is <c>log.level</c>. Empty where they are the same.</summary>
    IReadOnlyDictionary<string, string> Names { get; }

    /// <summary>A query that gives all lines.</summary>
    string Everything { get; }

    /// <summary>One page of [start, end), nanoseconds; what shares its last instant is in it too, so it may be a little longer than <paramref name="limit"/>.</summary>
    Task<Outcome<LogPage>> PageAsync(string query, long start, long end, int limit, bool backward, CancellationToken cancellationToken, bool raw = false);

    /// <summary>How many lines of each level there are in each step of [start, end).</summary>
    /// <param name="start">Unix seconds, a multiple of the step; so is <paramref name="end"/>.</param>
    Task<Outcome<LogLevelBars>> LevelsAsync(string query, long start, long end, TimeSpan step, CancellationToken cancellationToken);

    /// <summary>Fields of the lines that a query gives.</summary>
    Task<Outcome<IReadOnlyList<LogField>>> FieldsAsync(string query, long start, long end, CancellationToken cancellationToken);

    /// <summary>Values of one field; none of a field that is masked.</summary>
    Task<Outcome<IReadOnlyList<string>>> FieldValuesAsync(string field, string query, long start, long end, CancellationToken cancellationToken);

    /// <summary>Everything that carries an id, oldest first: in the line itself, or in one of the fields.</summary>
    Task<Outcome<LogPage>> CarryingAsync(string id, IReadOnlyList<string> fields, long start, long end, int limit, CancellationToken cancellationToken);

    /// <summary>The query for those lines of a query that have a text and one of the levels.</summary>
    /// <param name="contains">"" for any text.</param>
    /// <param name="levels">As Loki calls them: <c>critical</c>, <c>error</c>, <c>warn</c>, …; empty for all.</param>
    string Narrowed(string query, string contains, IReadOnlyList<string> levels);

    /// <summary>Error and worse, for <see cref="Narrowed"/>.</summary>
    static IReadOnlyList<string> ErrorLevels { get; } = ["error", "critical", "fatal"];
}

/// <param name="Query">What the store was asked, for people who want to know.</param>
public sealed record LogLevelBars(string Query, IReadOnlyList<LogLevelBar> Bars)
{
    /// <summary>Where lines have their level as a number, which a filter by level must know; null when none has. Of several places the one with the most lines.</summary>
    public LogLevelNumbers? Numbers { get; init; }
}

/// <param name="Field">As the lines have it: <c>level</c>, <c>PRIORITY</c>.</param>
/// <param name="InLine">In the line's JSON, and not beside the line.</param>
public sealed record LogLevelNumbers(string Field, bool InLine)
{
    /// <summary>A number that the store hands on as the level it detected.</summary>
    public static LogLevelNumbers Detected { get; } = new("detected_level", false);
}

/// <param name="Level">As the lines have it: "ERROR", "warn"; "" when they have none.</param>
/// <param name="At">Unix seconds of the step's begin.</param>
public sealed record LogLevelBar(string Level, long At, double Lines);

/// <summary>The stores that there are.</summary>
public interface ILogStores
{
    /// <summary>Loki; the other one where only that is configured.</summary>
    ILogStore Default { get; }

    IReadOnlyList<ILogStore> Configured { get; }

    /// <returns>Null when no store is called so; the default for "".</returns>
    ILogStore? Find(string id);
}
