using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsPortal.Features.Logs;
using OpsPortal.Features.Logs.Tailing;
using OpsPortal.Tests.Clients.Loki;

namespace OpsPortal.Tests.Features.Logs;

public sealed class TailTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Join_ThirtyOnOneQuery_CostLokiOneAndEachHasEveryLine()
    {
        await using var loki = await FakeLoki.StartAsync();
        using var hub = Hub(loki);
        var seats = Enumerable.Range(0, 30).Select(i => hub.Join("person-" + i, "{a=\"b\"}", false).Seat!).ToArray();

        (await loki.OpenedAsync()).Start.ShouldBeGreaterThan(0);
        for (var i = 1; i <= 5; i++)
            loki.Say(Frame(i));
        foreach (var seat in seats)
            (await ReadAsync(seat, 5)).Count.ShouldBe(5);

        loki.Connections.ShouldBe(1);
        hub.Feeds.ShouldBe(1);
        foreach (var seat in seats)
            seat.Dispose();
        hub.Feeds.ShouldBe(0);
    }

    [Fact]
    public async Task Feed_LokiEndsTheTail_BeginsAgainWithoutDoublesOrGaps()
    {
        await using var loki = await FakeLoki.StartAsync();
        using var hub = Hub(loki);
        using var seat = hub.Join("p", "{a=\"b\"}", false).Seat!;
        await loki.OpenedAsync();
        loki.Say(Frame(1));
        loki.Say(Frame(2));
        await ReadAsync(seat, 2);

        loki.End();
        // Loki sends what is there from a little before the last line on: two known ones, and one that was written meanwhile.
        var again = await loki.OpenedAsync();
        loki.Say(Frame(1));
        loki.Say(Frame(2));
        loki.Say(Frame(3));
        var lines = await ReadAsync(seat, 1);

        again.Start.ShouldBeLessThan(Base + 2);
        lines.Single().ShouldContain("line 3");
        seat.Feed.Trouble.ShouldBe("");
    }

    [Fact]
    public async Task Feed_QueryIsRefused_IsOverAndSaysWhy()
    {
        await using var loki = await FakeLoki.StartAsync();
        using var hub = Hub(loki);
        using var seat = hub.Join("p", "rate({a=\"b\"}[1m])", false).Seat!;
        await loki.OpenedAsync();

        loki.End("only log selector is supported");
        await UntilAsync(() => seat.Feed.IsOver);

        seat.Feed.Trouble.ShouldBe("only log selector is supported");
    }

    [Fact]
    public async Task Feed_LokiDrops_IsCounted()
    {
        await using var loki = await FakeLoki.StartAsync();
        using var hub = Hub(loki);
        using var seat = hub.Join("p", "{a=\"b\"}", false).Seat!;
        await loki.OpenedAsync();

        loki.Say("""{"streams":[],"dropped_entries":[{"timestamp":"1","labels":{}},{"timestamp":"2","labels":{}}]}""");
        await UntilAsync(() => seat.Feed.DroppedByLoki == 2);

        seat.Feed.DroppedByLoki.ShouldBe(2);
    }

    [Fact]
    public async Task Join_SecondViewer_GetsTheNewestLinesFirst()
    {
        await using var loki = await FakeLoki.StartAsync();
        using var hub = Hub(loki);
        using var first = hub.Join("p", "{a=\"b\"}", false).Seat!;
        await loki.OpenedAsync();
        loki.Say(Frame(1));
        await ReadAsync(first, 1);

        using var second = hub.Join("q", "{a=\"b\"}", false).Seat!;

        (await ReadAsync(second, 1)).Single().ShouldContain("line 1");
    }

    [Fact]
    public async Task Join_RawAndCovered_AreTwoTails()
    {
        await using var loki = await FakeLoki.StartAsync();
        using var hub = Hub(loki);
        using var covered = hub.Join("p", "{a=\"b\"}", false).Seat!;
        using var raw = hub.Join("p", "{a=\"b\"}", true).Seat!;
        await loki.OpenedAsync();
        await loki.OpenedAsync();

        loki.Say(Frame(1, "password=hunter2"));

        (await ReadAsync(covered, 1)).Single().ShouldContain("password=[masked]");
        (await ReadAsync(raw, 1)).Single().ShouldContain("password=hunter2");
    }

    [Fact]
    public async Task Join_MoreThanAllowed_SaysSo()
    {
        await using var loki = await FakeLoki.StartAsync();
        using var hub = Hub(loki, new LogsOptions { MaxTailsPerPerson = 2, MaxTails = 3 });

        hub.Join("p", "{a=\"1\"}", false).Seat.ShouldNotBeNull();
        hub.Join("p", "{a=\"2\"}", false).Seat.ShouldNotBeNull();
        hub.Join("p", "{a=\"3\"}", false).Problem.ShouldContain("Logs:MaxTailsPerPerson");
        hub.Join("q", "{a=\"3\"}", false).Seat.ShouldNotBeNull();
        hub.Join("q", "{a=\"4\"}", false).Problem.ShouldContain("Logs:MaxTails)");
        hub.Join("r", "{a=\"1\"}", false).Seat.ShouldNotBeNull();
    }

    [Fact]
    public void Viewer_TooSlow_LosesTheOldestAndEachIsCounted()
    {
        var viewer = new TailViewer();
        for (var i = 0; i < TailViewer.MostWaiting + 7; i++)
            viewer.Take(new TailLine(i, []));

        viewer.Lines.TryRead(out var first).ShouldBeTrue();
        first!.Stream.ShouldBe(7);
        viewer.TakeDropped().ShouldBe(7);
        viewer.TakeDropped().ShouldBe(0);
    }

    private const long Base = 1795231791000000000;

    private static string Frame(int number, string text = "line")
        => $$"""{"streams":[{"stream":{"a":"b"},"values":[["{{Base + number}}","{{text}} {{number}}"]]}]}""";

    private static TailHub Hub(FakeLoki loki, LogsOptions? options = null)
    {
        var services = new ServiceCollection().AddTransient(_ => loki.Tail).BuildServiceProvider();
        return new TailHub(services.GetRequiredService<IServiceScopeFactory>(), Options.Create(options ?? new LogsOptions()), TimeProvider.System);
    }

    private static async Task<List<string>> ReadAsync(TailSeat seat, int count)
    {
        using var stop = new CancellationTokenSource(Patience);
        var lines = new List<string>();
        while (lines.Count < count)
            lines.Add(Encoding.UTF8.GetString((await seat.Viewer.Lines.ReadAsync(stop.Token)).Json));
        seat.Viewer.Lines.TryPeek(out _).ShouldBeFalse();
        return lines;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var stop = new CancellationTokenSource(Patience);
        while (!isSo())
            await Task.Delay(10, stop.Token);
    }

    /// <summary>Accepts tails and says over all of them what the test says.</summary>
    private sealed class FakeLoki : IAsyncDisposable
    {
        private readonly Channel<(long Start, string Query)> _opened = Channel.CreateUnbounded<(long, string)>();
        private readonly List<Channel<(string? Text, string? Reason)>> _sockets = [];
        private ReplayedTail _server = default!;

        public int Connections { get; private set; }

        public OpsPortal.Clients.Loki.LokiTail Tail => _server.Tail;

        public static async Task<FakeLoki> StartAsync()
        {
            var loki = new FakeLoki();
            loki._server = await ReplayedTail.StartAsync(loki.AnswerAsync);
            return loki;
        }

        public async Task<(long Start, string Query)> OpenedAsync()
        {
            using var stop = new CancellationTokenSource(Patience);
            return await _opened.Reader.ReadAsync(stop.Token);
        }

        public void Say(string text) => Each((text, null));

        public void End(string? reason = null) => Each((null, reason));

        public ValueTask DisposeAsync()
        {
            Each((null, null));
            return _server.DisposeAsync();
        }

        private void Each((string?, string?) what)
        {
            lock (_sockets)
            {
                foreach (var socket in _sockets)
                    socket.Writer.TryWrite(what);
                if (what.Item1 is null)
                    _sockets.Clear();
            }
        }

        private async Task AnswerAsync(HttpContext http)
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var says = Channel.CreateUnbounded<(string? Text, string? Reason)>();
            lock (_sockets)
            {
                _sockets.Add(says);
                Connections++;
            }
            _opened.Writer.TryWrite((long.Parse(http.Request.Query["start"].ToString()), http.Request.Query["query"].ToString()));
            await foreach (var (text, reason) in says.Reader.ReadAllAsync(http.RequestAborted))
            {
                if (text is null)
                {
                    await socket.CloseOutputAsync(reason is null ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.InternalServerError, reason, http.RequestAborted);
                    return;
                }
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, http.RequestAborted);
            }
        }
    }
}
