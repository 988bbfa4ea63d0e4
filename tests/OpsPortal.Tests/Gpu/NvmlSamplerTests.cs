using OpsPortal.Gpu;
using OpsPortal.Gpu.Sampling;
using OpsPortal.Tests.Gpu.StandIn;

namespace OpsPortal.Tests.Gpu;

public sealed class NvmlSamplerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Sample_H200UnderLoad_GivesWhatTheCaptureOfThisCardSays()
    {
        using var driver = new StandInNvml();
        DescribeH200(driver, 0);
        using var opening = Open(driver);

        var frame = await opening.Sampler!.SampleAsync(0, withInfo: true, TestContext.Current.CancellationToken);

        // The figures of a real H200 (driver 590.48.01) under gpu-burn.
        frame.Utilization.ShouldBe([100]);
        frame.MemoryUtilization.ShouldBe([7]);
        frame.MemoryUsed.ShouldBe([33_934_016_512]);
        frame.Temperature.ShouldBe([52]);
        frame.MemoryTemperature.ShouldBe([40]);
        frame.TemperatureMargin.ShouldBe([35]);
        frame.Power.ShouldBe([627.4]);
        frame.SmClock.ShouldBe([1980]);
        frame.MemoryClock.ShouldBe([3201]);
        frame.PState.ShouldBe([0]);
        frame.Fan.ShouldBeNull("the card is cooled passively");
        frame.Throttle.ShouldBe([0]);
        frame.EccCorrected.ShouldBe([0]);
        frame.Errors.ShouldBeNull();
        var gpu = frame.Info!.Gpus.Single();
        gpu.Name.ShouldBe("NVIDIA H200");
        gpu.MemoryTotal.ShouldBe(150_754_820_096);
        gpu.PowerLimit.ShouldBe(700);
        gpu.SmClockMax.ShouldBe(1980);
        frame.Info.Driver.ShouldBe("590.48.01");
        frame.Info.Cuda.ShouldBe("13.1");
        frame.Processes!.Pid.ShouldBe([4_000_001, 4_000_002]);
        frame.Processes.Name.ShouldBe(["gpu_burn", "memhog"]);
        frame.Processes.Memory.ShouldBe([29_605_494_784, null]);
        frame.Processes.Sm.ShouldBe([99, null]);
        frame.Validate(DateTimeOffset.FromUnixTimeMilliseconds(frame.At)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sample_DriverLacksFunctions_LeavesOnlyTheseOut()
    {
        using var driver = new StandInNvml("nvmlDeviceGetMarginTemperature", "nvmlDeviceGetTotalEccErrors", "nvmlDeviceGetMemoryInfo_v2");
        DescribeH200(driver, 0);
        driver.Set("nvmlDeviceGetMemoryInfo", 0, 150_754_820_096);
        driver.Set("nvmlDeviceGetMemoryInfo", 0, 34_577_842_176, which: 1);
        using var opening = Open(driver);

        var frame = await opening.Sampler!.SampleAsync(0, withInfo: true, TestContext.Current.CancellationToken);

        frame.TemperatureMargin.ShouldBeNull();
        frame.EccCorrected.ShouldBeNull();
        frame.MemoryUsed.ShouldBe([34_577_842_176], "the older call is asked");
        frame.Utilization.ShouldBe([100]);
    }

    [Fact]
    public async Task Sample_OneGpuLost_IsAnErrorInItsPlaceAndTheOthersGoOn()
    {
        using var driver = new StandInNvml();
        DescribeH200(driver, 0);
        DescribeH200(driver, 1);
        using var opening = Open(driver, gpus: 2);
        _ = await opening.Sampler!.SampleAsync(0, withInfo: true, TestContext.Current.CancellationToken);
        driver.Set("nvmlDeviceGetTemperature", 0, 0, code: 15);

        var frame = await opening.Sampler.SampleAsync(0, withInfo: false, TestContext.Current.CancellationToken);

        frame.Errors.ShouldBe(["GPU is lost: it has fallen off the bus", null]);
        frame.Utilization.ShouldBe([null, 100]);
        frame.Power.ShouldBe([null, 627.4]);
        frame.Info.ShouldBeNull();
    }

    [Fact]
    public async Task Sample_OneCallHangs_GivesItUpAndReadsTheOthers()
    {
        using var driver = new StandInNvml();
        DescribeH200(driver, 0);
        DescribeH200(driver, 1);
        driver.Delay("nvmlDeviceGetPowerUsage", 1, TimeSpan.FromSeconds(3));
        using var opening = Open(driver, gpus: 2, TimeSpan.FromMilliseconds(300));

        var frame = await opening.Sampler!.SampleAsync(0, withInfo: true, TestContext.Current.CancellationToken);
        var next = await opening.Sampler.SampleAsync(0, withInfo: false, TestContext.Current.CancellationToken);

        frame.Temperature.ShouldBe([52, null]);
        frame.Errors![0].ShouldBeNull();
        frame.Errors[1]!.ShouldStartWith("the driver has not answered for 0.");
        next.Temperature.ShouldBe([52, null], "the hung thread is not asked again, the other one is");
        next.Seq.ShouldBe(1);
        opening.Sampler.Idle.ShouldBeFalse();
    }

    [Fact]
    public async Task Sample_ProcessShareOfAnOlderSample_IsNotRepeated()
    {
        using var driver = new StandInNvml();
        DescribeH200(driver, 0);
        using var opening = Open(driver);

        _ = await opening.Sampler!.SampleAsync(0, withInfo: false, TestContext.Current.CancellationToken);
        var frame = await opening.Sampler.SampleAsync(0, withInfo: false, TestContext.Current.CancellationToken);

        frame.Processes!.Sm.ShouldBeNull();
    }

    [Fact]
    public void Open_NoLibrary_SaysSoAndThatTryingAgainIsNoUse()
    {
        using var opening = NvmlSampler.Open("host", TimeProvider.System, Patience, "/nowhere/libnvidia-ml.so.1");

        opening.Sampler.ShouldBeNull();
        opening.Problem.ShouldContain("no NVIDIA driver");
        opening.Retry.ShouldBeFalse();
    }

    [Theory]
    [InlineData(9, "the NVIDIA driver is not loaded")]
    [InlineData(18, "differ in version")]
    [InlineData(12345, "NVML error 12345")]
    public void Open_InitFails_SaysTheDriversReason(int code, string words)
    {
        using var driver = new StandInNvml();
        driver.Set("nvmlInit_v2", -1, 0, code: code);

        using var opening = NvmlSampler.Open("host", TimeProvider.System, Patience, driver.Path);

        opening.Sampler.ShouldBeNull();
        opening.Problem.ShouldContain(words);
        opening.Retry.ShouldBeTrue();
    }

    [Fact]
    public async Task Loop_SlowTake_SkipsTicksAndCountsThem()
    {
        using var driver = new StandInNvml();
        DescribeH200(driver, 0);
        using var opening = Open(driver);
        var loop = new SamplerLoop(TimeProvider.System, TimeSpan.FromMilliseconds(100));
        var frames = new List<GpuFrame>();
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => loop.RunAsync(opening.Sampler!, async (frame, cancellation) =>
        {
            frames.Add(frame);
            if (frames.Count == 1)
                await Task.Delay(350, cancellation);
            if (frames.Count == 3)
                await stop.CancelAsync();
        }, giveUp: 10, stop.Token));

        frames.Select(f => f.Seq).ShouldBe([0, 1, 2]);
        frames[0].Info.ShouldNotBeNull();
        frames[1].Info.ShouldBeNull();
        frames[1].Skipped.ShouldBeGreaterThanOrEqualTo(3);
        (frames[1].At - frames[0].At).ShouldBeGreaterThanOrEqualTo(350, "a stamp is when it was measured, not the tick it should have been");
    }

    private static NvmlOpening Open(StandInNvml driver, int gpus = 1, TimeSpan? patience = null)
    {
        driver.Set("nvmlDeviceGetCount_v2", -1, (ulong)gpus);
        driver.Text("nvmlSystemGetDriverVersion", -1, "590.48.01");
        driver.Set("nvmlSystemGetCudaDriverVersion_v2", -1, 13010);
        var opening = NvmlSampler.Open("host", TimeProvider.System, patience ?? Patience, driver.Path);
        opening.Problem.ShouldBe("");
        return opening;
    }

    private static void DescribeH200(StandInNvml driver, int gpu)
    {
        driver.Text("nvmlDeviceGetName", gpu, "NVIDIA H200");
        driver.Text("nvmlDeviceGetUUID", gpu, $"GPU-0000000{gpu}");
        driver.Text("nvmlDeviceGetPciInfo_v3", gpu, "00000000:83:00.0");
        driver.Set("nvmlDeviceGetUtilizationRates", gpu, 100);
        driver.Set("nvmlDeviceGetUtilizationRates", gpu, 7, which: 1);
        driver.Set("nvmlDeviceGetMemoryInfo_v2", gpu, 150_754_820_096);
        driver.Set("nvmlDeviceGetMemoryInfo_v2", gpu, 33_934_016_512, which: 1);
        driver.Set("nvmlDeviceGetTemperature", gpu, 52);
        driver.Set("nvmlDeviceGetFieldValues", gpu, 40, which: 82);
        driver.Set("nvmlDeviceGetMarginTemperature", gpu, 35);
        driver.Set("nvmlDeviceGetPowerUsage", gpu, 627_400);
        driver.Set("nvmlDeviceGetEnforcedPowerLimit", gpu, 700_000);
        driver.Set("nvmlDeviceGetClockInfo", gpu, 1980, which: 1);
        driver.Set("nvmlDeviceGetClockInfo", gpu, 3201, which: 2);
        driver.Set("nvmlDeviceGetMaxClockInfo", gpu, 1980, which: 1);
        driver.Set("nvmlDeviceGetPerformanceState", gpu, 0);
        driver.Set("nvmlDeviceGetCurrentClocksThrottleReasons", gpu, 0);
        driver.Set("nvmlDeviceGetTotalEccErrors", gpu, 0);
        driver.Set("nvmlDeviceGetTotalEccErrors", gpu, 0, which: 10);
        driver.Set("nvmlDeviceGetComputeRunningProcesses_v3", gpu, 0);
        driver.Process(gpu, 4_000_001, 29_605_494_784, 95, 1000);
        driver.Process(gpu, 4_000_002, ulong.MaxValue, -1, 0);
        driver.Text("nvmlSystemGetProcessName", 4_000_001, "./gpu_burn -tc 3600");
        driver.Text("nvmlSystemGetProcessName", 4_000_002, "/root/tools/memhog");
        driver.Process(gpu, 4_000_001, 29_605_494_784, 99, 2000);
    }
}
