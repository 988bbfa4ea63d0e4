using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Transform;

namespace OpsPortal.Tests.Features.Dashboards.Frames;

/// <summary>Calculations as Grafana 13 does them; the expected figures are what its own library (@grafana/data) gave for these values.</summary>
public sealed class ReducerTests
{
    private static readonly double?[] Holes = [null, 1, null, 5, null];

    [Theory]
    [InlineData("count", 2d)]
    [InlineData("countAll", 5d)]
    [InlineData("distinctCount", 2d)]
    [InlineData("changeCount", 1d)]
    [InlineData("median", 3d)]
    [InlineData("diffperc", 400d)]
    [InlineData("mean", 3d)]
    [InlineData("p50", 5d)]
    public void Of_ValuesWithHoles_LeavesThemOut(string calc, double expected) => Reducer.Of(calc, Field.OfNumbers("x", Holes)).ShouldBe(expected);

    [Theory]
    [InlineData("median", 2.5)]
    [InlineData("p50", 3d)]
    [InlineData("p90", 4d)]
    [InlineData("p1", 1d)]
    public void Of_EvenNumberOfValues_IsThePlaceThatGrafanaTakes(string calc, double expected) => Reducer.Of(calc, Field.OfNumbers("x", [4, 1, 3, 2])).ShouldBe(expected);

    /// <summary>Its documentation's words; its library leaves out the first rise behind a fall too.</summary>
    [Fact]
    public void Of_Delta_CountsRisesOnly() => Reducer.Of("delta", Field.OfNumbers("x", [67, 71, 66, null, 68])).ShouldBe(6d);

    [Fact]
    public void Of_NothingAndNoNumbers_AreAllNull()
    {
        Reducer.Of("allIsNull", Field.OfNumbers("x", [double.NaN, null])).ShouldBe(true);
        Reducer.Of("allIsZero", Field.OfNumbers("x", [0, null, double.NaN])).ShouldBe(true);
        Reducer.Of("allIsZero", Field.OfNumbers("x", [null])).ShouldBe(false);
        Reducer.Of("step", Field.OfNumbers("x", [7])).ShouldBeNull();
    }

    [Fact]
    public void SingleLabel_OneSeriesWithoutLabels_DoesNotCount()
    {
        Frame[] frames = [Of(new() { ["pod"] = "a" }), Of([])];

        FieldNames.Display(frames[0].Fields[0], frames[0], FieldNames.SingleLabel(frames)).ShouldBe("a");
        FieldNames.SingleLabel([.. frames, Of(new() { ["node"] = "n" })]).ShouldBeNull();
    }

    [Fact]
    public void Display_TwoTimesSideBySide_AreNumbered()
    {
        var frame = new Frame("A", "", [Field.OfTexts("pod", ["x"]), Field.Time("Time", [1]), Field.Time("Time", [2])]);

        FrameNames.Of(frame, [frame]).Select(field => field.Name).ShouldBe(["pod", "Time 1", "Time 2"]);
    }

    private static Frame Of(Dictionary<string, string> labels) => new("A", "", [Field.OfNumbers("Value", [1]) with { Labels = labels }]);
}
