using OpsPortal.Domain;
using OpsPortal.Features.Overview;

namespace OpsPortal.Tests.Features.Overview;

public sealed class StatusRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_AllUpAndHealthy_IsHealthy() => Level(Up(2, 2), Says(200, "healthy")).ShouldBe(ServiceLevel.Healthy);

    [Fact]
    public void Decide_HealthyByItsOwnWordWithAnOpenIncident_IsDegradedAndSaysSo()
    {
        var status = StatusRule.Decide(Up(2, 2), Says(200, "healthy"), openIncidents: 1);

        status.ShouldBe(new ServiceStatus(ServiceLevel.Degraded, "1 open incident."));
    }

    [Fact]
    public void Decide_NothingAskedYet_IsUnknown() => Level(Reading<TargetState>.Loading, Reading<ServiceHealth>.Loading).ShouldBe(ServiceLevel.Unknown);

    [Fact]
    public void Decide_NoTargetAnswers_IsDown() => Level(Up(0, 2), null).ShouldBe(ServiceLevel.Down);

    [Fact]
    public void Decide_TargetVanished_IsDownAndSaysSo()
    {
        var status = StatusRule.Decide(Up(0, 0), null);

        status.Level.ShouldBe(ServiceLevel.Down);
        status.Why.ShouldContain("no target");
    }

    [Fact]
    public void Decide_OneOfTwoTargets_IsDegraded() => Level(Up(1, 2), Says(200, "healthy")).ShouldBe(ServiceLevel.Degraded);

    [Theory]
    [InlineData(200, "warning")]
    [InlineData(503, "unhealthy")]
    [InlineData(503, "")]
    public void Decide_OwnWordIsBad_IsDegraded(int code, string word) => Level(Up(2, 2), Says(code, word)).ShouldBe(ServiceLevel.Degraded);

    [Fact]
    public void Decide_PrometheusAwayButHealthFine_IsUnknownNotHealthy()
    {
        var targets = Up(2, 2).Next(Outcome<TargetState>.Unavailable("refused", Now));

        Level(targets, Says(200, "healthy")).ShouldBe(ServiceLevel.Unknown);
    }

    [Fact]
    public void Decide_HealthAddressSilent_IsDegraded()
        => Level(Up(2, 2), Says(200, "healthy").Next(Outcome<ServiceHealth>.Unavailable("no answer", Now))).ShouldBe(ServiceLevel.Degraded);

    [Fact]
    public void Parse_WrappedDetail_GivesStatusAndFlatChecks()
    {
        var (status, checks) = HealthReader.Parse("""{"detail":{"status":"unhealthy","checks":{"gpu":{"free_gb":1.5,"ok":false},"disk":"warning"},"version":"1"}}"""u8.ToArray());

        status.ShouldBe("unhealthy");
        checks.ShouldBe([new("gpu.free_gb", "1.5"), new("gpu.ok", "False"), new("disk", "warning"), new("version", "1")]);
    }

    [Fact]
    public void Parse_NotJson_IsNoWord() => HealthReader.Parse("OK"u8.ToArray()).Status.ShouldBe("");

    private static ServiceLevel Level(Reading<TargetState> targets, Reading<ServiceHealth>? health) => StatusRule.Decide(targets, health).Level;

    private static Reading<TargetState> Up(int up, int total) => Reading<TargetState>.Loading.Next(Outcome<TargetState>.Ok(new(up, total), Now));

    private static Reading<ServiceHealth> Says(int code, string word)
        => Reading<ServiceHealth>.Loading.Next(Outcome<ServiceHealth>.Ok(new(code, word, TimeSpan.FromMilliseconds(3), []), Now));
}
