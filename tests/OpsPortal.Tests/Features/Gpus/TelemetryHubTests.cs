using System.Net.WebSockets;
using System.Text.Json;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class TelemetryHubTests : IAsyncLifetime
{
    private GpusHost _portal = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await GpusHost.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Watch_LateJoiner_GetsTheKeptHistoryThenEachFrameOnce()
    {
        var start = DateTimeOffset.UtcNow.AddSeconds(-20).ToUnixTimeMilliseconds();
        for (var i = 0; i < 20; i++)
            _portal.Hosts.Receive(GpuFrames.Of(seq: i, at: start + (i * 1000)));
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        await viewer.WatchAsync(null, Cancellation);

        var snapshot = (await viewer.NextItemAsync(Cancellation)).GetProperty("hosts")[0];
        _portal.Hosts.Receive(GpuFrames.Of(seq: 20, at: start + 20_000, info: false));
        var live = (await viewer.NextItemAsync(Cancellation)).GetProperty("frames")[0];

        snapshot.GetProperty("host").GetString().ShouldBe("gpu-host-1");
        snapshot.GetProperty("info").GetProperty("gpus")[7].GetProperty("name").GetString().ShouldBe("NVIDIA H200");
        snapshot.GetProperty("owners")[3].GetProperty("name").GetString().ShouldBe("H200");
        snapshot.GetProperty("owners")[4].ValueKind.ShouldBe(JsonValueKind.Null);
        snapshot.GetProperty("last").GetProperty("frame").GetProperty("seq").GetInt64().ShouldBe(19);
        var history = snapshot.GetProperty("history");
        history.GetProperty("at").GetArrayLength().ShouldBeInRange(7, 8, "20 s in spans of 3 s");
        history.GetProperty("utilization")[7].EnumerateArray().ShouldAllBe(v => v.GetDouble() == 97);
        live.GetProperty("frame").GetProperty("seq").GetInt64().ShouldBe(20);
        live.GetProperty("frame").TryGetProperty("info", out _).ShouldBeFalse("the viewer has it");
        live.GetProperty("notes")[0][0].GetProperty("text").GetString().ShouldBe("power cap");
    }

    [Fact]
    public async Task Watch_HostThatComesLater_IsDescribedWithItsFirstFrame()
    {
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        await viewer.WatchAsync(null, Cancellation);
        (await viewer.NextItemAsync(Cancellation)).GetProperty("hosts").GetArrayLength().ShouldBe(0);

        _portal.Hosts.Receive(GpuFrames.Of("late", at: DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));

        var seen = new List<string>();
        while (!seen.Contains("late"))
        {
            var item = await viewer.NextItemAsync(Cancellation);
            if (item.TryGetProperty("hosts", out var hosts) && hosts.ValueKind == JsonValueKind.Array)
                seen.AddRange(hosts.EnumerateArray().Select(h => h.GetProperty("host").GetString()!));
        }
    }

    [Fact]
    public async Task Watch_OneHost_GetsNoOtherHostsFrames()
    {
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        await viewer.WatchAsync("b", Cancellation);
        _ = await viewer.NextItemAsync(Cancellation);

        _portal.Hosts.Receive(GpuFrames.Of("a", at: at));
        _portal.Hosts.Receive(GpuFrames.Of("b", at: at));

        var item = await viewer.NextItemAsync(Cancellation);
        item.GetRawText().ShouldContain("\"host\":\"b\"");
        item.GetRawText().ShouldNotContain("\"host\":\"a\"");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("agent")]
    public async Task Connect_WithoutTheRightToView_IsRefused(string? who)
    {
        var refused = await Should.ThrowAsync<WebSocketException>(() => HubClient.ConnectAsync(_portal.Address, who, Cancellation));
        refused.Message.ShouldContain(who is null ? "401" : "403");
    }

    [Fact]
    public async Task Connect_FromAnotherOrigin_IsRefused()
    {
        using var client = _portal.Client("viewer");
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        var answer = await client.PostAsync("/hubs/telemetry/negotiate?negotiateVersion=1", null, Cancellation);

        ((int)answer.StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Watch_FiveTimesOnOneConnection_IsRefused()
    {
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        for (var i = 1; i <= 5; i++)
            await viewer.WatchAsync(null, Cancellation, i.ToString());

        var refused = await Should.ThrowAsync<EndOfStreamException>(async () =>
        {
            while (true)
                _ = await viewer.NextItemAsync(Cancellation);
        });
        refused.Message.ShouldContain("watches 4 times already");
    }

    [Fact]
    public async Task Send_OneViewerStalls_TheOthersGetEveryFrameInTimeAndItCatchesUpWithTheNewest()
    {
        // 64 GPUs with 256 processes: 20 kB a frame, so that 500 of them are more than any buffer between the two.
        const int Frames = 500;
        await using var stalled = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        await stalled.WatchAsync(null, Cancellation);
        // It watches from its snapshot on: what came before that is in there, neither got nor skipped.
        _ = await stalled.NextItemAsync(Cancellation);
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        await viewer.WatchAsync(null, Cancellation);
        _ = await viewer.NextItemAsync(Cancellation);

        var start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - Frames;
        var worst = TimeSpan.Zero;
        var seen = new List<long>();
        for (var seq = 0; seq < Frames;)
        {
            var sent = TimeProvider.System.GetTimestamp();
            for (var burst = 0; burst < 25; burst++, seq++)
                _portal.Hosts.Receive(GpuFrames.Of(gpus: 64, seq: seq, at: start + seq, info: seq == 0, processesEach: 4));
            while (seen.Count < seq)
                seen.AddRange(Seqs(await viewer.NextItemAsync(Cancellation)));
            var took = TimeProvider.System.GetElapsedTime(sent);
            worst = took > worst ? took : worst;
        }

        seen.ShouldBe(Enumerable.Range(0, Frames).Select(seq => (long)seq), "each frame once, in order");
        TestContext.Current.TestOutputHelper?.WriteLine($"slowest 25 of {Frames} frames to the reading viewer: {worst.TotalMilliseconds:0.0} ms");
        var (newest, got, skipped) = (-1L, 0, 0L);
        while (newest < Frames - 1)
        {
            var item = await stalled.NextItemAsync(Cancellation);
            var seqs = Seqs(item);
            newest = seqs.Append(newest).Max();
            got += seqs.Length;
            skipped = item.GetProperty("skipped").GetInt64();
        }

        skipped.ShouldBeGreaterThan(0);
        (got + skipped).ShouldBe(Frames, "what it did not get is counted");
    }

    [Fact]
    public async Task Watch_Again_GetsWhatCameSinceItsNewestFrameAndNothingTwice()
    {
        var start = DateTimeOffset.UtcNow.AddSeconds(-20).ToUnixTimeMilliseconds();
        for (var i = 0; i < 20; i++)
            _portal.Hosts.Receive(GpuFrames.Of(seq: i, at: start + (i * 1000)));
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);

        await viewer.WatchAsync(new { points = 300, since = new Dictionary<string, long[]> { ["gpu-host-1"] = [1, 14] } }, Cancellation);

        var snapshot = (await viewer.NextItemAsync(Cancellation)).GetProperty("hosts")[0];
        snapshot.GetProperty("continues").GetBoolean().ShouldBeTrue();
        snapshot.GetProperty("history").GetProperty("at").EnumerateArray().Select(at => (at.GetInt64() - start) / 1000).ShouldBe([15, 16, 17, 18, 19]);
    }

    [Fact]
    public async Task Watch_AgainAfterThePortalForgot_GetsTheWholeHistoryAndIsToldSo()
    {
        _portal.Hosts.Receive(GpuFrames.Of(seq: 3, at: DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);

        await viewer.WatchAsync(new { points = 300, since = new Dictionary<string, long[]> { ["gpu-host-1"] = [1, 1] } }, Cancellation);

        var snapshot = (await viewer.NextItemAsync(Cancellation)).GetProperty("hosts")[0];
        snapshot.TryGetProperty("continues", out _).ShouldBeFalse();
        snapshot.GetProperty("history").GetProperty("at").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Watch_Lean_GetsCompactArrays()
    {
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        await viewer.WatchAsync(new { detail = "lean" }, Cancellation);
        _ = await viewer.NextItemAsync(Cancellation);

        _portal.Hosts.Receive(GpuFrames.Of(gpus: 2, seq: 5, at: at, info: false) with { Power = [627.4, null] });

        JsonElement item;
        do
            item = await viewer.NextItemAsync(Cancellation);
        while (item.GetProperty("lean").ValueKind != JsonValueKind.Array);
        var lean = item.GetProperty("lean")[0];
        lean.EnumerateArray().Take(4).Select(v => v.GetRawText()).ShouldBe(["\"gpu-host-1\"", "1", "5", $"{at}"]);
        lean[7].GetRawText().ShouldBe("[627,null]");
        lean.GetRawText().Length.ShouldBeLessThan(250);
    }

    [Theory]
    [InlineData("service:h200", "gpu-host-1")]
    [InlineData("model:NVIDIA H200", "gpu-host-1 other")]
    [InlineData("model:NVIDIA T4", "")]
    public async Task Watch_Group_GetsItsHostsAlone(string group, string expected)
    {
        foreach (var host in new[] { "gpu-host-1", "other" })
            _portal.Hosts.Receive(GpuFrames.Of(host, at: DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);

        await viewer.WatchAsync(new { group }, Cancellation);

        var hosts = (await viewer.NextItemAsync(Cancellation)).GetProperty("hosts").EnumerateArray().Select(h => h.GetProperty("host").GetString());
        string.Join(' ', hosts).ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"group":"rack:1"}""", "group must be")]
    [InlineData("""{"group":"service:nobody"}""", "has no service")]
    [InlineData("""{"detail":"some"}""", "detail must be")]
    public async Task Watch_WhatThereIsNot_IsRefusedInWords(string request, string words)
    {
        await using var viewer = await HubClient.ConnectAsync(_portal.Address, "viewer", Cancellation);
        await viewer.WatchAsync(JsonDocument.Parse(request).RootElement, Cancellation);

        (await Should.ThrowAsync<EndOfStreamException>(async () => await viewer.NextItemAsync(Cancellation))).Message.ShouldContain(words);
    }

    private static long[] Seqs(JsonElement item) =>
        item.TryGetProperty("frames", out var frames) && frames.ValueKind == JsonValueKind.Array
            ? [.. frames.EnumerateArray().Select(f => f.GetProperty("frame").GetProperty("seq").GetInt64())]
            : [];
}
