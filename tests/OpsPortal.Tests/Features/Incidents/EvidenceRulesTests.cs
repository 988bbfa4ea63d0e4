using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Correlating;
using OpsPortal.Features.Incidents.Evidence;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class EvidenceRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-21T03:14:39.495Z took 12.5 ms for user 7f3a2b1c-0000-4000-8000-000000000001", "<*> took <*> ms for user <*>")]
    [InlineData("GET /mugs/42 from 10.0.0.7:9400 failed", "GET /mugs/<*> from <*>:<*> failed")]
    [InlineData("CUDA error at 0xdeadbeef00", "CUDA error at 0xdeadbeef00")]
    [InlineData("facade refused", "facade refused")]
    public void Mask_VariableParts_AreOnePattern(string line, string pattern) => LogShape.Mask(line).ShouldBe(pattern);

    [Theory]
    [InlineData("""{"timestamp":"2026-11-21T19:28:18Z","level":"ERROR","message":"operation_failed","request_id":"a1","error_type":"TimeoutError","error":"upstream"}""", "operation_failed: TimeoutError: upstream")]
    [InlineData("""{"msg":"broken","error":{"code":5}}""", "broken")]
    [InlineData("""{"level":"ERROR"}""", """{"level":"ERROR"}""")]
    [InlineData("""{"message": cut off""", """{"message": cut off""")]
    [InlineData("plain words", "plain words")]
    public void Said_LineOfJson_IsItsMessageAndError(string line, string said) => LogShape.Said(line).ShouldBe(said);

    [Fact]
    public void Find_Lines_AreCountedByPatternTheMostFrequentFirst()
    {
        var found = LogPatterns.Find([(Now, "a 1"), (Now.AddSeconds(1), "b"), (Now.AddSeconds(2), "a 2")], 10);

        found.Select(one => (one.Text, one.Count, one.First, one.Last)).ShouldBe([("a <*>", 2, Now, Now.AddSeconds(2)), ("b", 1, Now.AddSeconds(1), Now.AddSeconds(1))]);
    }

    [Fact]
    public void Actions_OfWhatWasFound_SayWhy()
    {
        Mark[] deployments = [new("deploy", Now.AddMinutes(-5), Now.AddMinutes(-5), "v2", "info", "h200", "/x"), new("deploy", Now.AddHours(-3), Now.AddHours(-3), "v1", "info", "h200", null)];
        var past = new PastIncident { Number = 7, Ending = "restarted the pod", OpenedAt = Now.AddDays(-1), ResolvedAt = Now.AddDays(-1).AddHours(1) };

        var actions = SuggestedActions.Of(Now, deployments, [(3, "hdc", "HDC is down")], [past], null, []);

        actions.Select(one => one.Text).ShouldBe([
            "Look at INC-3 first: hdc, on which this service depends, has “HDC is down”.", "Think of rolling back: “v2” was 5 min before it began.", "Last time (INC-7) it ended with: “restarted the pod”"]);
    }

    [Fact]
    public void Actions_NothingFound_AreNone() => SuggestedActions.Of(Now, [], [], [], null, []).ShouldBeEmpty();

    [Fact]
    public void Path_GapsAndOddValues_BreakTheLine()
    {
        var chart = new FrozenChart("up", "", 0, 100, 50, [new FrozenSeries("a", [0, 10, 20, 80, 90, 100], [0, 10, 5, 0, double.NaN, 10])], 0);

        var paths = new ChartPaths(chart, 100, 10);

        (paths.Least, paths.Most, paths.StartedAt).ShouldBe((0, 10, 50));
        paths.Path(chart.Series[0]).ShouldBe("M0 10h1L10 0L20 5M80 10h1M100 0h1");
    }

    [Fact]
    public void Links_GpuHostAndNeighbours_InThatOrder()
    {
        var rules = CorrelationRules.Load(Path.Combine(RepositoryRoot.Path, "catalog", "correlation.yaml"));
        var catalog = new ServiceCatalog([Service("a", "b"), Service("b"), Service("c", "a")]);

        var links = KeyLinks.Of("a", new Dictionary<string, string> { ["host"] = "h", ["uuid"] = "GPU-1", ["instance"] = "x:9400" }, rules, catalog).ToArray();

        links.Select(link => (link.Key, link.IsOwn)).ShouldBe([("gpu:GPU-1", true), ("host:h", true), ("service:b", false), ("service:c", false)]);
        links.Select(link => link.Words).Skip(2).ShouldBe(["the alerts of b, on which a depends", "the alerts of c, which depends on a"]);
    }

    [Fact]
    public void Of_ServiceAndTeamOverrides_TheServicesWordCountsMost()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, File.ReadAllText(Path.Combine(RepositoryRoot.Path, "catalog", "severities.yaml")) + "\nservices: {h200: {warning: P2}}\nteams: {platform: {warning: P4, info: P3}}\n");
        var table = SeverityTable.Load(file);
        File.Delete(file);

        (table.Of("warning", "h200", "platform"), table.Of("warning", "hdc", "platform"), table.Of("info", "h200", "platform"), table.Of("warning", "hdc", null)).ShouldBe((Priority.P2, Priority.P4, Priority.P3, Priority.P3));
    }

    private static ServiceEntry Service(string id, params string[] dependsOn) => new(id, id, "t", "", new Dictionary<string, string>(), ["j"], null, null, new Dictionary<string, Signal>(), null, [], null) { DependsOn = dependsOn };
}
