using OpsPortal.Features.Gpus;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class HeldBackTests
{
    private readonly HeldBack _held = new();

    [Fact]
    public void Lately_OneReading_IsUnknown()
    {
        Add(0, 100, 5);

        _held.Lately.ShouldBeNull("since the driver was loaded says nothing of lately");
    }

    [Fact]
    public void Lately_CountersGrowAndOneBeginsAnew_AddsUpByReason()
    {
        Add(0, 100, 5);
        Add(5, 103, 5);
        Add(10, 104, 1.5);

        var held = _held.Lately.ShouldNotBeNull();
        held.Power.ShouldBe([4, 1.5]);
        held.Thermal.ShouldBe([0, 0]);
        held.SyncBoost.ShouldBeNull("the driver counts no such time");
        (held.Until - held.Since).ShouldBe(10_000);
    }

    [Fact]
    public void Lately_OlderThanFifteenMinutes_IsLetGo()
    {
        for (var second = 0; second <= 1200; second += 5)
            Add(second, second < 200 ? second : 200, 0);

        var held = _held.Lately.ShouldNotBeNull();
        (held.Until - held.Since).ShouldBe(900_000);
        held.Power.ShouldBe([0, 0], "what held it back is more than 15 minutes ago");
    }

    [Fact]
    public void Lately_OtherGpus_BeginsAnew()
    {
        Add(0, 100, 5);
        Add(5, 110, 5);
        Add(10, 1);

        _held.Lately.ShouldBeNull();
    }

    private void Add(int second, params double?[] power) => _held.Add(
        GpuFrames.Of(gpus: power.Length, at: GpuFrames.Now.AddSeconds(second).ToUnixTimeMilliseconds()) with { HeldByPower = power, HeldByThermal = [.. power.Select(_ => (double?)0)] });
}
