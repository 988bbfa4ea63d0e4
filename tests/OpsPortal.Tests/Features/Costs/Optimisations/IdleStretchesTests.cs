using OpsPortal.Features.Costs.Optimisations;

namespace OpsPortal.Tests.Features.Costs.Optimisations;

public sealed class IdleStretchesTests
{
    [Fact]
    public void Of_CounterThatStandsStill_IsAStretchUntilItRises()
        => IdleStretches.Of([0, 60, 120, 180, 240, 300], [5, 5, 5, 9, 9, 9], 300).ShouldBe([120, 120]);

    [Fact]
    public void Of_RestartOfTheProcess_IsWork() => IdleStretches.Of([0, 60, 120, 180], [5, 5, 0, 0], 300).ShouldBe([60, 60]);

    /// <summary>Nobody looked: what happened between is not known, and is not called idle.</summary>
    [Fact]
    public void Of_SamplesFarApart_SayNothingOfTheTimeBetween() => IdleStretches.Of([0, 60, 7_260, 7_320], [5, 5, 5, 5], 300).ShouldBe([60, 60]);

    [Fact]
    public void Cut_EachStretch_WaitsFirst() => IdleStretches.Cut([600, 900, 4_500], 900).ShouldBe(3_600);
}
