using OpsPortal.Gpu;
using OpsPortal.Gpu.Nvml;
using OpsPortal.Gpu.Sampling;
using OpsPortal.Tests.Gpu.StandIn;

namespace OpsPortal.Tests.Gpu;

/// <summary>What we would show is held against what nvidia-smi said of the same card.</summary>
public sealed class CaptureTests
{
    private const double Mebi = 1048576;

    [Theory]
    [InlineData("h200-load.txt")]
    [InlineData("h100-mig-load.txt")]
    [InlineData("a100-mig.xml")]
    [InlineData("a10g.xml")]
    [InlineData("t4.xml")]
    public async Task Sample_CapturedCard_AgreesWithNvidiaSmi(string capture)
    {
        var smi = new SmiReport(capture);
        using var driver = new StandInNvml();
        CapturedCard.Play(driver, smi);

        var frame = await SampleAsync(driver);

        Agree(frame.Utilization, "Utilization/GPU");
        Agree(frame.MemoryUtilization, "Utilization/Memory");
        Agree(frame.Encoder, "Utilization/Encoder");
        Agree(frame.Decoder, "Utilization/Decoder");
        Agree(frame.MemoryUsed?.Select(v => v / Mebi), "FB Memory Usage/Used");
        Agree(frame.MemoryReserved?.Select(v => v / Mebi), "FB Memory Usage/Reserved");
        Agree(frame.Temperature, "Temperature/GPU Current Temp");
        Agree(frame.MemoryTemperature, "Temperature/Memory Current Temp");
        Agree(frame.TemperatureMargin, "Temperature/GPU T.Limit Temp");
        Agree(frame.Power, "GPU Power Readings/Average Power Draw", 0.05);
        Agree(frame.PowerInstant, "GPU Power Readings/Instantaneous Power Draw", 0.05);
        Agree(frame.SmClock, "Clocks/SM");
        Agree(frame.MemoryClock, "Clocks/Memory");
        Agree(frame.PState?.Select(v => (double?)v), "Performance State");
        Agree(frame.Fan, "Fan Speed");
        Agree(frame.PcieGeneration?.Select(v => (double?)v), "PCI/GPU Link Info/PCIe Generation/Current");
        Agree(frame.PcieWidth?.Select(v => (double?)v), "PCI/GPU Link Info/Link Width/Current");
        Agree(frame.PcieReplays?.Select(v => (double?)v), "PCI/Replays Since Reset");
        Agree(frame.PcieSent?.Select(v => v / 1000), "PCI/Tx Throughput");
        Agree(frame.PcieReceived?.Select(v => v / 1000), "PCI/Rx Throughput");
        Agree(frame.HeldByPower?.Select(v => v * 1e6), "Clocks Event Reasons Counters/SW Power Capping");
        Agree(frame.HeldByThermal?.Select(v => v * 1e6), "Clocks Event Reasons Counters/SW Thermal Slowdown");
        Agree(frame.HeldByHardwareThermal?.Select(v => v * 1e6), "Clocks Event Reasons Counters/HW Thermal Slowdown");
        Agree(frame.HeldByPowerBrake?.Select(v => v * 1e6), "Clocks Event Reasons Counters/HW Power Braking");
        Agree(frame.HeldBySyncBoost?.Select(v => v * 1e6), "Clocks Event Reasons Counters/Sync Boost");

        var gpu = frame.Info!.Gpus.Single();
        gpu.Name.ShouldBe(smi.Text("Product Name"));
        gpu.Serial.ShouldBe(smi.Text("Serial Number") is "N/A" ? null : smi.Text("Serial Number"));
        gpu.SmClockMax.ShouldBe(smi.Number("Max Clocks/SM"));
        gpu.MemoryClockMax.ShouldBe(smi.Number("Max Clocks/Memory"));
        if (smi.IsXml)
        {
            gpu.TemperatureShutdown.ShouldBe(smi.Number("Temperature/GPU Shutdown Temp"));
            gpu.TemperatureSlowdown.ShouldBe(smi.Number("Temperature/GPU Slowdown Temp"));
            gpu.MemoryTemperatureMax.ShouldBe(smi.Number("Temperature/Memory Max Operating Temp"));
        }

        gpu.Vbios.ShouldBe(smi.Text("VBIOS Version"));
        (gpu.MemoryTotal / Mebi).ShouldBe(smi.Number("FB Memory Usage/Total"));
        gpu.PowerLimit.ShouldBe(smi.Number("GPU Power Readings/Current Power Limit"));
        gpu.PowerLimitDefault.ShouldBe(smi.Number("GPU Power Readings/Default Power Limit"));
        gpu.PowerLimitMin.ShouldBe(smi.Number("GPU Power Readings/Min Power Limit"));
        gpu.PowerLimitMax.ShouldBe(smi.Number("GPU Power Readings/Max Power Limit"));
        gpu.PcieGenerationMax.ShouldBe((int?)smi.Number("PCI/GPU Link Info/PCIe Generation/Max"));
        gpu.PcieWidthMax.ShouldBe((int?)smi.Number("PCI/GPU Link Info/Link Width/Max"));
        gpu.Persistence.ShouldBe(smi.On("Persistence Mode"));
        gpu.Ecc.ShouldBe(smi.On("ECC Mode/Current"));
        gpu.Mig.ShouldBe(smi.On("MIG Mode/Current"));
        gpu.ComputeMode.ShouldBe("default");
        frame.Validate(DateTimeOffset.FromUnixTimeMilliseconds(frame.At)).ShouldBeEmpty();

        void Agree(IEnumerable<double?>? column, string path, double tolerance = 0.001)
        {
            if (smi.Number(path) is not { } said)
                column.ShouldBeNull($"nvidia-smi says N/A of {path}");
            else
                column.ShouldNotBeNull(path).Single().ShouldNotBeNull(path).ShouldBe(said, tolerance, path);
        }
    }

