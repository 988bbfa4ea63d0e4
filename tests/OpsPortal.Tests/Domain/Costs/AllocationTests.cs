using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Domain.Costs;

public sealed class AllocationTests
{
    private static readonly DateOnly Day = new(2026, 11, 3);
    private static readonly Dictionary<(DateOnly, string), decimal> NoRequests = [];

    [Fact]
    public void Split_WithoutRules_IsUnallocated()
        => Allocation.Split([Line("h200", 10)], CostCentres.None, NoRequests).Single().ShouldSatisfyAllConditions(part => part.Centre.ShouldBeNull(), part => part.Cost.ShouldBe(10));

    [Fact]
    public void Split_FirstRuleThatFits_TakesTheLine()
    {
        var rules = Centres(Rule(service: "h200", category: "storage", to: [("a", 1)]), Rule(service: "h200", to: [("b", 1)]));

        Allocation.Split([Line("h200", 10), Line("h200", 4, "storage"), Line("hdc", 1)], rules, NoRequests).Select(part => (part.Centre, part.Cost)).ShouldBe([("b", 10m), ("a", 4m), (null, 1m)]);
    }

    [Fact]
    public void Split_SharesBelowOne_LeaveTheRestUnallocated()
        => Allocation.Split([Line("h200", 10)], Centres(Rule(service: "h200", to: [("a", 0.7m), ("b", 0.2m)])), NoRequests).Select(part => (part.Centre, part.Cost)).ShouldBe([("a", 7m), ("b", 2m), (null, 1m)]);

    [Fact]
    public void Split_ByCost_FollowsWhatTheCentresBearOnThatDay()
    {
        var rules = Centres(Rule(category: "storage", key: SplitKey.Cost), Rule(service: "h200", to: [("a", 1)]), Rule(service: "hdc", to: [("b", 1)]));

        var parts = Allocation.Split([Line("h200", 30), Line("hdc", 10), Line("h200", 8, "storage"), Line("h200", 5, "storage", Day.AddDays(1))], rules, NoRequests);

        parts.Where(part => part.Line.Category == "storage").Select(part => (part.Line.Day, part.Centre, part.Cost)).ShouldBe([(Day, "a", 6m), (Day, "b", 2m), (Day.AddDays(1), null, 5m)]);
    }

    [Fact]
    public void Split_ByRequests_FollowsTheServicesThatOneCentreBears()
    {
        var rules = Centres(Rule(category: "storage", key: SplitKey.Requests), Rule(service: "h200", to: [("a", 1)]), Rule(service: "hdc", to: [("b", 1)]));
        var requests = new Dictionary<(DateOnly, string), decimal> { [(Day, "h200")] = 900, [(Day, "hdc")] = 100, [(Day, "nobody's")] = 5_000 };

        Allocation.Split([Line("shared", 8, "storage")], rules, requests).Select(part => (part.Centre, part.Cost)).ShouldBe([("a", 7.2m), ("b", 0.8m)]);
    }

    [Fact]
    public void Split_RandomLinesAndRules_LosesAndMakesNothing()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var lines = Enumerable.Range(0, 30).Select(_ => Line(Pick("h200", "hdc", "x"), Math.Round((decimal)random.NextDouble() * 100, 12), Pick("compute", "storage"), Day.AddDays(random.Next(3)))).ToArray();
            var rules = Centres([.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(3) switch
            {
                0 => Rule(category: Pick("compute", "storage"), key: SplitKey.Cost),
                1 => Rule(service: Pick("h200", "hdc"), key: SplitKey.Requests),
                _ => Rule(service: Pick("h200", "hdc", "x"), to: [("a", 1m / 3), ("b", random.Next(2) == 0 ? 2m / 3 : 0.1m)]),
            })]);
            var requests = new Dictionary<(DateOnly, string), decimal> { [(Day, "h200")] = 7, [(Day.AddDays(1), "hdc")] = 3 };

            var parts = Allocation.Split(lines, rules, requests);

            parts.Sum(part => part.Cost).ShouldBe(lines.Sum(line => line.Cost));
            parts.GroupBy(part => part.Line, ReferenceEqualityComparer.Instance).ShouldAllBe(line => line.Sum(part => part.Cost) == ((AllocatedLine)line.Key!).Cost);
        }

        string Pick(params string[] any) => any[random.Next(any.Length)];
    }

    private static AllocatedLine Line(string service, decimal cost, string category = "compute", DateOnly? day = null) => new(day ?? Day, service, "team", category, "GPU", null, cost);

    private static CostCentres Centres(params AllocationRule[] rules) => new([new("a", "A"), new("b", "B")], rules);

    private static AllocationRule Rule(string? service = null, string? category = null, SplitKey key = SplitKey.Shares, (string, decimal)[]? to = null)
        => new(service, null, category, null, null, key, (to ?? []).ToDictionary(one => one.Item1, one => one.Item2));
}
