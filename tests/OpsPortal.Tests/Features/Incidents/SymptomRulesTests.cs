using OpsPortal.Features.Incidents.Correlating;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class SymptomRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly CorrelationRules Rules = CorrelationRules.Load(Path.Combine(RepositoryRoot.Path, "catalog", "correlation.yaml"));

    [Fact]
    public void Load_CatalogWithoutTheFile_HasNoRules()
    {
        var rules = CorrelationRules.Load(Path.Combine(RepositoryRoot.Path, "catalog", "no-such-file.yaml"));

        rules.ShouldBe(CorrelationRules.None);
        rules.Host(new Dictionary<string, string> { ["host"] = "rack1" }).ShouldBeNull();
    }

    [Fact]
    public void Changes_CauseOfTheSameService_ExplainsIt()
        => Changes(Alert(1, "HdcDown", "hdc", 5), Alert(2, "HdcHighLatency", "hdc", 0)).Single().Because.ShouldBe("HdcDown of hdc fires");

    [Fact]
    public void Changes_CauseOfADependency_ExplainsIt()
        => Changes(Alert(1, "HdcDown", "hdc", 0), Alert(2, "AiGatewayHighErrorRate", "ai-gateway", 1)).Single().Because.ShouldBe("HdcDown of hdc fires, on which ai-gateway depends");

    [Theory]
    [InlineData("HdcDown", "hdc", "MicroDiffInferenceLatency", "microdiff", 0)]
    [InlineData("HdcDown", "hdc", "HdcHighLatency", "hdc", -11)]
    [InlineData("HdcDown", "hdc", "HdcMetricsMissing", "hdc", 0)]
    [InlineData("HdcHighMemoryUsage", "hdc", "HdcHighLatency", "hdc", 0)]
    public void Changes_OtherServiceLongBeforeOrACauseItself_IsNoSymptom(string cause, string service, string name, string own, int minutes)
        => Changes(Alert(1, cause, service, 0), Alert(2, name, own, minutes)).ShouldBeEmpty();

    [Fact]
    public void Changes_CauseGone_IsTakenBack()
    {
        var change = Changes(Alert(2, "HdcHighLatency", "hdc", 0) with { SuppressedBy = 1 }).Single();

        (change.Cause, change.Because).ShouldBe((null, null));
    }

    [Fact]
    public void Changes_APersonSaidNo_IsNoSymptom()
        => Changes(Alert(1, "HdcDown", "hdc", 0), Alert(2, "HdcHighLatency", "hdc", 0) with { IsUndone = true }).ShouldBeEmpty();

    [Fact]
    public void Changes_SameHost_ExplainsGpusOfIt()
        => Changes(
            Alert(1, "GpuHostDown", "gpu-host", 0) with { Labels = new Dictionary<string, string> { ["host"] = "a" } },
            Alert(2, "GpuTooHot", "x", 0) with { Labels = new Dictionary<string, string> { ["host"] = "a" } },
            Alert(3, "GpuTooHot", "x", 0) with { Labels = new Dictionary<string, string> { ["host"] = "b" } }).Single().Alert.Episode.ShouldBe(2);

    private static IReadOnlyList<SymptomChange> Changes(params FiringAlert[] alerts)
        => new SymptomRules(Rules, service => service == "ai-gateway" ? ["hdc"] : [], TimeSpan.FromMinutes(10)).Changes(alerts);

    private static FiringAlert Alert(long id, string name, string service, int minutes) => new(id, name, service, new Dictionary<string, string>(), Now.AddMinutes(minutes), null, false);
}
