using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Frames;

namespace OpsPortal.Tests.Features.Dashboards.Data;

public sealed class SharedAnswersTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeClock _clock = new(Start);

    [Fact]
    public async Task GetAsync_SameQuestionWithinSeconds_IsAskedOnce()
    {
        var shared = new SharedAnswers(_clock);
        var first = await shared.GetAsync("q", _ => Task.FromResult(Body("ready")), default);
        _clock.Advance(TimeSpan.FromSeconds(4));

        (await shared.GetAsync("q", _ => throw new InvalidOperationException("asked twice"), default)).ShouldBeSameAs(first);
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await shared.GetAsync("q", _ => Task.FromResult(Body("ready")), default)).ShouldNotBeSameAs(first);
    }

    [Fact]
    public async Task GetAsync_Failure_IsNotKept()
    {
        var shared = new SharedAnswers(_clock);
        await shared.GetAsync("q", _ => Task.FromResult(Body("failed")), default);

        (await shared.GetAsync("q", _ => Task.FromResult(Body("ready")), default)).IsGood.ShouldBeTrue();
    }

    [Fact]
    public async Task GetAsync_AnswerWithAWarning_IsNotKept()
    {
        var shared = new SharedAnswers(_clock);
        await shared.GetAsync("q", _ => Task.FromResult(Body("ready", new Notice("bad", "B failed."))), default);

        (await shared.GetAsync("q", _ => Task.FromResult(Body("ready")), default)).IsGood.ShouldBeTrue();
    }

    [Fact]
    public async Task SendAsync_LaterAndCompressed_SaysItsAgeAndIsTheSameJson()
    {
        var body = Body("ready", new Notice("info", new string('x', 5000)));
        var (status, headers, sent) = await SendAsync(body, Start.AddSeconds(3), "gzip, br", null);

        status.ShouldBe(200);
        headers.Age.ToString().ShouldBe("3");
        headers.ContentEncoding.ToString().ShouldBe("gzip");
        using var plain = new MemoryStream();
        await new GZipStream(new MemoryStream(sent), CompressionMode.Decompress).CopyToAsync(plain);
        plain.ToArray().ShouldBe(body.Json.ToArray());
        sent.Length.ShouldBeLessThan(body.Json.Length / 4);
    }

    [Fact]
    public async Task SendAsync_NoCompressionWanted_IsPlainJson()
    {
        var (_, headers, sent) = await SendAsync(Body("ready", new Notice("info", new string('x', 5000))), Start, "identity", null);

        headers.ContentEncoding.Count.ShouldBe(0);
        JsonDocument.Parse(Encoding.UTF8.GetString(sent)).RootElement.GetProperty("state").GetProperty("kind").GetString().ShouldBe("ready");
    }

    [Fact]
    public async Task SendAsync_WhoHasItAlready_GetsNothingAgain()
    {
        var body = Body("ready");
        var (status, headers, sent) = await SendAsync(body, Start, "gzip", body.Tag);

        status.ShouldBe(304);
        headers.ETag.ToString().ShouldBe(body.Tag);
        sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ready", "private, max-age=5")]
    [InlineData("failed", "private, no-cache")]
    public async Task SendAsync_OnlyGoodOnes_MayBeKeptByTheBrowser(string state, string expected)
        => (await SendAsync(Body(state), Start, "gzip", null)).Headers.CacheControl.ToString().ShouldBe(expected);

    [Fact]
    public void Of_SameFiguresGotLater_HasTheSameTag()
        => PanelBody.Of(Answer("ready"), Start.AddSeconds(9)).Tag.ShouldBe(Body("ready").Tag);

    private static async Task<(int Status, IHeaderDictionary Headers, byte[] Sent)> SendAsync(PanelBody body, DateTimeOffset now, string accepts, string? has)
    {
        var context = new DefaultHttpContext();
        using var sent = new MemoryStream();
        context.Response.Body = sent;
        context.Request.Headers.AcceptEncoding = accepts;
        context.Request.Headers.IfNoneMatch = has;
        await body.SendAsync(context, now, default);
        return (context.Response.StatusCode, context.Response.Headers, sent.ToArray());
    }

    private static PanelBody Body(string state, params Notice[] notices) => PanelBody.Of(Answer(state, notices), Start);

    private static PanelAnswer Answer(string state, params Notice[] notices)
        => new(Start.AddHours(-1), Start, 15, new JsonObject { ["type"] = "stat" }, [], notices, new PanelState(state, ""), Start, []);
}
