using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Features.Gpus;
using OpsPortal.GpuAgent.Sending;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.IntegrationTests.Gpus;

/// <summary>The agent's sender against a real portal: whatever is killed, sent = received + counted losses, and nothing twice.</summary>
public sealed class AgentTests(PostgresServer postgres)
{
    private const string Host = "agent-test-host";

    [Fact]
    public async Task Send_PortalRestartedAndNetworkCutAgainAndAgain_LosesNothingAndDoublesNothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        var received = new Received();
        var portal = received.Follow(await PortalHost.StartAsync(postgres, database: database));
        await using var cable = new TcpCable(new Uri(portal.BaseUrl).Port);
        var token = await Accounts.CreateTokenAsync(portal, ["gpu:write", $"gpu-host:{Host}"]);
        using var agent = new TestAgent(cable.Port, token, room: 900);

        for (var round = 0; round < 20; round++)
        {
            agent.Sample(5);
            await Eventually.EqualAsync(() => Task.FromResult(agent.Sender.Waiting), 0, TimeSpan.FromSeconds(10));
            if (round % 5 == 0)
            {
                await portal.DisposeAsync();
                agent.Sample(5);
                portal = received.Follow(await PortalHost.StartAsync(postgres, database: database));
                cable.Lead(new Uri(portal.BaseUrl).Port);
                cable.Cut();
                cable.Mend();
            }
            else
            {
                agent.Sample(3);
                cable.Cut();
                agent.Sample(5);
                cable.Mend();
            }
        }

        await Eventually.EqualAsync(() => Task.FromResult(agent.Sender.Waiting), 0, TimeSpan.FromSeconds(10));
        agent.Sender.Dropped.ShouldBe(0);
        agent.Sender.Refused.ShouldBe(0);
        (agent.Sender.Taken + agent.Sender.Duplicates).ShouldBe(agent.Sampled);
        received.Accepted.ShouldBe(agent.Sampled, "each frame was taken once: what was sent again after a lost answer is known by its number");
        await portal.DisposeAsync();
        await postgres.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task Send_PortalAwayLongerThanTheBufferHolds_CountsWhatIsLost()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        var received = new Received();
        _ = received.Follow(portal);
        await using var cable = new TcpCable(new Uri(portal.BaseUrl).Port);
        var token = await Accounts.CreateTokenAsync(portal, ["gpu:write", $"gpu-host:{Host}"]);
        using var agent = new TestAgent(cable.Port, token, room: 10);

        agent.Sample(4);
        await Eventually.EqualAsync(() => Task.FromResult(agent.Sender.Waiting), 0);
        cable.Cut();
        agent.Sample(50);
        cable.Mend();
        await Eventually.EqualAsync(() => Task.FromResult(agent.Sender.Waiting), 0);

        agent.Sender.Dropped.ShouldBeInRange(15, 40);
        (agent.Sender.Taken + agent.Sender.Duplicates + agent.Sender.Dropped).ShouldBe(agent.Sampled);
        (received.Accepted + agent.Sender.Dropped).ShouldBe(agent.Sampled);
    }

    [Fact]
    public async Task Send_TokenOfAnotherHost_KeepsItsFramesAndSaysWhy()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        var token = await Accounts.CreateTokenAsync(portal, ["gpu:write", "gpu-host:somebody-else"]);
        using var agent = new TestAgent(new Uri(portal.BaseUrl).Port, token, room: 10);

        agent.Sample(3);
        await Eventually.EqualAsync(() => Task.FromResult(agent.Log.Any(line => line.Contains($"does not speak for the host {Host}"))), true);

        agent.Sender.Taken.ShouldBe(0);
        agent.Sender.Waiting.ShouldBe(3);
        using var client = await portal.WithTokenAsync("metrics:read");
        (await client.GetStringAsync("/metrics")).ShouldContain("opsportal_gpu_frames_total{result=\"foreign\"}");
    }

    [Fact]
    public async Task Send_AgentRestartedTwentyTimes_EachOfItsFramesIsTaken()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        var received = new Received();
        _ = received.Follow(portal);
        var token = await Accounts.CreateTokenAsync(portal, ["gpu:write", "gpu-host:agent-*"]);
        var sampled = 0L;
        for (var epoch = 1; epoch <= 20; epoch++)
        {
            using var agent = new TestAgent(new Uri(portal.BaseUrl).Port, token, room: 10, epoch);
            agent.Sample(3);
            await Eventually.EqualAsync(() => Task.FromResult(agent.Sender.Waiting), 0);
            sampled += agent.Sampled;
        }

        received.Accepted.ShouldBe(sampled);
    }

    /// <summary>A sender with frames that the test makes.</summary>
    private sealed class TestAgent : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly string _tokenFile = Path.GetTempFileName();
        private readonly long _epoch;
        private readonly Task _run;
        private long _at;

        public TestAgent(int port, string token, int room, long epoch = 1)
        {
            File.WriteAllText(_tokenFile, token);
            _epoch = epoch;
            Sender = new PortalSender(new Uri($"http://{IPAddress.Loopback}:{port}"), _tokenFile, room, TimeProvider.System, Log.Enqueue);
            _run = Task.Run(() => Sender.RunAsync(_stop.Token));
        }

        public PortalSender Sender { get; }

        public ConcurrentQueue<string> Log { get; } = new();

        public long Sampled { get; private set; }

        public void Sample(int count)
        {
            while (count-- > 0)
            {
                _at = Math.Max(_at + 1, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
                Sender.Add(GpuFrames.Of(Host, gpus: 2, seq: Sampled, at: _at) with { Epoch = _epoch });
                Sampled++;
            }
        }

        public void Dispose()
        {
            _stop.Cancel();
            try
            {
                _run.Wait();
            }
            catch (AggregateException e) when (e.InnerException is OperationCanceledException)
            {
            }

            Sender.Dispose();
            File.Delete(_tokenFile);
            _stop.Dispose();
        }
    }

    /// <summary>Frames of the host that portals have taken; it outlives each of them.</summary>
    private sealed class Received
    {
        private long _accepted;

        public long Accepted => Interlocked.Read(ref _accepted);

        public PortalHost Follow(PortalHost portal)
        {
            portal.Services.GetRequiredService<GpuHosts>().Taken += (frame, _) =>
            {
                if (frame.Host == Host)
                    Interlocked.Increment(ref _accepted);
            };
            return portal;
        }
    }
}
