using OpsPortal.Domain.Costs;
using OpsPortal.Features.Gpus;
using OpsPortal.Features.Gpus.Live;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class IdleDayTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly IdleDay _day = new();

    [Fact]
    public void Today_BusyThenIdle_IsMeasuredByTheTimeBetweenFrames()
    {
        Add(0, 90, null);
        Add(4, 2, 0);
        Add(10, 50, 0);

        _day.Today!.Measured.ShouldBe([10, 6]);
        _day.Today.Idle.ShouldBe([6, 6]);
    }

    [Fact]
    public void Today_Gap_IsNoMeasuredTime()
    {
        Add(0, 0, 0);
        Add(60, 0, 0);

        _day.Today.ShouldBeNull();
    }

    [Fact]
    public void Today_Midnight_BeginsAnew()
    {
        Add(43195, 0, 0);
        Add(43203, 0, 0);

        _day.Today!.Measured.ShouldBe([3, 3], "what was before midnight is yesterday's");
        _day.Today.Since.ShouldBe(Noon.AddHours(12).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("NVIDIA H200", 3.5)]
    [InlineData("NVIDIA H100 80GB HBM3", 1.7)]
    [InlineData("NVIDIA A100-SXM4-80GB", 1.2)]
    [InlineData("Tesla T4", null)]
    public void Prices_CardByItsDriversName_IsFoundInTheBookOrUnknown(string name, double? hourly)
    {
        PriceItem Item(string key, string unit, decimal price) => new(key, unit, null, [new PriceEntry(new DateOnly(2026, 1, 1), price)]);
        var book = new PriceBook("USD", [Item("gpu.H200.hourly", "hour", 3.5m), Item("gpu.H100.hourly", "hour", 1.7m), Item("gpu.A100.hourly", "hour", 1.2m), Item("gpu.80GB.hourly", "GB", 9)]);

        var prices = GpuPrices.Of(book, [name], new DateOnly(2026, 6, 1));

        ((double?)prices.Hourly[0]).ShouldBe(hourly);
        prices.KilowattHour.ShouldBeNull("an unknown price is no price of 0");
    }

    private void Add(int second, params double?[] utilization) =>
        _day.Add(GpuFrames.Of(gpus: 2, at: Noon.AddSeconds(second).ToUnixTimeMilliseconds()) with { Source = GpuSource.Nvml, Utilization = utilization });
}
