using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Evidence;
using OpsPortal.Lab.Logs;
using OpsPortal.Tests.Clients.Loki;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class NearestLinesTests
{
    private const long From = 1000;
    private const long Instant = 1400;
    private const long To = 2000;
    private const int PageSize = 10;

    // One line each 10 ns until the instant, five as many from then on.
    private static readonly long[] Times = [.. Enumerable.Range(0, 40).Select(i => From + i * 10), .. Enumerable.Range(0, 300).Select(i => Instant + i * 2)];
    private readonly List<(long Start, long End, bool Backward)> _asked = [];

    [Fact]
    public async Task Read_FewerThanEnough_IsWholeAndInOrder()
    {
        var read = (await NearestLines.ReadAsync(PageAsync, From, Instant, To, 1000)).Value!;

        read.IsWhole.ShouldBeTrue();
        read.Lines.Select(line => line.Time).ShouldBe(Times);
    }

    [Fact]
    public async Task Read_Enough_AreTheNearestOfBothSides()
    {
        var read = (await NearestLines.ReadAsync(PageAsync, From, Instant, To, 100)).Value!;

        read.IsWhole.ShouldBeFalse();
        read.Lines.Count.ShouldBe(100);
        var reach = read.Lines.Max(line => Math.Abs(line.Time - Instant));
        reach.ShouldBeLessThanOrEqualTo(200, "one side may be a page ahead of the other, not more");
        Times.Count(time => Math.Abs(time - Instant) < reach - PageSize * 10 && read.Lines.All(line => line.Time != time)).ShouldBe(0);
    }

    [Fact]
    public async Task Read_RangeBeginsAtTheInstant_OnlyTheOtherSideIsAsked()
    {
        var read = (await NearestLines.ReadAsync(PageAsync, Instant, Instant, To, 1000)).Value!;

        read.Lines.Count.ShouldBe(300);
        _asked.ShouldAllBe(asked => !asked.Backward && asked.Start < asked.End);
    }

    [Fact]
    public async Task Read_StoreAway_SaysWhy_AwayLater_KeepsWhatIsThere()
    {
        var none = await NearestLines.ReadAsync((_, _, _) => Away(), From, Instant, To, 1000);
        var some = await NearestLines.ReadAsync((start, end, backward) => _asked.Count < 3 ? PageAsync(start, end, backward) : Away(), From, Instant, To, 1000);

        (none.IsOk, none.Reason).ShouldBe((false, "away"));
        (some.Value!.Lines.Count, some.Value.IsWhole).ShouldBe((30, false));
    }

    [Fact]
    public async Task Read_FromLoki_SaysThatThereAreMoreAndItsCountSaysHowMany()
    {
        var began = new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
        var (from, to) = (began.AddMinutes(-2), began.AddMinutes(2));
        await using var server = await LokiServer.StartAsync(Enumerable.Range(0, 2000).Select(i => new LogLine(
            Nanos(began.AddSeconds((i - 1000) / 10d)), LogLabels.Of(("service", "h200"), ("level", i % 2 == 0 ? "error" : "info")), $"line {i}", LogLine.NoMetadata)), to);
        var link = LokiStub.Link(new HttpClient(), new LokiOptions { Url = server.Url.ToString().TrimEnd('/') }, TimeProvider.System);
        var loki = new LokiLogStore(new LokiClient(link, LokiStub.Mask), link);
        const string query = "{service=\"h200\"} | detected_level=~\"error|critical|fatal\"";

        var read = (await NearestLines.ReadAsync((start, end, backward) => loki.PageAsync(query, start, end, 100, backward, default), Nanos(from), Nanos(began), Nanos(to), 400)).Value!;
        var all = await EvidenceTaker.CountAsync(loki, query, from, to, default);

        (read.Lines.Count, read.IsWhole).ShouldBe((400, false));
        read.Lines.ShouldAllBe(line => Math.Abs(line.Time - Nanos(began)) <= 40_000_000_000);
        all.ShouldBe(1000);
    }

    [Theory]
    [InlineData(812, true, null, "all 812 lines")]
    [InlineData(1, true, null, "the only line")]
    [InlineData(10_000, false, 52_344L, "the 10,000 lines nearest to the start, of 52,344")]
    [InlineData(10_000, false, null, "the 10,000 lines nearest to the start; there were more, it is not known how many")]
    [InlineData(1_000, null, null, "1,000 lines")]
    public void Words_SayOfHowMany(int lines, bool? whole, long? all, string words) => new FrozenLogs("{}", lines, []) { IsWhole = whole, All = all }.Words.ShouldBe(words);

    private static long Nanos(DateTimeOffset at) => at.ToUnixTimeMilliseconds() * 1_000_000;

    private static Task<Outcome<LogPage>> Away() => Task.FromResult(Outcome<LogPage>.Unavailable("away", default));

    private Task<Outcome<LogPage>> PageAsync(long start, long end, bool backward)
    {
        _asked.Add((start, end, backward));
        var there = Times.Where(time => time >= start && time < end).ToArray();
        var page = (backward ? there.Reverse() : there).Take(PageSize).ToArray();
        long? next = page.Length < PageSize ? null : backward ? page[^1] : page[^1] + 1;
        return Task.FromResult(Outcome<LogPage>.Ok(new LogPage([.. page.Select(time => new LogEntry(time, "line", LabelSet.Empty, LabelSet.Empty, LabelSet.Empty))], next, false), default));
    }
}
