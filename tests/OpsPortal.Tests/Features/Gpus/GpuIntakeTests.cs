using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class GpuIntakeTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(GpuFrames.Now);
    private GpusHost _portal = null!;
    private HttpClient _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await GpusHost.StartAsync(_clock, ("Gpus:MaxHosts", "3"));
        _agent = _portal.Agent();
    }

    public async ValueTask DisposeAsync()
    {
        _agent.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Post_OneFrame_IsTaken()
    {
        var answer = await Read(await GpusHost.PostAsync(_agent, GpuFrames.Of()));

        answer.Accepted.ShouldBe(1);
        answer.InfoWanted.ShouldBeNull();
        _portal.Hosts.All.Single().GpuCount.ShouldBe(8);
    }

    [Fact]
    public async Task Post_WithoutDescription_IsTakenAndTheDescriptionAskedFor()
    {
        (await Read(await GpusHost.PostAsync(_agent, GpuFrames.Of(info: false)))).InfoWanted.ShouldBe(["gpu-host-1"]);
        (await Read(await GpusHost.PostAsync(_agent, GpuFrames.Of(seq: 1)))).InfoWanted.ShouldBeNull();
        (await Read(await GpusHost.PostAsync(_agent, GpuFrames.Of(seq: 2, info: false)))).InfoWanted.ShouldBeNull();
    }

    [Fact]
    public async Task Post_SameFrameAgain_IsADuplicateAndChangesNothing()
    {
        _ = await GpusHost.PostAsync(_agent, GpuFrames.Of(seq: 7));

        var answer = await Read(await GpusHost.PostAsync(_agent, GpuFrames.Of(seq: 7) with { Utilization = null }));

        (answer.Accepted, answer.Duplicates).ShouldBe((0, 1));
        _portal.Hosts.Find("gpu-host-1")!.Snapshot(0).Last!.Frame.Utilization.ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_SenderStartedAnew_IsTakenThoughItsNumbersBeginAgain()
    {
        _ = await GpusHost.PostAsync(_agent, GpuFrames.Of(seq: 500));

        var answer = await Read(await GpusHost.PostAsync(_agent, GpuFrames.Of(seq: 0) with { Epoch = 2 }));

        answer.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Post_SecondSenderOfTheName_IsRefusedWithTheReason()
    {
        _ = await GpusHost.PostAsync(_agent, GpuFrames.Of() with { Epoch = GpuFrames.Now.ToUnixTimeMilliseconds() - 1000 });

        using var answer = await GpusHost.PostAsync(_agent, GpuFrames.Of(seq: 500) with { Epoch = GpuFrames.Now.ToUnixTimeMilliseconds() - 60_000 });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("another sender that began later speaks for the host gpu-host-1");
    }

    [Fact]
    public async Task Post_BatchWithOneBadFrame_TakesTheOthersAndSaysWhich()
    {
        GpuFrame[] batch = [GpuFrames.Of(seq: 1), GpuFrames.Of(seq: 2) with { Power = [1] }, GpuFrames.Of(seq: 3)];

        var answer = await Read(await _agent.PostAsJsonAsync("/api/v1/gpu/frames", batch, GpuFrameJson.Default.GpuFrameArray));

        answer.Accepted.ShouldBe(2);
        answer.Rejected!.Single().ShouldBe(new GpuFrameRefusal(1, "power has 1 entries instead of 8"));
    }

    [Theory]
    [InlineData("", "This is not a frame")]
    [InlineData("nonsense", "This is not a frame")]
    [InlineData("{}", "This is not a frame")]
    [InlineData("[null]", "the frame is null")]
    [InlineData("""{"host":"a","source":"lab","at":1,"seq":0,"epoch":0,"count":1,"infoHash":"x","power":[NaN]}""", "This is not a frame")]
    [InlineData("""{"host":"a","source":"lab","at":1,"seq":0,"epoch":0,"count":1000000,"infoHash":"x"}""", "count is 1000000")]
    [InlineData("""{"host":"a","source":"lab","at":1,"seq":0,"epoch":0,"count":1,"infoHash":"x"}""", "behind the portal's clock")]
    public async Task Post_NoFrame_IsRefusedInWords(string body, string words)
    {
        var answer = await _agent.PostAsync("/api/v1/gpu/frames", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Detail(answer)).ShouldContain(words);
        _portal.Hosts.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("agent", "nonsense", "refused")]
    [InlineData("agent", """{"host":"a","source":"lab","at":1,"seq":0,"epoch":0,"count":1000000,"infoHash":"x"}""", "refused")]
    [InlineData("agent", """{"host":"a","source":"lab","at":1748779200000,"seq":0,"epoch":0,"count":0,"infoHash":"x"}""", "refused")]
    [InlineData("agent", "2 MB", "refused")]
    [InlineData("thief", """{"host":"a","source":"lab","at":1780315200000,"seq":0,"epoch":0,"count":0,"infoHash":"x"}""", "foreign")]
    public async Task Post_WhatIsNotTaken_IsCountedByItsKind(string who, string body, string result)
    {
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Name == "opsportal_gpu_frames_total") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{tags[0].Value}={value}"));
        listener.Start();
        using var client = _portal.Client(who);

        var answer = await client.PostAsync("/api/v1/gpu/frames", new StringContent(body == "2 MB" ? new string(' ', 2_000_000) : body, Encoding.UTF8, "application/json"));

        ((int)answer.StatusCode).ShouldBeOneOf(400, 403, 413);
        counted.ShouldContain($"{result}=1");
    }

    [Fact]
    public async Task Post_TooManyFramesAtOnce_AreRefused()
    {
        var body = "[" + string.Join(',', Enumerable.Repeat("null", 257)) + "]";

        var answer = await _agent.PostAsync("/api/v1/gpu/frames", new StringContent(body, Encoding.UTF8, "application/json"));

        (await Detail(answer)).ShouldBe("257 frames at once; at most 256 are taken.");
    }

    [Fact]
    public async Task Post_OversizedBody_Is413()
    {
        var body = new string(' ', (1024 * 1024) + 1);

        var answer = await _agent.PostAsync("/api/v1/gpu/frames", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Detail(answer)).ShouldContain("Send fewer frames at once");
    }

    [Fact]
    public async Task Post_NotJson_Is415() =>
        (await _agent.PostAsync("/api/v1/gpu/frames", new StringContent("gpu 1", Encoding.UTF8, "text/plain")))
            .StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("viewer", HttpStatusCode.Forbidden)]
    public async Task Post_WithoutTheScope_IsRefused(string? who, HttpStatusCode expected)
    {
        using var client = _portal.Client(who);
        (await GpusHost.PostAsync(client, GpuFrames.Of())).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Post_MoreHostsThanAllowed_AreRefusedUntilOneIsForgotten()
    {
        foreach (var host in new[] { "a", "b", "c" })
            (await GpusHost.PostAsync(_agent, GpuFrames.Of(host, gpus: 1))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var refused = await GpusHost.PostAsync(_agent, GpuFrames.Of("d", gpus: 1));
        _clock.Advance(TimeSpan.FromDays(1.1));
        var taken = await GpusHost.PostAsync(_agent, GpuFrames.Of("d", gpus: 1, at: _clock.GetUtcNow().ToUnixTimeMilliseconds()));

        (await Detail(refused)).ShouldContain("Gpus:MaxHosts");
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        _portal.Hosts.All.Select(h => h.Name).ShouldBe(["d"]);
    }

    private static async Task<GpuIntakeAnswer> Read(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(GpuFrameJson.Default.GpuIntakeAnswer))!;
    }

    private static async Task<string> Detail(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!;
}
