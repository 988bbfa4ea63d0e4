namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>What kind of evidence it is; written as lower-case text.</summary>
public enum EvidenceKind
{
    Actions,
    Chart,
    Deployments,
    Logs,
    OpenIncidents,
    SimilarIncidents,
    Runbook,
}

/// <summary>One piece of what was the case when an incident opened.</summary>
/// <param name="Problem">Why there is nothing, in words; null when there is something.</param>
/// <param name="Content">One of the records below, by kind.</param>
public sealed record EvidenceItem(EvidenceKind Kind, string Title, DateTimeOffset TakenAt, string? Problem, object Content);

/// <param name="Query">PromQL as it was asked.</param>
/// <param name="Unit">Grafana's name, or "".</param>
/// <param name="From">Unix seconds; so is <paramref name="To"/>.</param>
/// <param name="Started">When the incident's first alert began.</param>
/// <param name="Dropped">Series that were left out.</param>
public sealed record FrozenChart(string Query, string Unit, double From, double To, double Started, IReadOnlyList<FrozenSeries> Series, int Dropped);

/// <param name="Times">Unix seconds, rising; gaps are left out.</param>
public sealed record FrozenSeries(string Name, double[] Times, double[] Values);

/// <summary>Lines of text, each with a moment and an address or none.</summary>
public sealed record FrozenList(IReadOnlyList<FrozenLine> Lines);

public sealed record FrozenLine(string Text, DateTimeOffset? At = null, string? Href = null);

/// <param name="Patterns">The most frequent first; variable parts are <c>&lt;*&gt;</c>.</param>
/// <param name="Lines">Of how many lines; the most that were asked for when there were more.</param>
/// <param name="Store">Who was asked; "" in evidence from before there was a choice: Loki.</param>
public sealed record FrozenLogs(string Query, int Lines, IReadOnlyList<LogPattern> Patterns, string Store = "");

/// <param name="Example">One line as it was, cut.</param>
public sealed record LogPattern(string Text, int Count, DateTimeOffset First, DateTimeOffset Last, string Example);

/// <param name="Html">Rendered by the portal from its own Markdown: no foreign tags.</param>
public sealed record FrozenRunbook(string Name, string Html);
