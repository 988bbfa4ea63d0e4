using System.Runtime.InteropServices;
using System.Text;
using OpsPortal.Features.Gpus;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class GpuHostTests
{
    private readonly FakeClock _clock = new(GpuFrames.Now);

    [Fact]
    public void Take_AgentAndExporterOfOneHost_BelievesTheAgentUntilItIsOffline()
    {
        var host = new GpuHost("gpu-host-1", _clock);
        GpuFrame Shown(long seq) => GpuFrames.Of(seq: seq) with { Source = GpuSource.Exporter, Epoch = 1000 };

        host.Take(Shown(1)).As.ShouldBe(GpuTakenAs.Newest);
        host.Take(GpuFrames.Of(seq: 1)).As.ShouldBe(GpuTakenAs.Newest, "its epoch is older, but it is the agent's");
        host.Take(Shown(2)).As.ShouldBe(GpuTakenAs.Duplicate);
        _clock.Advance(TimeSpan.FromMinutes(2));
        host.Take(Shown(3)).As.ShouldBe(GpuTakenAs.Newest);
        host.Take(GpuFrames.Of(seq: 2)).As.ShouldBe(GpuTakenAs.Newest);
    }

    [Fact]
    public void Take_SenderWhoseClockWasAheadWhenItBegan_IsFollowedByItsSuccessorOnceItIsSilent()
    {
        var host = new GpuHost("gpu-host-1", _clock);
        var later = GpuFrames.Now.AddYears(4).ToUnixTimeMilliseconds();
        host.Take(GpuFrames.Of(seq: 9) with { Epoch = later }).As.ShouldBe(GpuTakenAs.Newest);

        _clock.Advance(TimeSpan.FromSeconds(30));
        host.Take(Now(seq: 0, epoch: At)).As.ShouldNotBe(GpuTakenAs.Newest, "the other one may only pause");
        _clock.Advance(GpuHosts.OfflineAfter - TimeSpan.FromSeconds(30));
        host.Take(Now(seq: 60, epoch: At)).As.ShouldBe(GpuTakenAs.Newest);
        host.Take(Now(seq: 61, epoch: At)).As.ShouldBe(GpuTakenAs.Newest);
    }

    [Fact]
    public void Take_TwoSendersOfOneName_TakesTheLaterOneAndTellsOfTheOther()
    {
        var host = new GpuHost("gpu-host-1", _clock);
        var (first, second) = (At - 60_000, At);
        host.Take(Now(seq: 60, epoch: first)).As.ShouldBe(GpuTakenAs.Newest);
        host.Take(Now(seq: 0, epoch: second)).As.ShouldBe(GpuTakenAs.Newest);
        Rival(host).ShouldBeNull();

        _clock.Advance(TimeSpan.FromSeconds(1));
        host.Take(Now(seq: 61, epoch: first)).As.ShouldBe(GpuTakenAs.Rival);
        host.Take(Now(seq: 1, epoch: second)).As.ShouldBe(GpuTakenAs.Newest);
        Rival(host).ShouldBe(true);
        // What the first one measured before the second began is late, and no second machine.
        host.Take(GpuFrames.Of(seq: 59, at: second - 500) with { Epoch = first }).As.ShouldBe(GpuTakenAs.Duplicate);

        _clock.Advance(GpuHosts.OfflineAfter);
        Rival(host).ShouldBeNull("it has been silent for a minute");
    }

    [Theory]
    [InlineData(-600, 600_000L)]
    [InlineData(20, -20_000L)]
    [InlineData(-4, null)]
    public void Take_FrameWhoseTimeIsFarFromWhenItCame_SaysByHowMuch(int seconds, long? said)
    {
        var host = new GpuHost("gpu-host-1", _clock);

        var taken = host.Take(GpuFrames.Of(at: At + (seconds * 1000L)));

        host.Snapshot(0).Last!.Behind.ShouldBe(said);
        Encoding.UTF8.GetString(taken.Wire!.Full.Span).Contains("\"behind\"").ShouldBe(said is not null);
    }

    [Fact]
    public void Take_OtherCardsUnderTheName_HaveNoPast()
    {
        var host = new GpuHost("gpu-host-1", _clock);
        host.Take(Now(seq: 0, epoch: 1) with { Energy = [.. Enumerable.Repeat((double?)1000, 8)] });
        host.Take(Now(seq: 1, epoch: 1, at: At + 1000) with { Energy = [.. Enumerable.Repeat((double?)2000, 8)] });
        var frame = Now(seq: 0, epoch: At + 2000, at: At + 2000);
        var others = frame.Info! with { Gpus = [.. frame.Info.Gpus.Select((gpu, i) => i == 3 ? gpu with { Uuid = "GPU-of-another-card" } : gpu)] };

        host.Take(frame with { Info = others, InfoHash = others.Hash(), Energy = [.. Enumerable.Repeat((double?)50, 8)] });

        var snapshot = host.Snapshot(900);
        snapshot.History!.At.ShouldBe([At + 2000]);
        snapshot.Today!.Joules.ShouldAllBe(joules => joules == 0, "what its counter says was not used here");
    }

    [Fact]
    public void Take_TheSameCardsDescribedAnew_KeepTheirPast()
    {
        var host = new GpuHost("gpu-host-1", _clock);
        var first = Now(seq: 0, epoch: 1);
        var silent = first.Info! with { Gpus = [.. first.Info.Gpus.Select((gpu, i) => i == 3 ? gpu with { Uuid = "index-3" } : gpu)] };
        host.Take(first with { Info = silent, InfoHash = silent.Hash() });
        var second = Now(seq: 1, epoch: 1, at: At + 1000);
        var limited = second.Info! with { Gpus = [.. second.Info.Gpus.Select(gpu => gpu with { PowerLimit = 500 })] };

        host.Take(second with { Info = limited, InfoHash = limited.Hash() });

        host.Snapshot(900).History!.At.ShouldBe([At, At + 1000]);
    }

    private static long At => GpuFrames.Now.ToUnixTimeMilliseconds();

    private static bool? Rival(GpuHost host) => host.Snapshot(0).Last!.Rival;

    private GpuFrame Now(long seq, long epoch, long? at = null) => GpuFrames.Of(seq: seq, at: at ?? _clock.GetUtcNow().ToUnixTimeMilliseconds()) with { Epoch = epoch };

    [Fact]
    public void Snapshot_SaysHowOldTheNewestFrameIs()
    {
        var host = new GpuHost("gpu-host-1", _clock);
        _ = host.Take(GpuFrames.Of());

        _clock.Advance(TimeSpan.FromSeconds(7));

        host.Snapshot(0).Age.ShouldBe(7000);
    }

    [Fact]
    public void Take_FirstFrameWithoutDescription_IsANewHostAllTheSame()
    {
        var taken = new GpuHost("gpu-host-1", _clock).Take(GpuFrames.Of(info: false));

        taken.Described.ShouldBeTrue();
        taken.InfoWanted.ShouldBeTrue();
    }

    [Fact]
    public void Take_OtherGpusThanDescribed_ForgetsTheDescription()
    {
        var host = new GpuHost("gpu-host-1", _clock);
        _ = host.Take(GpuFrames.Of(gpus: 8));

        var taken = host.Take(GpuFrames.Of(gpus: 4, seq: 1, info: false));

        taken.InfoWanted.ShouldBeTrue();
        host.Snapshot(0).Info.ShouldBeNull();
    }

    [Fact]
    public void Take_EightGpus_GoesOutSmall()
    {
        var wire = new GpuHost("gpu-host-1", _clock).Take(GpuFrames.Of()).Wire!;
        TestContext.Current.TestOutputHelper?.WriteLine($"8 GPUs, 16 processes, as viewers get them: {wire.Full.Length} bytes, lean {wire.Lean.Length}");

        wire.Full.Length.ShouldBeLessThan(2_100);
        wire.Lean.Length.ShouldBeLessThan(700);
        Encoding.UTF8.GetString(wire.Full.Span).ShouldStartWith("{\"frame\":{\"host\":\"gpu-host-1\"");
        MemoryMarshal.TryGetArray(wire.Full, out var first).ShouldBeTrue();
        MemoryMarshal.TryGetArray(wire.Full, out var second).ShouldBeTrue();
        second.Array.ShouldBeSameAs(first.Array, "it is made once, however many watch");
    }
}
