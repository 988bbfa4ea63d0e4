using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Explore.Api;

namespace OpsPortal.Tests.Features.Explore;

public sealed class ChartDataTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1000);

    [Fact]
    public void From_MissingAndUndrawablePoints_AreGaps()
    {
        var series = new Series(new LabelSet([new("model", "gpt-4")]), [900, 930, 945], [1, double.NaN, 3]);

        var data = ChartData.From(Answer(Outcome<IReadOnlyList<Series>>.Ok([series], Now)), "x", Now.AddSeconds(4));

        data.Columns[0].ShouldBe([900, 915, 930, 945]);
        data.Columns[1].ShouldBe([1, null, null, 3]);
        data.Series.ShouldHaveSingleItem().Name.ShouldBe("gpt-4");
        data.AgeSeconds.ShouldBe(4);
        data.Error.ShouldBeNull();
    }

    [Fact]
    public void From_Unavailable_IsAnErrorInWordsWithoutPoints()
    {
        var data = ChartData.From(Answer(Outcome<IReadOnlyList<Series>>.Unavailable("refused", Now)), "x", Now);

        data.Error.ShouldBe(new ChartError("unavailable", "refused"));
        data.Columns.ShouldBeEmpty();
    }

    private static RangeAnswer Answer(Outcome<IReadOnlyList<Series>> outcome) => new(900, 945, 15, outcome);
}
