using System.Text;
using OpsPortal.Catalog;
using OpsPortal.Features.Gpus.Live;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class GpuViewerTests
{
    private readonly StepClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Offer_ReaderKeepsUp_GetsEveryFrameOfAHostInOrder()
    {
        var viewer = Viewer();
        foreach (var number in new[] { "1", "2", "3" })
            viewer.Offer("a", Frame(number)).ShouldBe(0);

        var item = await viewer.NextAsync(_ => null, Cancellation);

        item.Frames!.Select(f => Encoding.UTF8.GetString(f.Utf8.Span)).ShouldBe(["1", "2", "3"]);
        item.Skipped.ShouldBe(0);
    }

    [Fact]
    public async Task Offer_FramesWaitedTooLong_GiveWayAndAreCounted()
    {
        var viewer = Viewer();
        viewer.Offer("a", Frame("1"));
        viewer.Offer("b", Frame("1"));
        _clock.Advance(GpuViewer.Patience + TimeSpan.FromSeconds(1));
        viewer.Offer("a", Frame("2")).ShouldBe(1);

        var item = await viewer.NextAsync(_ => null, Cancellation);

        item.Frames!.Length.ShouldBe(2, "the newest of a host that fell silent stays");
        item.Skipped.ShouldBe(1);
    }

    [Fact]
    public void Offer_NobodyReads_WhatWaitsIsBounded()
    {
        var viewer = Viewer();
        var frame = new byte[2000];
        for (var round = 0; round < 100; round++)
        {
            for (var host = 0; host < 200; host++)
                viewer.Offer($"host-{host}", frame);
        }

        viewer.Waiting.ShouldBeInRange(1, GpuViewer.MaxWaiting + (200 * frame.Length));
    }

    /// <summary>Counts time only when it is told to.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }

    private GpuViewer Viewer() => new(WatchScope.Of(new WatchRequest(), new ServiceCatalog([]), out _)!, _clock);

    private static ReadOnlyMemory<byte> Frame(string words) => Encoding.UTF8.GetBytes(words);
}