    [Fact]
    public async Task Sample_CutH100_GivesTheFourPartsThatNvidiaSmiLists()
    {
        using var driver = new StandInNvml();
        CapturedCard.Play(driver, new SmiReport("h100-mig-load.txt"));
        (int Instance, string Profile, int Used, int Total)[] parts =
            [(2, "3g.40gb", 11091, 40448), (3, "2g.20gb", 17, 20096), (9, "1g.10gb", 9, 9984), (10, "1g.10gb", 9, 9984)];
        driver.Set("nvmlDeviceGetMaxMigDeviceCount", 0, 7);
        for (var i = 0; i < parts.Length; i++)
        {
            var part = 1000 + i;
            driver.Set("nvmlDeviceGetMigDeviceHandleByIndex", 0, 0, which: i);
            driver.Set("nvmlDeviceGetGpuInstanceId", part, (ulong)parts[i].Instance);
            driver.Set("nvmlDeviceGetComputeInstanceId", part, 0);
            driver.Text("nvmlDeviceGetName", part, $"NVIDIA H100 80GB HBM3 MIG {parts[i].Profile}");
            driver.Set("nvmlDeviceGetMemoryInfo_v2", part, (ulong)(parts[i].Total * Mebi));
            driver.Set("nvmlDeviceGetMemoryInfo_v2", part, (ulong)(parts[i].Used * Mebi), which: 1);
        }

        driver.Set("nvmlGpmQueryDeviceSupport", 0, 1);
        foreach (var (instance, busy) in ((int, ulong)[])[(2, 9150), (3, 0), (9, 1200)])
        {
            driver.Set("nvmlGpmMigSampleGet", 0, 0, which: instance);
            driver.Set("nvmlGpmMetricsGet", 2000 + instance, busy, which: 2);
        }

        var frame = await SampleAsync(driver);
        var device = new NvmlDevice(NvmlLibrary.TryOpen(out _, out _, driver.Path)!, 0, TimeProvider.System);
        _ = device.Read(new GpuAsk(Slow: true, Detail: true));
        await Task.Delay(150, TestContext.Current.CancellationToken);
        var watched = device.Read(new GpuAsk(Slow: true, Detail: true)).Slow!.Parts;

        watched.Select(p => p.SmActivity).ShouldBe([91.5, 0, 12, null], "what a part does not count is unknown, not 0");
        frame.Parts!.SmActivity.ShouldBeNull("nobody watched");
        var table = frame.Parts.ShouldNotBeNull();
        table.Gpu.ShouldBe([0, 0, 0, 0]);
        table.Instance.ShouldBe([2, 3, 9, 10]);
        table.Profile.ShouldBe(["3g.40gb", "2g.20gb", "1g.10gb", "1g.10gb"]);
        table.MemoryUsed.Select(b => b / Mebi).ShouldBe([11091, 17, 9, 9]);
        table.MemoryTotal.Select(b => b / Mebi).ShouldBe([40448, 20096, 9984, 9984]);
        frame.Utilization.ShouldBeNull("a cut card has no utilisation of its own: nvidia-smi says N/A");
    }

    private static async Task<GpuFrame> SampleAsync(StandInNvml driver)
    {
        driver.Set("nvmlDeviceGetCount_v2", -1, 1);
        using var opening = NvmlSampler.Open("host", TimeProvider.System, TimeSpan.FromSeconds(5), driver.Path);
        opening.Problem.ShouldBe("");
        return await opening.Sampler!.SampleAsync(0, withInfo: true, TestContext.Current.CancellationToken);
    }
}
