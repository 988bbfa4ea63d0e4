using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Domain.Costs;

public sealed class CommitmentCoverTests
{
    private static readonly DateOnly Day = new(2026, 11, 5);

    [Fact]
    public void CostOn_AnAmountThatDoesNotDivide_SumsUpExactly()
    {
        var entry = Entry(1, 100m, 7, null);

        var days = Enumerable.Range(-1, 33).Select(offset => entry.CostOn(entry.From.AddDays(offset))).ToArray();

        days.Sum().ShouldBe(100m);
        days[0].ShouldBe(0);
        days[^1].ShouldBe(0);
        days[1].ShouldBe(Math.Round(100m / 30, 12));
    }

    [Fact]
    public void HoldsAt_BetweenEntryAndWithdrawal_IsThenOnly()
    {
        var entry = Entry(1, 1, 1, null) with { EnteredAt = At(10), WithdrawnAt = At(20) };

        (entry.HoldsAt(At(9)), entry.HoldsAt(At(10)), entry.HoldsAt(At(19)), entry.HoldsAt(At(20)), entry.HoldsAt(null)).ShouldBe((false, true, true, false, false));
        (entry with { WithdrawnAt = null }).HoldsAt(null).ShouldBeTrue();
    }

    [Fact]
    public void Of_LessUsedThanCommitted_SaysWhatIsUnused()
    {
        var cover = CommitmentCover.Of(Day, [Line("a", 3, 10.5m)], [Entry(1, 300, 10, null)]);

        cover.Used.Single().ShouldBe(new CoveredPart(0, cover.Used[0].Entry, 3, 10.5m, 3m));
        cover.Unused.Single().ShouldBe(new UnusedPart(cover.Used[0].Entry, 7, 7m));
    }

    [Fact]
    public void Of_MoreUsedThanCommitted_PaysForTheFirstLines()
    {
        var cover = CommitmentCover.Of(Day, [Line("a", 3, 10.5m), Line("b", 4, 14m)], [Entry(1, 300, 5, null)]);

        cover.Used.Select(part => (part.Line, part.Amount, part.Cost)).ShouldBe([(0, 3m, 10.5m), (1, 2m, 7m)]);
        cover.Used.Sum(part => part.Fee).ShouldBe(10);
        cover.Unused.ShouldBeEmpty();
    }

    [Fact]
    public void Of_TwoCommitments_DoNotPayForTheSameTwice()
    {
        var cover = CommitmentCover.Of(Day, [Line("a", 3, 10.5m), Line("b", 4, 14m)], [Entry(2, 300, 5, "b"), Entry(1, 300, 5, null)]);

        cover.Used.Select(part => (part.Entry.Id, part.Line, part.Amount)).ShouldBe([(1, 0, 3m), (1, 1, 2m), (2, 1, 2m)]);
        cover.Unused.Single().Amount.ShouldBe(3);
    }

    /// <summary>10 a day at a fifth off pay for use of 12.50 by the price book, whatever of its prices that is.</summary>
    [Fact]
    public void Of_MoneyAtADiscount_PaysForUseOfItsPricesUntilItIsUsedUp()
    {
        var entry = Entry(1, 300, 0, null) with { PriceKey = "gpu*", PerDay = null, Discount = 0.2m };

        var cover = CommitmentCover.Of(Day, [Line("a", 3, 10.5m), new CoverableLine("a", "tokens", 5, 5), new CoverableLine("b", "gpu.second", 100, 4m)], [entry]);

        cover.Used.ShouldBe([new CoveredPart(0, entry, 3, 10.5m, 8.4m), new CoveredPart(2, entry, 50, 2m, 1.6m)]);
        cover.Unused.ShouldBeEmpty();
        CommitmentCover.Of(Day, [Line("a", 1, 3.5m)], [entry]).Unused.ShouldBe([new UnusedPart(entry, 9m, 7.2m)]);
    }

    [Fact]
    public void Of_RandomDays_LosesNothing()
    {
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var lines = Enumerable.Range(0, random.Next(6)).Select(_ => Line(random.Next(2) == 0 ? "a" : "b", Some(random, 20), Some(random, 60))).ToArray();
            var entries = Enumerable.Range(1, random.Next(4)).Select(id => Entry(id, Some(random, 500), 1 + Some(random, 15), random.Next(3) == 0 ? "a" : null))
                .Select(entry => random.Next(2) == 0 ? entry : entry with { PerDay = null, Discount = 0.05m + Some(random, 1) * 0.9m }).ToArray();

            var cover = CommitmentCover.Of(Day, lines, entries);

            foreach (var entry in entries)
            {
                (cover.Used.Where(part => part.Entry == entry).Sum(part => part.Fee) + cover.Unused.Where(part => part.Entry == entry).Sum(part => part.Fee)).ShouldBe(entry.CostOn(Day));
                (cover.Used.Where(part => part.Entry == entry).Sum(part => entry.IsOfMoney ? part.Cost : part.Amount) + cover.Unused.Where(part => part.Entry == entry).Sum(part => part.Amount)).ShouldBe(entry.SizeOn(Day));
            }
            foreach (var (index, line) in lines.Index())
            {
                cover.Used.Where(part => part.Line == index).Sum(part => part.Amount).ShouldBeLessThanOrEqualTo(line.Amount);
                cover.Used.Where(part => part.Line == index).Sum(part => part.Cost).ShouldBeLessThanOrEqualTo(line.Cost);
            }
        }
    }

    private static decimal Some(Random random, int most) => Math.Round((decimal)random.NextDouble() * most, 6);

    private static DateTimeOffset At(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.Zero);

    private static CoverableLine Line(string service, decimal amount, decimal cost) => new(service, "gpu", amount, cost);

    // Of the thirty days of November.
    private static LedgerEntry Entry(long id, decimal amount, decimal perDay, string? service)
        => new(id, LedgerKind.Commitment, "RunPod", "H200", service, new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), amount, "USD", 1, "gpu", perDay, At(1), "anna", "contract");
}
