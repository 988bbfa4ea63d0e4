using OpsPortal.Clients.Prometheus;

namespace OpsPortal.Tests.Clients.Prometheus;

public sealed class StepwiseQueryTests
{
    [Theory]
    [InlineData("sum by (model) (rate(x_total{job=\"a@b\"}[5m]))")]
    [InlineData("topk(3, x offset 5m)")]
    [InlineData("max_over_time(rate(x[1m])[1h:30s])")]
    [InlineData("x{a='@ end()'} # @ start()\n + y")]
    [InlineData("histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))")]
    [InlineData("sum by (start, step) (range)")]
    public void Is_PointByPoint_IsTrue(string promql) => StepwiseQuery.Is(promql).ShouldBeTrue();

    [Theory]
    [InlineData("x @ end()")]
    [InlineData("rate(x[5m] @ 1700000000)")]
    [InlineData("x offset -5m")]
    [InlineData("x offset - 5m")]
    [InlineData("limitk(3, x)")]
    [InlineData("x{a=\"\\\"\"} @ start()")]
    [InlineData("x[step()]")]
    public void Is_LooksElsewhere_IsFalse(string promql) => StepwiseQuery.Is(promql).ShouldBeFalse();

    [Theory]
    [InlineData("x{a=\"unclosed @")]
    [InlineData("'\\")]
    [InlineData("")]
    public void Is_BrokenText_DoesNotThrow(string promql) => Should.NotThrow(() => StepwiseQuery.Is(promql));
}
