using OpsPortal.Clients.Alertmanager;
using OpsPortal.Features.Incidents.Reconciling;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class ReconcileRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> Labels = new() { ["alertname"] = "Hot", ["gpu"] = "0", ["cluster"] = "added when it was sent" };
    private static readonly WatchedAlert Alert = new() { Fingerprint = "f", Name = "Hot", Labels = Labels, Episode = 1, StartsAt = Now.AddHours(-1), IsVouchedFor = true, WasListed = true };

    [Theory]
    [InlineData(11, false, ConclusionKind.Gone)]
    [InlineData(9, false, null)]
    [InlineData(2, true, ConclusionKind.Gone)]
    [InlineData(0, true, null)]
    public void Decide_GoneFromBothLists_ConcludesAfterAWhile(int minutes, bool silenced, ConclusionKind? expected)
        => (Decide(Alert with { GoneSince = Now.AddMinutes(-minutes), SilencedBy = silenced ? ["s"] : [] }).Conclusion?.Kind).ShouldBe(expected);

    [Fact]
    public void Decide_PrometheusListsIt_NothingIsConcluded()
        => Decide(Alert with { GoneSince = Now.AddHours(-1) }, prometheus: [new() { ["alertname"] = "Hot", ["gpu"] = "0" }]).ShouldBe(new ReconcileStep(SetsGone: true));

    [Theory]
    [InlineData(null)]
    [InlineData(-2)]
    public void Decide_PrometheusAwayOrJustBack_NothingIsConcluded(int? answersSinceMinutes)
        => Rules(new PrometheusView(true, answersSinceMinutes is { } minutes ? Now.AddMinutes(minutes) : null, []))
            .Decide(Alert with { GoneSince = Now.AddHours(-1) }, null).ShouldBe(new ReconcileStep());

    [Fact]
    public void Decide_AnotherAlertmanagersAlert_IsLeftAlone()
        => Decide(Alert with { GoneSince = Now.AddHours(-1), IsVouchedFor = false }).ShouldBe(new ReconcileStep());

    [Fact]
    public void Decide_ListedThoughConcluded_FiresStill()
        => Rules(new PrometheusView(true, Now.AddHours(-1), []))
            .Decide(Alert with { EndsAt = Now.AddMinutes(-5) }, new ListedAlert("f", Now.AddHours(-1), Now, [], [], Labels)).Conclusion!.Kind.ShouldBe(ConclusionKind.FiresStill);

    [Fact]
    public void Watch_OneFailure_IsNotAway_AndOthersGoOn()
    {
        var watch = new PrometheusWatch(url => url.StartsWith("http://second/", StringComparison.Ordinal) ? "second" : "default");
        watch.Told("second", true, Now);
        watch.Told("default", true, Now);
        watch.Told("default", false, Now.AddSeconds(15));
        watch.AwaySince("").ShouldBeNull();
        watch.Told("default", false, Now.AddSeconds(30));
        watch.AwaySince("http://elsewhere/graph").ShouldBe(Now.AddSeconds(15));
        watch.AwaySince("http://second/graph").ShouldBeNull();
        watch.Told("default", true, Now.AddSeconds(45));
        (watch.AwaySince(""), watch.AnswersSince("default"), watch.AnswersSince("second")).ShouldBe((null, Now.AddSeconds(45), Now));
    }

    /// <summary>Only the Prometheus that an alert comes from can say that it is over.</summary>
    [Fact]
    public void Decide_AnotherPrometheusListsNothing_SaysNothingOfIt()
    {
        var views = new PrometheusViews(
            new Dictionary<string, PrometheusView> { ["default"] = new(true, Now.AddHours(-1), []), ["second"] = new(true, Now.AddHours(-1), [new Dictionary<string, string> { ["alertname"] = "Hot", ["gpu"] = "0" }]) },
            url => url.StartsWith("http://second/", StringComparison.Ordinal) ? "second" : "default");
        var rules = new ReconcileRules(TimeSpan.FromMinutes(10), views, Now);
        var gone = Alert with { GoneSince = Now.AddHours(-1) };

        rules.Decide(gone with { GeneratorUrl = "http://second/graph?g0.expr=up" }, null).Conclusion.ShouldBeNull();
        rules.Decide(gone with { GeneratorUrl = "http://first/graph?g0.expr=up" }, null).Conclusion!.Kind.ShouldBe(ConclusionKind.Gone);
    }

    private static ReconcileRules Rules(PrometheusView view)
        => new(TimeSpan.FromMinutes(10), new PrometheusViews(new Dictionary<string, PrometheusView> { ["default"] = view }, _ => "default"), Now);

    private static ReconcileStep Decide(WatchedAlert alert, Dictionary<string, string>[]? prometheus = null)
        => Rules(new PrometheusView(true, Now.AddHours(-1), prometheus ?? [])).Decide(alert, null);
}
