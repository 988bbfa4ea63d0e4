using OpsPortal.Features.Incidents.Intake;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class EpisodesTests
{
    private static readonly DateTimeOffset Zero = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fold_FiringThenResolved_IsOneThatEnded()
        => Spans(Fires(10), Ended(10, 20)).ShouldBe(["10-20"]);

    [Fact]
    public void Fold_StaleFiringAfterResolved_ReopensNothing()
        => Spans(Fires(10), Ended(10, 20), Fires(10)).ShouldBe(["10-20"]);

    [Fact]
    public void Fold_FiringAfterTheEnd_IsAnotherOne()
        => Spans(Fires(10), Ended(10, 20), Fires(30)).ShouldBe(["10-20", "30-"]);

    [Fact]
    public void Fold_ResolvedWithALaterStartThanAnnounced_EndsTheOpenOne()
        => Spans(Fires(10), Ended(14, 16)).ShouldBe(["10-16"]);

    [Fact]
    public void Fold_ResolvedWithAnEarlierStartThanAnnounced_EndsTheOpenOne()
        => Spans(Fires(10), Ended(4, 16)).ShouldBe(["4-16"]);

    [Fact]
    public void Fold_StartThatMovesWhileItFires_IsOne()
        => Spans(Fires(100), Fires(104), Fires(96)).ShouldBe(["96-"]);

    [Fact]
    public void Fold_TwoEndsOfOneTimeOfFiring_TakesTheLater()
        => Spans(Fires(10), Ended(10, 20), Ended(10, 24)).ShouldBe(["10-24"]);

    [Fact]
    public void Fold_AnnouncedAThousandTimes_KeepsFewFactsAndBothEnds()
    {
        var span = Episodes.Fold(Enumerable.Range(0, 1000).Select(Fires)).Single();

        span.StartsAt.ShouldBe(Zero);
        span.Facts.Count.ShouldBeLessThan(20);
        span.Facts.ShouldContain(Fires(999));
    }

    /// <summary>Taken one by one in any order, the rows end as the fold of all facts; whatever is repeated changes nothing.</summary>
    [Fact]
    public void Changes_AnyOrderOfFacts_EndsAsTheFoldOfAll()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var facts = Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(2) == 0 ? Fires(random.Next(30)) : Ended(random.Next(30), random.Next(30))).ToArray();
            var expected = Spans(facts);
            random.Shuffle(facts);
            var rows = new List<KnownEpisode>();
            long id = 0;

            foreach (var fact in facts.Concat(facts))
                rows = Apply(rows, fact, ref id);

            rows.OrderBy(row => row.StartsAt).Select(row => Text(row.StartsAt, row.EndsAt)).ShouldBe(expected, $"seed {seed}");
            EpisodeMatch.Changes(rows, facts).ShouldBeEmpty();
        }
    }

    private static List<KnownEpisode> Apply(List<KnownEpisode> rows, Fact fact, ref long id)
    {
        foreach (var change in EpisodeMatch.Changes(rows, [fact]))
        {
            rows = [.. rows.Except(change.Absorbed).Where(row => row.Id != change.Row?.Id)];
            rows.Add(new KnownEpisode(change.Row?.Id ?? ++id, "f", change.Span.StartsAt, change.Span.EndsAt, change.Span.Facts, null));
        }
        rows.Count(row => row.EndsAt is null).ShouldBeLessThanOrEqualTo(1);
        return rows;
    }

    private static string[] Spans(params Fact[] facts) => [.. Episodes.Fold(facts).Select(span => Text(span.StartsAt, span.EndsAt))];

    private static string Text(DateTimeOffset start, DateTimeOffset? end) => $"{(start - Zero).TotalSeconds:0}-{(end - Zero)?.TotalSeconds:0}";

    private static Fact Fires(int start) => new(Zero.AddSeconds(start), null);

    private static Fact Ended(int start, int end) => new(Zero.AddSeconds(start), Zero.AddSeconds(Math.Max(start, end)));
}
