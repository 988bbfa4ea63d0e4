using OpsPortal.Features.Business;

namespace OpsPortal.Tests.Features.Business;

public sealed class DurationQuantileTests
{
    [Fact]
    public void Of_QuantileInsideABucket_IsOnItsStraightLine()
    {
        var p95 = DurationQuantile.Of(0.95m, [("+Inf", 100), ("0.5", 90), ("1.0", 100), ("0.1", 40)]);

        p95.ShouldBe((0.75m, 0.5m, 1.0m));
    }

    [Fact]
    public void Of_FirstBucket_BeginsAtZero() => DurationQuantile.Of(0.5m, [("0.2", 100), ("+Inf", 100)]).ShouldBe((0.1m, 0m, 0.2m));

    /// <summary>Some exporters write 1 and others 1.0: both are the same bound.</summary>
    [Fact]
    public void Of_SameBoundWrittenTwice_IsOne() => DurationQuantile.Of(0.5m, [("1", 30), ("1.0", 30), ("2", 80), ("+Inf", 80)])!.Value.High.ShouldBe(1m);

    [Fact]
    public void Of_QuantileBeyondTheLastBound_IsUnknown() => DurationQuantile.Of(0.95m, [("1", 90), ("+Inf", 100)]).ShouldBeNull();

    [Fact]
    public void Of_NothingCounted_IsUnknown() => DurationQuantile.Of(0.95m, [("1", 0), ("+Inf", 0)]).ShouldBeNull();

    [Fact]
    public void Of_NoInfinity_IsUnknown() => DurationQuantile.Of(0.95m, [("1", 5)]).ShouldBeNull();
}
