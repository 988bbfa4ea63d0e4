using OpsPortal.Features.Gpus;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class GpuJudgeTests
{
    private static readonly GpuFrame Calm = GpuFrames.Of(gpus: 1) with { Throttle = [0], Temperature = [60], TemperatureMargin = [27], MemoryUsed = [1] };

    [Fact]
    public void Notes_BusyAndCool_HasNothingToSay() => Notes(Calm with { Utilization = [100] }).ShouldBeEmpty();

    [Fact]
    public void Notes_TooHot_IsBadAndFirst() =>
        Notes(Calm with { Throttle = [(long)(ThrottleReasons.PowerCap | ThrottleReasons.ThermalSlowdown)], TemperatureMargin = [0] })
            .ShouldBe([new("too hot: driver slows it", GpuLevel.Bad), new("power cap", GpuLevel.Info)]);

    [Fact]
    public void Notes_CloseToItsLimit_IsAWarning() =>
        Notes(Calm with { TemperatureMargin = [4] }).ShouldBe([new("4 °C below its limit", GpuLevel.Warn)]);

    [Fact]
    public void Notes_NoMarginFromTheDriver_IsReckonedFromTheSlowdownTemperature() =>
        Notes(Calm with { TemperatureMargin = null, Temperature = [87] }).ShouldBe([new("at its temperature limit", GpuLevel.Bad)]);

    [Fact]
    public void Notes_NoLimitKnown_GuessesNone() =>
        Notes(Calm with { TemperatureMargin = null, Temperature = [95] }, info: false).ShouldBeEmpty();

    [Fact]
    public void Notes_MemoryNearlyFull_RoundsDown() =>
        Notes(Calm with { MemoryUsed = [(long)(150_754_820_096 * 0.969)] }).ShouldBe([new("memory 96 % full", GpuLevel.Warn)]);

    [Fact]
    public void Notes_Idle_IsPlain() => Notes(Calm with { Throttle = [1] }).ShouldBe([new("idle", GpuLevel.Plain)]);

    [Fact]
    public void Notes_UncorrectedErrors_AreBad() =>
        Notes(Calm with { EccUncorrected = [2] }).ShouldBe([new("2 uncorrected memory errors", GpuLevel.Bad)]);

    [Fact]
    public void Notes_GpuThatGivesNothing_SaysOnlyWhy() =>
        Notes(Calm with { Errors = ["GPU is lost: it has fallen off the bus"], Throttle = [8] })
            .ShouldBe([new("GPU is lost: it has fallen off the bus", GpuLevel.Bad)]);

    private static GpuNote[] Notes(GpuFrame frame, bool info = true) => GpuJudge.Notes(frame, info ? Calm.Info : null).Single() ?? [];
}
