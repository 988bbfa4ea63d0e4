using OpsPortal.Features.Gpus;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class EnergyDayTests
{
    private readonly EnergyDay _day = new();

    [Fact]
    public void Today_CounterGrowsAndIsReset_AddsUpFromWhenTheHostWasSeen()
    {
        Add(12, 1000, null);
        Add(13, 1500, 50);
        Add(14, 100, 60);

        _day.Today!.Joules.ShouldBe([600, 10], "500 before the reset, 100 after it");
        _day.Today.Since.ShouldBe(At(12));
    }

    [Fact]
    public void Today_AfterMidnight_BeginsAnew()
    {
        Add(12, 1000, 0);
        Add(23, 2000, 0);
        Add(25, 2600, 7);

        _day.Today!.Joules.ShouldBe([600, 7]);
        _day.Today.Since.ShouldBe(At(24));
    }

    [Fact]
    public void Today_NoCounter_IsUnknown()
    {
        _day.Add(GpuFrames.Of(gpus: 2));

        _day.Today.ShouldBeNull();
    }

    private void Add(int hour, params double?[] energy) => _day.Add(GpuFrames.Of(gpus: energy.Length, at: At(hour)) with { Energy = energy });

    private static long At(int hour) => new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour).ToUnixTimeMilliseconds();
}
