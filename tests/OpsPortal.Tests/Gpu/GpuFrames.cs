using OpsPortal.Gpu;

namespace OpsPortal.Tests.Gpu;

/// <summary>Frames for tests: a host of H200s under load.</summary>
internal static class GpuFrames
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static GpuFrame Of(string host = "gpu-host-1", int gpus = 8, long seq = 0, long? at = null, bool info = true, int processesEach = 2)
    {
        var all = Enumerable.Range(0, gpus).ToArray();
        var hostInfo = new GpuHostInfo
        {
            Driver = "590.48.01",
            Cuda = "13.1",
            Gpus = [.. all.Select(i => new GpuInfo
            {
                Index = i,
                Uuid = $"GPU-c4529c8d-69c4-b61d-e0bc-7b246009600{i % 10}",
                Name = "NVIDIA H200",
                PciBusId = $"00000000:{80 + i}:00.0",
                MemoryTotal = 150_754_820_096,
                PowerLimit = 700,
                TemperatureSlowdown = 87,
                TemperatureShutdown = 92,
                MemoryTemperatureMax = 95,
                SmClockMax = 1980,
                MemoryClockMax = 3201,
            })],
        };
        var rows = all.SelectMany(gpu => Enumerable.Range(0, processesEach).Select(p => (Gpu: gpu, Pid: 10_000 + (gpu * 10) + p))).ToArray();
        return new GpuFrame
        {
            Host = host,
            Source = GpuSource.Lab,
            At = at ?? Now.ToUnixTimeMilliseconds(),
            Seq = seq,
            Epoch = 1,
            Count = gpus,
            InfoHash = hostInfo.Hash(),
            Info = info ? hostInfo : null,
            Utilization = [.. all.Select(i => (double?)(90 + (i % 10)))],
            MemoryUtilization = [.. all.Select(_ => (double?)47)],
            MemoryUsed = [.. all.Select(i => (long?)(133_934_016_512 + i))],
            Temperature = [.. all.Select(i => (double?)(60 + i))],
            MemoryTemperature = [.. all.Select(_ => (double?)71)],
            TemperatureMargin = [.. all.Select(i => (double?)(27 - i))],
            Power = [.. all.Select(i => (double?)(627.4 + i))],
            SmClock = [.. all.Select(_ => (double?)1980)],
            MemoryClock = [.. all.Select(_ => (double?)3201)],
            PState = [.. all.Select(_ => (int?)0)],
            Throttle = [.. all.Select(i => (long?)(i == 0 ? 4 : 0))],
            EccCorrected = [.. all.Select(_ => (long?)0)],
            EccUncorrected = [.. all.Select(_ => (long?)0)],
            Processes = new GpuProcessTable
            {
                Gpu = [.. rows.Select(r => r.Gpu)],
                Pid = [.. rows.Select(r => r.Pid)],
                Name = [.. rows.Select(_ => "python3 serve.py")],
                Memory = [.. rows.Select(_ => (long?)66_967_008_256)],
                Sm = [.. rows.Select(_ => (double?)45)],
            },
        };
    }
}
