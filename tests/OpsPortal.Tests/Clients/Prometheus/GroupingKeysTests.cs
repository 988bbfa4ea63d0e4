using OpsPortal.Clients.Prometheus;

namespace OpsPortal.Tests.Clients.Prometheus;

public sealed class GroupingKeysTests
{
    [Theory]
    [InlineData("up", "up")]
    [InlineData("sum(x)", "sum by (j, \"k.l\")(x)")]
    [InlineData("sum (x)", "sum by (j, \"k.l\") (x)")]
    [InlineData("sum by (a) (x)", "sum by (a, j, \"k.l\") (x)")]
    [InlineData("sum by(j)(x)", "sum by(j, \"k.l\")(x)")]
    [InlineData("SUM(x) BY ()", "SUM(x) BY (j, \"k.l\")")]
    [InlineData("avg(x) by (a,\n b,)", "avg(x) by (a, b, j, \"k.l\")")]
    [InlineData("sum without (a) (x)", "sum without (a) (x)")]
    [InlineData("count(x) without (a)", "count(x) without (a)")]
    [InlineData("topk(5, sum by (a) (rate(x[5m])))", "topk by (j, \"k.l\")(5, sum by (a, j, \"k.l\") (rate(x[5m])))")]
    [InlineData("max(sum(x)) / min(y)", "max by (j, \"k.l\")(sum by (j, \"k.l\")(x)) / min by (j, \"k.l\")(y)")]
    [InlineData("count{sum=\"sum(x)\"} + sum # sum(x)", "count{sum=\"sum(x)\"} + sum # sum(x)")]
    [InlineData("sum_over_time(x[5m])", "sum_over_time(x[5m])")]
    [InlineData("a / on (sum) group_left (count) b", "a / on (sum) group_left (count) b")]
    [InlineData("sum(x", "sum by (j, \"k.l\")(x")]
    public void With_EachForm_GroupsByTheLabelsToo(string promql, string expected) => GroupingKeys.With(promql, ["j", "k.l"]).ShouldBe(expected);

    [Fact]
    public void With_NoLabels_ChangesNothing() => GroupingKeys.With("sum(x)", []).ShouldBe("sum(x)");
}
