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
        => new ReconcileRules(TimeSpan.FromMinutes(10), new PrometheusView(true, answersSinceMinutes is { } minutes ? Now.AddMinutes(minutes) : null, []), Now)
            .Decide(Alert with { GoneSince = Now.AddHours(-1) }, null).ShouldBe(new ReconcileStep());

    [Fact]
    public void Decide_AnotherAlertmanagersAlert_IsLeftAlone()
        => Decide(Alert with { GoneSince = Now.AddHours(-1), IsVouchedFor = false }).ShouldBe(new ReconcileStep());

    [Fact]
    public void Decide_ListedThoughConcluded_FiresStill()
        => new ReconcileRules(TimeSpan.FromMinutes(10), new PrometheusView(true, Now.AddHours(-1), []), Now)
            .Decide(Alert with { EndsAt = Now.AddMinutes(-5) }, new ListedAlert("f", Now.AddHours(-1), Now, [], [], Labels)).Conclusion!.Kind.ShouldBe(ConclusionKind.FiresStill);

    [Fact]
    public void Watch_OneFailure_IsNotAway()
    {
        var watch = new PrometheusWatch();
        watch.Told(true, Now);
        watch.Told(false, Now.AddSeconds(15));
        watch.AwaySince.ShouldBeNull();
        watch.Told(false, Now.AddSeconds(30));
        watch.AwaySince.ShouldBe(Now.AddSeconds(15));
        watch.Told(true, Now.AddSeconds(45));
        (watch.AwaySince, watch.AnswersSince).ShouldBe((null, Now.AddSeconds(45)));
    }

    private static ReconcileStep Decide(WatchedAlert alert, Dictionary<string, string>[]? prometheus = null)
        => new ReconcileRules(TimeSpan.FromMinutes(10), new PrometheusView(true, Now.AddHours(-1), prometheus ?? []), Now).Decide(alert, null);
}
