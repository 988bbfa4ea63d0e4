using Bunit;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class SparklineTests : UiTestBase
{
    [Fact]
    public void Render_GapInTheValues_BreaksTheLine() => Lines([1, 2, double.NaN, 3, 4], null).ShouldBe(2);

    [Fact]
    public void Render_HoleInTheTimes_BreaksTheLine() => Lines([1, 2, 3, 4, 5, 6], [0, 15, 30, 300, 315, 330]).ShouldBe(2);

    [Fact]
    public void Render_OnePoint_SaysThatThereIsNoHistory() => Draw([1], null).Markup.ShouldContain("No history");

    [Fact]
    public void Render_SaysInWordsWhatItShows()
        => Draw([1, 3, 2], null).Find("svg").GetAttribute("aria-label").ShouldBe("Requests: lowest 1 req/s, highest 3 req/s, last 2 req/s");

    [Fact]
    public void Render_WithFigures_WritesThemBelow()
        => Render<Sparkline>(p => p.Add(s => s.Values, new double[] { 1, 3, 2 }).Add(s => s.Label, "Requests").Add(s => s.Unit, "reqps").Add(s => s.Figures, true))
            .Find(".op-spark-figures").TextContent.ShouldBe("lowest 1 req/s, highest 3 req/s, last 2 req/s");

    private int Lines(double[] values, double[]? times) => Draw(values, times).FindAll("path:not(.op-spark-area)").Count;

    private IRenderedComponent<Sparkline> Draw(double[] values, double[]? times) => Render<Sparkline>(p => p
        .Add(s => s.Values, values).Add(s => s.Times, times).Add(s => s.Label, "Requests").Add(s => s.Unit, "reqps"));
}
