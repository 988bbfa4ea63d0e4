using OpsPortal.Lab.Logs;

namespace OpsPortal.Tests.Lab.Logs;

public sealed class LogStoreTests
{
    private static readonly LogLabels A = LogLabels.Of(("service", "a"), ("level", "info"));
    private static readonly LogLabels B = LogLabels.Of(("service", "b"));

    private static LogLine Line(long time, string text = "x", LogLabels? labels = null) => new(time, labels ?? A, text, LogLine.NoMetadata);

    [Fact]
    public void Query_Range_IsHalfOpenAndInOrder()
    {
        var store = new LogStore();
        store.Push([Line(30), Line(10), Line(20, "y"), Line(20)]).ShouldBe(4);
        store.Query(10, 30).Single().Lines.Select(l => (l.Time, l.Line)).ShouldBe([(10, "x"), (20, "y"), (20, "x")]);
        store.Query(31, 40).ShouldBeEmpty();
        store.Query(30, 30).ShouldBeEmpty();
    }

    [Fact]
    public void Push_VerySameLine_IsTakenOnce()
    {
        var store = new LogStore();
        store.Push([Line(1), Line(1), Line(1, "other"), Line(1, labels: B)]).ShouldBe(3);
        store.Count.ShouldBe(3);
    }

    [Fact]
    public void Query_Where_PicksStreams()
    {
        var store = new LogStore();
        store.Push([Line(1), Line(2, labels: B)]);
        store.Query(0, 10, l => l["service"] == "b").Single().Labels.ShouldBe(B);
    }

    [Fact]
    public void Push_OverTheBound_OldestGoFirst()
    {
        var store = new LogStore(maxLines: 100);
        store.Push(Enumerable.Range(0, 1000).Select(i => Line(i, labels: i % 2 == 0 ? A : B)));
        store.Count.ShouldBeLessThanOrEqualTo(100);
        store.Evicted.ShouldBe(1000 - store.Count);
        store.Query(0, 2000).SelectMany(s => s.Lines).Min(l => l.Time).ShouldBeGreaterThan(800);
    }

    [Fact]
    public void Labels_SameNameTwice_Refused() =>
        Should.Throw<ArgumentException>(() => LogLabels.Of(("a", "1"), ("a", "2"))).Message.ShouldContain("\"a\"");

    [Fact]
    public void Labels_Text_IsSortedAndEscaped() => LogLabels.Of(("b", "x\"y"), ("a", "1")).Text.ShouldBe("{a=\"1\", b=\"x\\\"y\"}");
}
