using OpsPortal.Catalog;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Patterns;
using OpsPortal.Tests.Clients.Loki;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Features.Logs;

/// <summary>Loki's own patterns, from answers recorded of Loki 3.7.6.</summary>
public sealed class StorePatternsTests
{
    private static readonly ServiceCatalog Catalog = ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null);
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 30, 0, TimeSpan.Zero);
    private static readonly KnownPatterns None = new([]);

    [Fact]
    public async Task Read_SwitchedOffThere_IsRejectedInWords()
    {
        var read = await Of("limit-patterns-disabled").ReadAsync(default);

        read.Kind.ShouldBe(OutcomeKind.Rejected);
        read.Reason.ShouldContain("switched off there (404)");
    }

    [Fact]
    public async Task Read_Recorded_GivesErrorsOfEachServiceOnly()
    {
        var recorded = RecordedAnswer.Load("patterns");

        var read = await Of("patterns").ReadAsync(default);

        read.IsOk.ShouldBeTrue(read.Reason);
        // The same answer for each service that has a selector.
        var errors = recorded.Text.Split("\"level\"").Skip(1).Count(part => part.TrimStart(':', ' ').StartsWith("\"error\"") || part.TrimStart(':', ' ').StartsWith("\"critical\""));
        (read.Value!.Count <= errors * Catalog.Services.Count).ShouldBeTrue();
        read.Value.ShouldAllBe(row => row.Level == "error" || row.Level == "critical" || row.Level == "fatal");
        read.Value.ShouldAllBe(row => row.Lines > 0 && row.First <= row.Last);
    }

    [Fact]
    public void Of_Counts_TellWhatIsNewAndWhereItsLinesAre()
    {
        var now = Now.ToUnixTimeSeconds();
        long[] times = [now - 9000, now - 5000, now - 1000, now - 500];
        LogPatternCounts[] patterns =
        [
            new("old error <_> of <_>", "error", times, [3, 0, 0, 1]), new("new error in <_> ms", "critical", times, [0, 0, 2, 5]), new("all is well", "info", times, [9, 9, 9, 9]), new("silent", "error", times, [0, 0, 0, 0]),
            new("no level told", "", times, [1, 0, 0, 0]),
        ];

        var rows = StorePatterns.Of(Catalog.Find("h200")!, patterns, None, Now).ToArray();

        rows.Select(row => (row.Text, row.Lines, row.IsNew)).ShouldBe([("old error <_> of <_>", 4, false), ("new error in <_> ms", 7, true), ("no level told", 1, false)]);
        Uri.UnescapeDataString(rows[0].Href).ShouldBe("/logs?from=now-3h&to=now&query={service=\"h200\"} |= \"old error\" | detected_level=~\"error|50|critical|fatal|60\"");
        rows[1].First.ShouldBe(Now.AddSeconds(-1000));
    }

    private static StorePatterns Of(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var handler = new StubHandler((_, _) => Task.FromResult(StubHandler.Response(recorded.Status, recorded.ContentType, recorded.Text)));
        return new StorePatterns(LokiStub.Client(new HttpClient(handler), new LokiOptions { Url = "http://loki" }, new FakeClock(Now)), Catalog, None, new FakeClock(Now));
    }
}
