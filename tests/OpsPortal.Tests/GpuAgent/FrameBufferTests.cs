using OpsPortal.Gpu;
using OpsPortal.GpuAgent.Sending;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.GpuAgent;

public sealed class FrameBufferTests
{
    private readonly FakeClock _clock = new(GpuFrames.Now);

    [Fact]
    public async Task Add_MoreThanThereIsRoomFor_DropsTheOldestAndCountsThem()
    {
        var buffer = new FrameBuffer(3, _clock);
        for (var i = 0; i < 5; i++)
            buffer.Add(Frame(i));

        (await Peek(buffer)).ShouldBe([2, 3, 4]);
        buffer.Dropped.ShouldBe(2);
    }

    [Fact]
    public async Task Add_FrameWithAnXidIsDropped_ItsEventGoesWithTheNext()
    {
        var buffer = new FrameBuffer(2, _clock);
        buffer.Add(Frame(0) with { Events = [Xid(79)] });
        buffer.Add(Frame(1));
        buffer.Add(Frame(2) with { Events = [Xid(48)] });
        buffer.Add(Frame(3));

        var frames = await buffer.PeekAsync(10, TestContext.Current.CancellationToken);

        frames.Select(f => f.Seq).ShouldBe([2, 3]);
        frames[0].Events!.Select(e => e.Code).ShouldBe([79, 48]);
        buffer.EventsDropped.ShouldBe(0);
    }

    [Fact]
    public async Task Peek_FrameTooOldForThePortal_IsDroppedInsteadOfRefused()
    {
        var buffer = new FrameBuffer(10, _clock);
        buffer.Add(Frame(0));
        _clock.Advance(TimeSpan.FromMinutes(15));
        buffer.Add(Frame(1));

        (await Peek(buffer)).ShouldBe([1]);
        buffer.Dropped.ShouldBe(1);
    }

    [Fact]
    public async Task Confirm_FramesUnderWayWhileMoreCome_AreCountedOnceAndNotAsLost()
    {
        var buffer = new FrameBuffer(2, _clock);
        buffer.Add(Frame(0));
        buffer.Add(Frame(1));
        (await Peek(buffer)).ShouldBe([0, 1]);

        for (var i = 2; i < 6; i++)
            buffer.Add(Frame(i));
        buffer.Confirm();

        (await Peek(buffer)).ShouldBe([4, 5]);
        buffer.Dropped.ShouldBe(2, "2 and 3; 0 and 1 have arrived");
    }

    [Fact]
    public async Task GiveBack_FramesThatDidNotArrive_ComeAgainOrAreCounted()
    {
        var buffer = new FrameBuffer(2, _clock);
        buffer.Add(Frame(0));
        buffer.Add(Frame(1));
        _ = await Peek(buffer);
        buffer.Add(Frame(2));
        buffer.GiveBack();

        (await Peek(buffer)).ShouldBe([1, 2]);
        buffer.Dropped.ShouldBe(1);
    }

    [Fact]
    public void Next_ManyFailures_StaysBetweenAQuarterSecondAndTwoWithJitter()
    {
        var backoff = new Backoff(new Random(1));
        var waits = Enumerable.Range(0, 30).Select(_ => backoff.Next().TotalSeconds).ToArray();

        waits[0].ShouldBeInRange(0.18, 0.32);
        waits.ShouldAllBe(w => w <= 2.5);
        waits[10..].Distinct().Count().ShouldBe(20);
        backoff.Well();
        backoff.Next().TotalSeconds.ShouldBeLessThan(0.32);
        backoff.Next(TimeSpan.FromHours(1)).TotalSeconds.ShouldBeInRange(45, 75, "a portal that asks for an hour is asked again in a minute");
    }

    private GpuFrame Frame(int seq) => GpuFrames.Of(seq: seq, at: _clock.GetUtcNow().ToUnixTimeMilliseconds(), gpus: 1);

    private GpuEvent Xid(int code) => new() { Gpu = 0, Kind = GpuEventKind.Xid, Code = code, At = _clock.GetUtcNow().ToUnixTimeMilliseconds() };

    private static async Task<long[]> Peek(FrameBuffer buffer) =>
        [.. (await buffer.PeekAsync(10, TestContext.Current.CancellationToken)).Select(f => f.Seq)];
}
