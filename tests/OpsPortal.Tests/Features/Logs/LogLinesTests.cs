using OpsPortal.Domain;
using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogLinesTests
{
    private static readonly LabelSet Stream = new([new("service", "a")]);

    [Fact]
    public void Append_LinesThatShareTheEdge_NeitherRepeatsNorLoses()
    {
        // Three lines at 20, of which the first page held two.
        var first = LogLines.FirstPage([At(30, "a"), At(20, "b"), At(20, "c")], 3);
        first.Next(0, 100, oldestFirst: false).ShouldBe((0, 21));

        var both = first.Append([At(20, "b"), At(20, "c"), At(20, "d")], 3);

        both.Entries.Select(entry => entry.Line).ShouldBe(["a", "b", "c", "d"]);
        both.MayHaveMore.ShouldBeTrue();
    }

    [Fact]
    public void Append_ForwardPage_ContinuesAtTheLastInstant()
        => LogLines.FirstPage([At(10, "a"), At(20, "b")], 2).Next(0, 100, oldestFirst: true).ShouldBe((20, 100));

    [Fact]
    public void Append_ShortPage_IsTheLast()
        => LogLines.FirstPage([At(30, "a"), At(20, "b")], 2).Append([At(20, "b")], 2).MayHaveMore.ShouldBeFalse();

    [Fact]
    public void Append_FullPageOfNothingNew_IsTheLast()
        => LogLines.FirstPage([At(20, "a"), At(20, "b")], 2).Append([At(20, "a"), At(20, "b")], 2).MayHaveMore.ShouldBeFalse();

    [Fact]
    public void Append_BeyondTheMost_StopsThere()
    {
        var page = Enumerable.Range(0, 4000).Select(i => At(10_000 - i, "x")).ToArray();
        var lines = LogLines.FirstPage(page, 4000).Append([.. Enumerable.Range(0, 4000).Select(i => At(5_000 - i, "y"))], 4000);

        lines.Entries.Count.ShouldBe(LogSearch.MostLines);
        lines.IsFull.ShouldBeTrue();
    }

    private static LogEntry At(long time, string line) => new(time, line, Stream, LabelSet.Empty, LabelSet.Empty);
}
