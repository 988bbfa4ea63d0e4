using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Explore;
using OpsPortal.Features.Explore.Api;

namespace OpsPortal.Tests.Features.Explore;

public sealed class ExploreStateTests
{
    [Fact]
    public void FromUri_QueriesHiddenServerAndTab_AreRead()
    {
        var state = ExploreState.FromUri("http://x/explore?q=up&q=rate(x%5B5m%5D)%2B1&hide=1&server=eu&tab=table&from=now-1h");

        state.Queries.ShouldBe([new("up", false), new("rate(x[5m])+1", true)]);
        state.Shown.ShouldHaveSingleItem().Text.ShouldBe("up");
        (state.Server, state.IsTable).ShouldBe(("eu", true));
    }

    [Theory]
    [InlineData("http://x/explore")]
    [InlineData("http://x/explore?q=&hide=a,,9&server=&tab=x")]
    public void FromUri_NothingThatCounts_IsEmpty(string uri)
    {
        var state = ExploreState.FromUri(uri);

        state.Shown.ShouldBeEmpty();
        (state.Server, state.IsTable).ShouldBe((null, false));
    }

    [Fact]
    public void FromUri_AThousandQueries_AreCut()
        => ExploreState.FromUri("http://x/?" + string.Join("&", Enumerable.Repeat("q=up", 1000))).Queries.Count.ShouldBe(ExploreState.MostQueries);

    [Fact]
    public void Address_Expression_IsEscapedAndReadBack()
    {
        var address = ExploreState.Address("a{b=\"c&d\"} > 1 + 2", "eu", "1000", "now");

        ExploreState.FromUri("http://x" + address).Queries.ShouldHaveSingleItem().Text.ShouldBe("a{b=\"c&d\"} > 1 + 2");
        address.ShouldEndWith("&server=eu&from=1000&to=now");
    }

    [Theory]
    [InlineData("invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis", "unclosed left parenthesis", 1, 5)]
    [InlineData("1:6: parse error: expected type range vector in call to function \"rate\", got instant vector", "expected type range vector in call to function \"rate\", got instant vector", 1, 6)]
    [InlineData("found duplicate series for the match group", "found duplicate series for the match group", null, null)]
    public void Fault_FromPrometheusWords_SaysWhereItIs(string reason, string message, int? line, int? column)
        => QueryFault.From(reason).ShouldBe(new QueryFault(message, line, column));

    [Fact]
    public void Metrics_NamesWithAndWithoutDescription_AreAllThere()
    {
        var list = MetricList.From(["x_bucket", "x_total", "recorded:rate"], new Dictionary<string, MetricInfo> { ["x"] = new("histogram", "Help.", "seconds"), ["x_total"] = new("counter", "", "") });

        list.Metrics.ShouldBe([new("x_bucket", "histogram", "Help.", "seconds"), new("x_total", "counter", "", ""), new("recorded:rate", "", "", "")]);
    }

    [Fact]
    public void Cardinality_OfSeries_CountsTheValuesOfEachLabel()
    {
        LabelSet[] series = [new([new("__name__", "up"), new("job", "a"), new("instance", "1")]), new([new("__name__", "up"), new("job", "a"), new("instance", "2")])];

        var counted = Cardinality.From("up", series);

        counted.Series.ShouldBe(2);
        counted.Labels.Select(label => (label.Name, label.Values)).ShouldBe([("instance", 2), ("job", 1)]);
    }

    [Fact]
    public void Instant_ValuesThatAreNoNumbers_AreText()
    {
        var vector = Outcome<IReadOnlyList<InstantSample>>.Ok(
            [new(LabelSet.Empty, 1, double.NaN), new(LabelSet.Empty, 1, double.PositiveInfinity), new(LabelSet.Empty, 1, double.NegativeInfinity), new(LabelSet.Empty, 1, 9007199254740992)], default);

        InstantData.From(new InstantAnswer(default, vector, "default", 1, 4, 0), "x", default).Series.Select(one => one.Value).ShouldBe(["NaN", "+Inf", "-Inf", "9007199254740992"]);
    }
}
