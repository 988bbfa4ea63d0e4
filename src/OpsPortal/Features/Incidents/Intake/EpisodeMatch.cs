namespace OpsPortal.Features.Incidents.Intake;

/// <summary>An episode as the database has it.</summary>
public sealed record KnownEpisode(
    long Id, string Fingerprint, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, IReadOnlyList<Fact> Facts, long? Incident)
{
    /// <summary>Its end was concluded by the portal and told by nobody.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>An end was told that is not believed.</summary>
    public bool IsDoubted { get; init; }

    /// <summary>Facts were taken back: what is written is not what they say.</summary>
    public bool IsRetracted { get; init; }

    /// <summary>Without the end that was only concluded: the alert is told to fire still.</summary>
    public KnownEpisode Retract() => this with { Facts = [.. Facts.Where(fact => fact.EndsAt is null || fact.EndsAt != EndsAt)], IsRetracted = true };
}

/// <summary>What becomes of an alert's rows when new facts came in.</summary>
/// <param name="Row">The row that goes on, or null when the span is new.</param>
/// <param name="Absorbed">Rows that turned out to be the same time of firing.</param>
/// <param name="SiblingIncident">For a new span that was cut off a known row: that row's incident.</param>
public sealed record EpisodeChange(EpisodeSpan Span, KnownEpisode? Row, IReadOnlyList<KnownEpisode> Absorbed, long? SiblingIncident)
{
    public bool Opens => Row is null ? Span.EndsAt is null : Row.EndsAt is not null && Span.EndsAt is null;

    public bool Closes => Span.EndsAt is not null && Row is { EndsAt: null };
}

/// <summary>Finds for each derived span the row that already stands for it.</summary>
public static class EpisodeMatch
{
    /// <returns>Only what has to be written: rows that stay as they are aren't there.</returns>
    public static IReadOnlyList<EpisodeChange> Changes(IReadOnlyList<KnownEpisode> known, IEnumerable<Fact> news)
    {
        var had = known.SelectMany(row => row.Facts).ToHashSet();
        if (news.All(had.Contains) && !known.Any(row => row.IsRetracted))
            return [];
        var spans = Episodes.Fold(had.Concat(news));
        var rows = spans.ToDictionary(span => span, _ => new List<KnownEpisode>());
        foreach (var row in known.OrderBy(row => row.Id))
            rows[SpanOf(row, spans)].Add(row);
        return
        [
            .. from span in spans
               let own = rows[span]
               where own.Count != 1 || own[0].StartsAt != span.StartsAt || own[0].EndsAt != span.EndsAt || !own[0].Facts.ToHashSet().SetEquals(span.Facts)
               select new EpisodeChange(span, own.FirstOrDefault(), [.. own.Skip(1)], own.Count > 0 ? null : Sibling(known, span)),
        ];
    }

    // An end is the firmest thing that is known of a row; a start may have moved to another span.
    private static EpisodeSpan SpanOf(KnownEpisode row, IReadOnlyList<EpisodeSpan> spans)
    {
        var anchor = row.Facts.OrderBy(fact => fact.EndsAt is null).ThenBy(fact => fact.StartsAt).First();
        return spans.FirstOrDefault(span => span.Facts.Contains(anchor)) ?? spans[^1];
    }

    private static long? Sibling(IReadOnlyList<KnownEpisode> known, EpisodeSpan span)
        => known.FirstOrDefault(row => row.Incident is not null && row.Facts.Any(span.Facts.Contains))?.Incident;
}
