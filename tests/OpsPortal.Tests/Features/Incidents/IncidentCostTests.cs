using OpsPortal.Features.Incidents.Costing;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class IncidentCostTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);
    private static readonly DateTimeOffset Midnight = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(6, 12, 6)] // within the day
    [InlineData(-3, 6, 6)] // began the day before
    [InlineData(18, 30, 6)] // goes on the day after
    [InlineData(-5, 40, 24)] // all of it
    [InlineData(24, 30, 0)] // not in it at all
    [InlineData(5, 5, 0)]
    public void Share_PartOfADay_IsThatPartOfItsCost(int fromHour, int toHour, int hours)
        => IncidentCosts.Share(new DayPart("h200", Day, 240m, Midnight.AddDays(1)), Midnight.AddHours(fromHour), Midnight.AddHours(toHour)).ShouldBe(hours * 10m);

    [Fact]
    public void Share_RunningDay_IsSpreadOverWhatIsComputed()
        => IncidentCosts.Share(new DayPart("h200", Day, 60m, Midnight.AddHours(6)), Midnight.AddHours(3), Midnight.AddHours(9)).ShouldBe(30m);

    [Fact]
    public void Sum_ConsecutiveSpans_AddUpToTheDay()
    {
        DayPart[] parts = [new("a", Day, 100m / 7, Midnight.AddDays(1))];

        var cuts = new[] { 0.0, 1.3, 7.77, 23.1, 24 };
        var sum = cuts.Zip(cuts.Skip(1), (from, to) => IncidentCosts.Sum(parts, ["a"], Midnight.AddHours(from), Midnight.AddHours(to), false).Cost!.Value).Sum();

        Math.Round(sum, 15).ShouldBe(Math.Round(100m / 7, 15));
    }

    [Fact]
    public void Sum_ServiceWithoutCost_IsNamedAndNotZero()
    {
        var cost = IncidentCosts.Sum([new DayPart("a", Day, 24m, Midnight.AddDays(1)), new DayPart("b", Day, null, Midnight.AddDays(1))], ["a", "b", "c"], Midnight, Midnight.AddHours(2), true);

        cost.Cost.ShouldBe(2m);
        cost.ByService.ShouldBe([("a", 2m)]);
        cost.Missing.ShouldBe("No cost is known of b, c. Only its first 31 days are counted.");
        IncidentCosts.Sum([], ["a"], Midnight, Midnight.AddHours(2), false).Cost.ShouldBeNull();
    }
}
