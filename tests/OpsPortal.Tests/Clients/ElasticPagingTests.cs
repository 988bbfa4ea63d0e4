using OpsPortal.Clients.Elasticsearch;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients;

/// <summary>Page by page through lines of which many share a millisecond: each is there once, however few a question gives.</summary>
public sealed class ElasticPagingTests
{
    private const long First = 1795228200000;
    private const int Window = 5;

    // 3 lines a millisecond, then 23 of one, then singles.
    private static readonly long[] Lines = [.. Enumerable.Range(0, 9).Select(i => First + i / 3), .. Enumerable.Repeat(First + 7, 23), .. Enumerable.Range(10, 9).Select(i => First + i)];

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 500)]
    public async Task Pages_ManyLinesShareAMillisecond_GiveEachOnce(bool backward, int limit)
    {
        var cluster = new ElasticCluster(Lines, Window);
        var store = ElasticLogStoreTests.Store(cluster.Handler, Options);
        var (start, end, seen) = (First * 1_000_000, (First + 100) * 1_000_000, new List<LogEntry>());

        for (long? next = backward ? end : start; next is { } at;)
        {
            var page = (await (backward ? store.PageAsync("*", start, at, limit, true, default) : store.PageAsync("*", at, end, limit, false, default))).Value!;
            page.IsCut.ShouldBeFalse();
            seen.AddRange(page.Entries);
            next = page.Next;
        }

        seen.Select(line => line.Metadata["_id"]).ShouldBe(Enumerable.Range(0, Lines.Length).Select(i => $"{i}"), ignoreOrder: true);
        seen.Select(line => line.Time).ShouldBe(backward ? seen.Select(line => line.Time).OrderDescending() : seen.Select(line => line.Time).Order());
        cluster.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Page_ClusterGivesNoPointInTime_SaysThatSomeAreMissing()
    {
        var cluster = new ElasticCluster(Lines, Window) { HasPoints = false };

        var page = await ElasticLogStoreTests.Store(cluster.Handler, Options).PageAsync("*", (First + 7) * 1_000_000, (First + 100) * 1_000_000, 4, false, default);

        page.Value!.IsCut.ShouldBeTrue();
        page.Value.Entries.Count.ShouldBe(Window);
        page.Value.Next.ShouldBe((First + 7) * 1_000_000 + 1);
        page.Warnings.ShouldHaveSingleItem().ShouldContain("no handler found");
    }

    [Fact]
    public async Task Page_FewShareTheInstant_OpensNoPointInTime()
    {
        var cluster = new ElasticCluster(Lines, Window);

        (await ElasticLogStoreTests.Store(cluster.Handler, Options).PageAsync("*", First * 1_000_000, (First + 5) * 1_000_000, 4, false, default)).Value!.Entries.Count.ShouldBe(6);

        cluster.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Page_MoreShareTheInstantThanAreHeld_IsCutAndSaid()
    {
        var cluster = new ElasticCluster([.. Enumerable.Repeat(First, ElasticInstant.MostLines + 10_001)], 10_000);

        var page = await ElasticLogStoreTests.Store(cluster.Handler, new ElasticOptions { Url = "http://es" }).PageAsync("*", First * 1_000_000, (First + 1) * 1_000_000, 500, false, default);

        page.Value!.IsCut.ShouldBeTrue();
        page.Value.Entries.Count.ShouldBe(ElasticInstant.MostLines);
        cluster.Open.ShouldBe(0);
    }

    private static ElasticOptions Options => new() { Url = "http://es", MaxLines = Window };
}
