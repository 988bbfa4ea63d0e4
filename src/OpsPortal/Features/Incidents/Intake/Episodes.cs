namespace OpsPortal.Features.Incidents.Intake;

/// <summary>One thing that was said about an alert: it fires since a time (no end), or it fired from then until the end.</summary>
public readonly record struct Fact(DateTimeOffset StartsAt, DateTimeOffset? EndsAt);

/// <summary>One time of firing, derived from its facts.</summary>
/// <param name="EndsAt">Null while it fires.</param>
public sealed record EpisodeSpan(DateTimeOffset StartsAt, DateTimeOffset? EndsAt, IReadOnlyList<Fact> Facts);

/// <summary>
/// Turns what was said about one alert into its times of firing. Depends on the set of facts only, never on the order or the
/// number of times they came in: deliveries are repeated, overtake each other, and two Alertmanagers tell the same thing.
/// </summary>
/// <remarks>
/// Start times can't be trusted to be stable (a fast flap resolves with a start that was never announced; a sender's restart
/// moves it), so an end closes everything that started before it: a start belongs to the first end at or after it, and only a
/// start after every end is firing. A firing that arrives late, with a start before the known end, therefore reopens nothing.
/// </remarks>
public static class Episodes
{
    // A sender that restarts all day long announces a new start each time; the earliest and the latest say all.
    private const int MaxFirings = 16;

    /// <returns>In order of time; only the last can be open.</returns>
    public static IReadOnlyList<EpisodeSpan> Fold(IEnumerable<Fact> facts)
    {
        var all = facts.Distinct().ToArray();
        var closed = Closed(all);
        var open = new List<Fact>();
        foreach (var firing in all.Where(fact => fact.EndsAt is null).OrderBy(fact => fact.StartsAt))
            (closed.FirstOrDefault(span => span.End >= firing.StartsAt)?.Facts ?? open).Add(firing);
        var spans = closed.Select(span => new EpisodeSpan(span.Facts.Min(fact => fact.StartsAt), span.End, Bounded(span.Facts)));
        return open.Count == 0 ? [.. spans] : [.. spans, new EpisodeSpan(open[0].StartsAt, null, Bounded(open))];
    }

    // Overlapping times of firing that ended are one.
    private static List<ClosedSpan> Closed(Fact[] facts)
    {
        var spans = new List<ClosedSpan>();
        foreach (var ended in facts.Where(fact => fact.EndsAt is not null).OrderBy(fact => fact.StartsAt).ThenBy(fact => fact.EndsAt))
        {
            if (spans.Count > 0 && ended.StartsAt <= spans[^1].End)
                spans[^1].End = Max(spans[^1].End, ended.EndsAt!.Value);
            else
                spans.Add(new ClosedSpan { End = ended.EndsAt!.Value });
            spans[^1].Facts.Add(ended);
        }
        return spans;
    }

    private static Fact[] Bounded(List<Fact> facts)
    {
        var firings = facts.Where(fact => fact.EndsAt is null).OrderBy(fact => fact.StartsAt).ToArray();
        return firings.Length <= MaxFirings ? [.. facts] : [.. facts.Where(fact => fact.EndsAt is not null), firings[0], .. firings[^(MaxFirings - 1)..]];
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed class ClosedSpan
    {
        public DateTimeOffset End { get; set; }

        public List<Fact> Facts { get; } = [];
    }
}
