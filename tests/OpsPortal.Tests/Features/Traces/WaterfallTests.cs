using OpsPortal.Domain;
using OpsPortal.Features.Traces;

namespace OpsPortal.Tests.Features.Traces;

public sealed class WaterfallTests
{
    [Fact]
    public void Of_Spans_AreInOrderWithDepthPlaceAndOwnTime()
    {
        var drawn = Waterfall.Of(Trace(Span("c", "b", "db", 20, 30), Span("a", "", "web", 0, 100), Span("d", "a", "web", 60, 20), Span("b", "a", "api", 10, 50, isError: true)));

        drawn.Rows.Select(row => (row.Span.Id, row.Depth, row.Left, row.Width, row.Own)).ShouldBe(
            [("a", 0, 0, 1, 30), ("b", 1, 0.1, 0.5, 20), ("c", 2, 0.2, 0.3, 30), ("d", 1, 0.6, 0.2, 20)]);
        drawn.Services.ShouldBe([("web", 1, 2), ("api", 2, 1), ("db", 3, 1)]);
        (drawn.Start, drawn.Duration, drawn.Errors).ShouldBe((1000, 100, 1));
    }

    [Fact]
    public void Of_ChildrenThatOverlapOrReachBeyond_AreTakenOffOnce()
        => Waterfall.Of(Trace(Span("a", "", "x", 0, 100), Span("b", "a", "x", 10, 40), Span("c", "a", "x", 30, 40), Span("d", "a", "x", 90, 500))).Rows[0].Own.ShouldBe(30);

    [Fact]
    public void Of_MissingParentsAndCircles_AreShownAllTheSame()
    {
        var drawn = Waterfall.Of(Trace(Span("a", "gone", "x", 5, 1), Span("b", "c", "x", 1, 1), Span("c", "b", "x", 2, 1), Span("d", "d", "x", 3, 1)));

        drawn.Rows.Select(row => row.Span.Id).Order().ShouldBe(["a", "b", "c", "d"]);
        drawn.Rows.Single(row => row.Span.Id == "a").IsOrphan.ShouldBeTrue();
        drawn.Rows.Count(row => row.IsOrphan).ShouldBe(1);
    }

    [Fact]
    public void Of_AChainOfTenThousand_IsWalked()
        => Waterfall.Of(Trace([.. Enumerable.Range(0, 10_000).Select(i => Span($"{i}", i == 0 ? "" : $"{i - 1}", "x", i, 1))])).Rows[^1].Depth.ShouldBe(9999);

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(1_240_000, "1.24 ms")]
    [InlineData(3_000, "3 µs")]
    [InlineData(12_500_000_000, "12.5 s")]
    [InlineData(125_000_000_000, "2 min 5 s")]
    public void Words_Duration(long nanoseconds, string words) => Waterfall.Words(nanoseconds).ShouldBe(words);

    private static Trace Trace(params TraceSpan[] spans) => new("t", spans, false);

    private static TraceSpan Span(string id, string parent, string service, long start, long duration, bool isError = false)
        => new(id, parent, service, "work", "", 1000 + start, duration, isError, "", LabelSet.Empty, LabelSet.Empty, []);
}
