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
