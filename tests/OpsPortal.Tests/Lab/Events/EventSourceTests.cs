using OpsPortal.Lab.Events;
using OpsPortal.Lab.Scenarios;

namespace OpsPortal.Tests.Lab.Events;

public sealed class EventSourceTests
{
    private const long Month = 30 * 86_400;

    private static EventSource Source(IEffectSource? effects = null) =>
        new(LabWorld.Seed, LabWorld.Fleet().Services, effects ?? LabWorld.Calm);

    [Fact]
    public void Between_SpansInPieces_AreTheWholeSpan()
    {
        var source = Source();
        var whole = source.Between(LabWorld.Noon, LabWorld.Noon + 7200);
        var pieces = Enumerable.Range(0, 7200 / 17 + 1)
            .SelectMany(i => source.Between(LabWorld.Noon + (i * 17), Math.Min(LabWorld.Noon + ((i + 1) * 17), LabWorld.Noon + 7200)))
            .ToList();
        pieces.ShouldBe(whole);
        whole.Count.ShouldBeGreaterThan(30);
        whole.Select(e => e.Id).ShouldBeUnique();
    }

    [Fact]
    public void Between_AMonth_IsBoundedAndWhole()
    {
        var events = Source().Between(LabWorld.Noon - Month, LabWorld.Noon);
        events.Count.ShouldBeInRange(10_000, 30_000);
        events.Select(e => e.Id).ShouldBeUnique();
        events.ShouldAllBe(e => e.Id.Length <= 128);
        events.Select(e => e.Type).Distinct().Order().ShouldBe(["conversion", "deployment", "error", "feedback", "usage"]);
        events.Where(e => e.Type == "usage").Select(e => e.Service).Distinct().Count().ShouldBe(5);
        events.Where(e => e.Type == "usage").ShouldAllBe(e => e.Status == "success" || e.Status == "error" || e.Status == "cancelled");
        events.Where(e => e.Type == "feedback").ShouldAllBe(e => e.Score >= 1 && e.Score <= 5 && e.User != null);
        events.Where(e => e.User != null).ShouldAllBe(e => e.User!.StartsWith("u_") && e.User.Length == 18);
        var started = events.Where(e => e.Type == "deployment").GroupBy(e => e.Version + e.Service).ToList();
        started.Count.ShouldBeGreaterThan(15);
        started.Count(g => g.Count() == 2).ShouldBeGreaterThanOrEqualTo(started.Count - 2);
    }

    [Fact]
    public void Between_ErrorBurst_UsesFail()
    {
        var board = new ScenarioBoard(new FakeClock(DateTimeOffset.FromUnixTimeSeconds(LabWorld.Noon)));
        board.Start(Scenario.Find("error-burst")!, "h200", 600);
        var uses = Source(board).Between(LabWorld.Noon + 60, LabWorld.Noon + 30_000).Where(e => e is { Type: "usage", Service: "h200" }).ToList();
        (uses.Count(e => e.Status == "error") / (double)uses.Count).ShouldBeGreaterThan(0.4);
    }
}
