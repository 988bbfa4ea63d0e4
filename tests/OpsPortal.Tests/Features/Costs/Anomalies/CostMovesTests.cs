using OpsPortal.Features.Costs.Anomalies;

namespace OpsPortal.Tests.Features.Costs.Anomalies;

public sealed class CostMovesTests
{
    private static readonly DateOnly Day = new(2026, 11, 8);

    [Fact]
    public void Of_MoreOfAThingAtANewPrice_IsSplitIntoBothAndSumsUp()
    {
        var moves = CostMoves.Of(Day, [.. Week(day => new MoveLine(day, "m", "big, output tokens", 10, 20)), new MoveLine(Day, "m", "big, output tokens", 30, 90)]);

        moves.Select(move => (move.Why, move.Cost)).ShouldBe([("volume", 40m), ("price", 30m)]);
        moves.Sum(move => move.Cost).ShouldBe(90m - 20m);
    }

    [Fact]
    public void Of_SomethingNewAndSomethingGone_AreNamedSo()
    {
        var moves = CostMoves.Of(Day, [.. Week(day => new MoveLine(day, "old", "GPU A100", 24, 30)), new MoveLine(Day, "new", "GPU H200", 24, 84)]);

        moves.Select(move => (move.What, move.Why, move.Cost)).ShouldBe([("GPU H200", "new", 84m), ("GPU A100", "gone", -30m)]);
    }

    /// <summary>Two lines of one thing on a day: its price changed at noon.</summary>
    [Fact]
    public void Of_TwoPricesOnOneDay_TakesWhatAUnitCost()
    {
        var moves = CostMoves.Of(Day, [.. Week(day => new MoveLine(day, "g", "GPU", 24, 24)), new MoveLine(Day, "g", "GPU", 12, 12), new MoveLine(Day, "g", "GPU", 12, 24)]);

        moves.Select(move => (move.Why, move.Price, move.Cost)).ShouldBe([("price", 1.5m, 12m)]);
    }

    [Fact]
    public void Of_OrdinaryDay_NothingMoved() => CostMoves.Of(Day, [.. Week(day => new MoveLine(day, "m", "x", 1, 1)), new MoveLine(Day, "m", "x", 1, 1)]).ShouldBeEmpty();

    private static IEnumerable<MoveLine> Week(Func<DateOnly, MoveLine> line) => Enumerable.Range(1, 7).Select(back => line(Day.AddDays(-back)));
}
