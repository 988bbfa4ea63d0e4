using OpsPortal.Clients.Loki;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients.Prometheus;

public sealed class SelectorFilterTests
{
    private static readonly LabelMatcher[] One = [new("j", "=", "a")];

    [Theory]
    [InlineData("up", """up{j="a"}""")]
    [InlineData("""up{}""", """up{j="a"}""")]
    [InlineData("""up{ b="x" , }""", """up{ b="x" ,j="a"}""")]
    [InlineData("""{__name__="up"}""", """{__name__="up",j="a"}""")]
    [InlineData("""{"my.metric", "b.c"="}"}""", """{"my.metric", "b.c"="}",j="a"}""")]
    [InlineData("job:x:rate5m offset 5m", """job:x:rate5m{j="a"} offset 5m""")]
    [InlineData("rate(x_total[5m])", """rate(x_total{j="a"}[5m])""")]
    [InlineData("max_over_time(rate(x[1m])[1h:$__interval])", """max_over_time(rate(x{j="a"}[1m])[1h:$__interval])""")]
    [InlineData("sum by (le, job) (rate(x_bucket{le!~\"\\\\+Inf\"}[5m]))", """sum by (le, job) (rate(x_bucket{le!~"\\+Inf",j="a"}[5m]))""")]
    [InlineData("sum(x) without (job)", """sum(x{j="a"}) without (job)""")]
    [InlineData("SUM BY(job)(x) / ON(job) GROUP_LEFT(team) y", """SUM BY(job)(x{j="a"}) / ON(job) GROUP_LEFT(team) y{j="a"}""")]
    [InlineData("x * on (a) group_left b", """x{j="a"} * on (a) group_left b{j="a"}""")]
    [InlineData("a and b or c unless on () d", """a{j="a"} and b{j="a"} or c{j="a"} unless on () d{j="a"}""")]
    [InlineData("x > bool 1e-3 + 0x1F - .5 + Inf + NaN", """x{j="a"} > bool 1e-3 + 0x1F - .5 + Inf + NaN""")]
    [InlineData("count", """count{j="a"}""")]
    [InlineData("count{b=\"by (c)\"}", """count{b="by (c)",j="a"}""")]
    [InlineData("x{b=\"{c}\", d='}', e=`\\`} # up\n+ y", """x{b="{c}", d='}', e=`\`,j="a"} # up""" + "\n" + """+ y{j="a"}""")]
    [InlineData("label_replace(x, \"dst\", \"$1\", 'src', `(.*)`)", """label_replace(x{j="a"}, "dst", "$1", 'src', `(.*)`)""")]
    [InlineData("histogram_quantile(0.9, sum(rate(x[5m])) by (le))", """histogram_quantile(0.9, sum(rate(x{j="a"}[5m])) by (le))""")]
    [InlineData("time() - vector(1) + scalar(x @ start())", """time() - vector(1) + scalar(x{j="a"} @ start())""")]
    [InlineData("topk(5, x) + count_values(\"v\", y)", """topk(5, x{j="a"}) + count_values("v", y{j="a"})""")]
    [InlineData("sum by(a)\n(\n  x # {no}\n)", "sum by(a)\n(\n  x{j=\"a\"} # {no}\n)")]
    [InlineData("$unknown + x", """$unknown + x{j="a"}""")]
    [InlineData("x{broken", """x{broken,j="a"}""")]
    public void With_EachForm_FiltersItsSelectors(string promql, string expected) => SelectorFilter.With(promql, One).ShouldBe(expected);

    [Fact]
    public void With_FilterOnTheName_MovesTheNameIntoTheBraces()
        => SelectorFilter.With("""up / x{a="b"} / {c="d"}""", [new("__name__", "=~", "u.*")])
            .ShouldBe("""{__name__="up",__name__=~"u.*"} / {__name__="x",a="b",__name__=~"u.*"} / {c="d",__name__=~"u.*"}""");

    [Fact]
    public void With_ValuesOfPeople_CannotEndTheLiteral()
        => SelectorFilter.With("x", [new("a", "=", "\"} or {b=~\".+\\"), new("c.d", "!=", "1\n2")]).ShouldBe("""x{a="\"} or {b=~\".+\\","c.d"!="1\n2"}""");

    [Fact]
    public void With_NoFilter_LeavesTheText() => SelectorFilter.With("x{", []).ShouldBe("x{");

    [Theory]
    [InlineData("""{app="x"} |= "{" | json | line_format `{{.msg}}`""", """{app="x",j="a"} |= "{" | json | line_format `{{.msg}}`""")]
    [InlineData("""sum(rate({}[5m])) / sum(rate({a="b",}[5m]))""", """sum(rate({j="a"}[5m])) / sum(rate({a="b",j="a"}[5m]))""")]
    public void StreamFilter_EachForm_FiltersItsStreams(string logql, string expected) => StreamFilter.With(logql, One).ShouldBe(expected);
}
