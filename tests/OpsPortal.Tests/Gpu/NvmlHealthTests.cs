using OpsPortal.Gpu;
using OpsPortal.Gpu.Sampling;
using OpsPortal.Tests.Gpu.StandIn;

namespace OpsPortal.Tests.Gpu;

public sealed class NvmlHealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sample_LinksAndHealth_AreReadInTheDocumentedUnits()
    {
        using var driver = Driver();
        driver.Set("nvmlDeviceGetTotalEnergyConsumption", 0, 12_345_678);
        for (var link = 0; link < 18; link++)
            driver.Set("nvmlDeviceGetNvLinkState", 0, link == 5 ? 0u : 1u, which: link);
        driver.Set("nvmlDeviceGetFieldValues", 0, 2048, which: 138);
        driver.Set("nvmlDeviceGetFieldValues", 0, 4096, which: 139);
        driver.Set("nvmlDeviceGetFieldValues", 0, 3, which: 52);
        driver.Set("nvmlDeviceGetFieldValues", 0, 1, which: 59);
        driver.Set("nvmlDeviceGetTotalEccErrors", 0, 7, which: 1);
        driver.Set("nvmlDeviceGetTotalEccErrors", 0, 2, which: 11);
        driver.Set("nvmlDeviceGetRemappedRows", 0, 4);
        driver.Set("nvmlDeviceGetRemappedRows", 0, 1, which: 1);
        driver.Set("nvmlDeviceGetRemappedRows", 0, 1, which: 2);
        driver.Set("nvmlDeviceGetRetiredPages", 0, 5, which: 0);
        driver.Set("nvmlDeviceGetRetiredPages", 0, 1, which: 1);
        driver.Set("nvmlDeviceGetFieldValues", 0, 2_500_000_000, which: 74);
        using var opening = Open(driver);

        var frame = await opening.Sampler!.SampleAsync(0, withInfo: false, Cancellation);

        frame.Energy.ShouldBe([12_345.678]);
        frame.LinksUp.ShouldBe([17]);
        frame.LinkSent.ShouldBe([2_097_152]);
        frame.LinkReceived.ShouldBe([4_194_304]);
        frame.LinkErrors.ShouldBe([4]);
        frame.EccCorrectedLife.ShouldBe([7]);
        frame.EccUncorrectedLife.ShouldBe([2]);
        frame.RemappedCorrected.ShouldBe([4]);
        frame.RemappedUncorrected.ShouldBe([1]);
        frame.RepairPending.ShouldBe([true]);
        frame.RemapFailed.ShouldBe([false]);
        frame.RetiredPages.ShouldBe([6]);
        frame.HeldByPower.ShouldBe([2.5]);
        frame.HeldByThermal.ShouldBeNull("this driver counts no such time");
    }

    [Fact]
    public async Task Sample_OlderDriverWithoutTheCounters_AsksTheOlderCallAndLeavesTheRestOut()
    {
        using var driver = Driver("nvmlDeviceGetRemappedRows", "nvmlDeviceGetCurrPcieLinkGeneration", "nvmlEventSetCreate");
        driver.Set("nvmlDeviceGetViolationStatus", 0, 3_000_000_000, which: 1);
        driver.Set("nvmlDeviceGetEncoderUtilization", 0, 0, code: 999);
        using var opening = Open(driver);

        var frame = await opening.Sampler!.SampleAsync(0, withInfo: true, Cancellation);

        frame.HeldByThermal.ShouldBe([3]);
        frame.RemappedCorrected.ShouldBeNull();
        frame.PcieGeneration.ShouldBeNull();
        frame.Encoder.ShouldBeNull("the call failed");
        frame.Temperature.ShouldBe([52]);
        opening.Events.ShouldBeNull();
    }

    [Fact]
    public async Task Sample_SoonAgain_LeavesSlowFiguresOutAndMarksTheRepeat()
    {
        using var driver = Driver();
        driver.Set("nvmlDeviceGetTotalEnergyConsumption", 0, 1000);
        driver.Set("nvmlDeviceGetSamples", 0, 77, which: 1);
        using var opening = Open(driver);

        var first = await opening.Sampler!.SampleAsync(0, withInfo: false, Cancellation);
        var second = await opening.Sampler.SampleAsync(0, withInfo: false, Cancellation);
        var third = await opening.Sampler.SampleAsync(0, withInfo: false, Cancellation);
        driver.Set("nvmlDeviceGetSamples", 0, 78, which: 1);
        var fourth = await opening.Sampler.SampleAsync(0, withInfo: false, Cancellation);

        first.Energy.ShouldBe([1]);
        second.Energy.ShouldBeNull("slow figures come every few seconds");
        second.UtilizationRepeated.ShouldBeNull("the driver's clock is seen for the first time");
        third.UtilizationRepeated.ShouldBe([true]);
        third.Utilization.ShouldBe([100]);
        fourth.UtilizationRepeated.ShouldBeNull("the driver has measured anew");
    }

    [Fact]
    public async Task Sample_PerformanceCounters_OnlyWhileWatchedAndNotOverAPause()
    {
        using var driver = Driver();
        driver.Set("nvmlGpmQueryDeviceSupport", 0, 1);
        driver.Set("nvmlGpmSampleGet", 0, 0);
        foreach (var (metric, value) in ((int, ulong)[])[(2, 9150), (3, 4025), (5, 6000), (10, 5512), (20, 100), (61, 200)])
            driver.Set("nvmlGpmMetricsGet", 0, value, which: metric);
        using var opening = Open(driver);
        var sampler = opening.Sampler!;

        var alone = await sampler.SampleAsync(0, withInfo: false, Cancellation);
        sampler.Watched = true;
        var first = await sampler.SampleAsync(0, withInfo: false, Cancellation);
        var tooSoon = await sampler.SampleAsync(0, withInfo: false, Cancellation);
        await Task.Delay(150, Cancellation);
        var second = await sampler.SampleAsync(0, withInfo: false, Cancellation);
        sampler.Watched = false;
        var after = await sampler.SampleAsync(0, withInfo: false, Cancellation);

        alone.SmActivity.ShouldBeNull();
        first.SmActivity.ShouldBeNull("a difference needs two samples");
        tooSoon.SmActivity.ShouldBeNull("NVIDIA asks for 100 ms between them");
        second.SmActivity.ShouldBe([91.5]);
        second.SmOccupancy.ShouldBe([40.25]);
        second.TensorActivity.ShouldBe([60]);
        second.DramActivity.ShouldBe([55.12]);
        second.PcieSentRate.ShouldBe([1_048_576]);
        second.LinkSentRate.ShouldBe([2_097_152]);
        second.LinkReceivedRate.ShouldBeNull();
        after.SmActivity.ShouldBeNull();
    }

    [Fact]
    public async Task Events_XidOfOneGpu_GoesWithTheNextFrame()
    {
        using var driver = Driver(gpus: 2);
        using var opening = Open(driver, gpus: 2);
        opening.Events.ShouldNotBeNull().Gpus.ShouldBe(2);

        driver.Event(1, 8, 79);
        driver.Event(0, 0x200, 0);
        driver.Event(0, 0x10, 0);
        var events = new List<GpuEvent>();
        for (var i = 0; events.Count < 2 && i < 200; i++)
        {
            await Task.Delay(20, Cancellation);
            var frame = await opening.Sampler!.SampleAsync(0, withInfo: false, Cancellation);
            frame.Validate(DateTimeOffset.FromUnixTimeMilliseconds(frame.At)).ShouldBeEmpty();
            events.AddRange(frame.Events ?? []);
        }

        events.Select(e => (e.Gpu, e.Kind, e.Code)).ShouldBe([(1, "xid", 79), (0, "ecc-storm", 0)], "a change of clocks is no event");
    }

    [Fact]
    public async Task Events_DriverThatFailsToTellThemForAWhile_AreHeardAgain()
    {
        using var driver = Driver(gpus: 1);
        using var opening = Open(driver);

        driver.Event(0, 0, 999);
        for (var i = 0; opening.Events!.Problem is null && i < 200; i++)
            await Task.Delay(20, Cancellation);
        opening.Events.Problem.ShouldNotBeNullOrEmpty();
        driver.Event(0, 8, 79);

        var events = new List<GpuEvent>();
        for (var i = 0; events.Count == 0 && i < 200; i++)
        {
            await Task.Delay(20, Cancellation);
            events.AddRange((await opening.Sampler!.SampleAsync(0, withInfo: false, Cancellation)).Events ?? []);
        }

        events.ShouldHaveSingleItem().Code.ShouldBe(79);
        opening.Events.Problem.ShouldBeNull();
    }

    private static StandInNvml Driver(params string[] without) => Driver(1, without);

    private static StandInNvml Driver(int gpus, params string[] without)
    {
        var driver = new StandInNvml(without);
        for (var gpu = 0; gpu < gpus; gpu++)
        {
            driver.Set("nvmlDeviceGetTemperature", gpu, 52);
            driver.Set("nvmlDeviceGetUtilizationRates", gpu, 100);
            driver.Set("nvmlDeviceGetSupportedEventTypes", gpu, 0xffff);
            driver.Set("nvmlDeviceRegisterEvents", gpu, 0);
        }

        return driver;
    }

    private static NvmlOpening Open(StandInNvml driver, int gpus = 1)
    {
        driver.Set("nvmlDeviceGetCount_v2", -1, (ulong)gpus);
        var opening = NvmlSampler.Open("host", TimeProvider.System, TimeSpan.FromSeconds(5), driver.Path);
        opening.Problem.ShouldBe("");
        return opening;
    }
}
