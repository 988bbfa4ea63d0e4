using System.Globalization;
using System.Text.Json.Serialization;

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
/// <param name="Lines">Of how many lines.</param>
/// <param name="Store">Who was asked; "" in evidence from before there was a choice: Loki.</param>
public sealed record FrozenLogs(string Query, int Lines, IReadOnlyList<LogPattern> Patterns, string Store = "")
{
    /// <summary>Whether these are all lines of the time; null for what was kept before that was written down.</summary>
    public bool? IsWhole { get; init; }

    /// <summary>How many lines there were, as the log store counted them; null when it didn't.</summary>
    public long? All { get; init; }

    /// <summary>Which lines the patterns are of: "the 10,000 lines nearest to the start, of 52,344".</summary>
    [JsonIgnore]
    public string Words => IsWhole switch
    {
        true => Lines == 1 ? "the only line" : string.Create(CultureInfo.InvariantCulture, $"all {Lines:N0} lines"),
        false when All is { } all => string.Create(CultureInfo.InvariantCulture, $"the {Lines:N0} lines nearest to the start, of {all:N0}"),
        false => string.Create(CultureInfo.InvariantCulture, $"the {Lines:N0} lines nearest to the start; there were more, it is not known how many"),
        null => string.Create(CultureInfo.InvariantCulture, $"{Lines:N0} lines"),
    };
}

/// <param name="Example">One line as it was, cut.</param>
public sealed record LogPattern(string Text, int Count, DateTimeOffset First, DateTimeOffset Last, string Example);

/// <param name="Html">Rendered by the portal from its own Markdown: no foreign tags.</param>
public sealed record FrozenRunbook(string Name, string Html);
