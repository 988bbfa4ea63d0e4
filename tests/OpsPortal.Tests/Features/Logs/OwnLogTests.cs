using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Own;
using OpsPortal.Tests.Clients.Loki;

namespace OpsPortal.Tests.Features.Logs;

public sealed class OwnLogTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_Line_HasTheFieldsAndNoValueCanBeginAnotherLine()
    {
        var line = OwnLine.Write(
            At, LogLevel.Warning, "OpsPortal.X", new EventId(7), "said \"hi\"\n{\"level\":\"fake\"}", new InvalidOperationException("boom"),
            [new("RequestPath", "/a\nb"), new("Count", 3), new("level", "fake"), new("{OriginalFormat}", "x")], "opsportal", "Production");

        line.ShouldNotContain("\n");
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        root.GetProperty("timestamp").GetString().ShouldBe("2026-11-21T03:00:00.000000Z");
        root.GetProperty("level").GetString().ShouldBe("warn");
        root.GetProperty("request_path").GetString().ShouldBe("/a\nb");
        root.GetProperty("count").GetInt32().ShouldBe(3);
        root.GetProperty("exception").GetString()!.ShouldContain("boom");
        foreach (var name in new[] { "service", "version", "environment", "instance", "logger", "message", "event_id" })
            root.TryGetProperty(name, out _).ShouldBeTrue(name);
    }

    [Fact]
    public void Buffer_Full_LosesTheOldestAndCounts()
    {
        var buffer = new OwnLogBuffer(Options.Create(new OwnLogOptions { BufferLines = 100 }));
        for (var i = 0; i < 107; i++)
            buffer.Add(Line(i.ToString()));

        buffer.Dropped.ShouldBe(7);
        var taken = buffer.Take(1000);
        taken[0].Line.ShouldBe("7");
        // Lines of one instant stay different lines to Loki.
        taken.Select(line => line.Time).Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public async Task Send_LokiIsBusyThenTakes_NothingIsLost()
    {
        var loki = new Loki([HttpStatusCode.TooManyRequests, HttpStatusCode.NoContent]);

        await loki.Sender.SendAsync([Line("a"), Line("b")], isLast: false, default);

        loki.Taken.ShouldBe(["a", "b"]);
        loki.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Send_TooLarge_GoesInHalvesAndIsNotSentAgainAsItWas()
    {
        var loki = new Loki([]) { MostLines = 2 };

        await loki.Sender.SendAsync([.. Enumerable.Range(0, 8).Select(i => Line(i.ToString()))], isLast: false, default);

        loki.Taken.Order().ShouldBe(Enumerable.Range(0, 8).Select(i => i.ToString()));
        loki.Asked.ShouldBe(7);
    }

    [Fact]
    public async Task Send_Refused_IsLeftOut()
    {
        var loki = new Loki([HttpStatusCode.BadRequest]);

        await loki.Sender.SendAsync([Line("a")], isLast: false, default);

        loki.Asked.ShouldBe(1);
        loki.Taken.ShouldBeEmpty();
    }

    private static LogEntry Line(string text) => new(1795231791000000000, text, new LabelSet([new("service", "opsportal")]), LabelSet.Empty, LabelSet.Empty);

    /// <summary>Answers as told, then takes everything of at most so many lines.</summary>
    private sealed class Loki(HttpStatusCode[] answers) : HttpMessageHandler
    {
        public List<string> Taken { get; } = [];

        public int Asked { get; private set; }

        public int MostLines { get; init; } = int.MaxValue;

        public OwnLogSender Sender
        {
            get
            {
                var services = new ServiceCollection().AddTransient(_ => new LokiPush(LokiStub.Link(new HttpClient(this), new LokiOptions { Url = "http://loki" }, TimeProvider.System))).BuildServiceProvider();
                var options = Options.Create(new OwnLogOptions { Push = true });
                return new OwnLogSender(new OwnLogBuffer(options), services.GetRequiredService<IServiceScopeFactory>(), options, new HastyTime(), NullLogger<OwnLogSender>.Instance);
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            using var plain = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            using var json = await JsonDocument.ParseAsync(plain, cancellationToken: cancellationToken);
            string[] lines = [.. json.RootElement.GetProperty("streams").EnumerateArray().SelectMany(stream => stream.GetProperty("values").EnumerateArray()).Select(value => value[1].GetString()!)];
            if (lines.Length > MostLines)
            {
                Asked++;
                return new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("rpc error: code = ResourceExhausted desc = grpc: received message larger than max") };
            }
            var answer = Asked < answers.Length ? answers[Asked] : HttpStatusCode.NoContent;
            Asked++;
            if (answer == HttpStatusCode.NoContent)
                Taken.AddRange(lines);
            return new HttpResponseMessage(answer) { Content = new StringContent("words") };
        }
    }

    /// <summary>Waits are over at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            // The limit of a question (30 s) stays; only the waiting between two is cut short.
            => base.CreateTimer(callback, state, dueTime <= TimeSpan.FromSeconds(5) ? TimeSpan.Zero : dueTime, period);
    }
}
