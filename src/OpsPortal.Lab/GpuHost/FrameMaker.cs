using OpsPortal.Gpu;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.GpuHost;

/// <summary>Makes the frames of the simulated host, as an agent on a real one would.</summary>
public sealed class FrameMaker
{
    private static readonly string[] Programs =
        ["h200-worker", "h200-worker", "h200-worker", "h200-worker", "hdc-engine", "hdc-engine", "microdiff-sampler", "microdiff-sampler"];

    private readonly long _epoch;
    private readonly GpuHostInfo _info;
    private readonly string _hash;
    private long _seq;

    /// <param name="epoch">When the sender started, milliseconds since 1970 UTC.</param>
    public FrameMaker(long epoch)
    {
        _epoch = epoch;
        _info = new GpuHostInfo { Driver = GpuRack.Driver, Cuda = GpuRack.Cuda, Gpus = [.. new GpuRack(0).Gpus.Select(Info)] };
        _hash = _info.Hash();
    }

    /// <summary>Whether the next frame tells what seldom changes.</summary>
    public bool InfoWanted { get; set; } = true;

    /// <summary>The host's state as it is now.</summary>
    /// <param name="fleet">Its GPUs are read.</param>
    /// <param name="at">Milliseconds since 1970 UTC.</param>
    public GpuFrame Make(Fleet fleet, long at)
    {
        var gpus = fleet.Rack.Gpus;
        return new GpuFrame
        {
            Host = GpuRack.Host,
            Source = GpuSource.Lab,
            At = at,
            Seq = _seq++,
            Epoch = _epoch,
            Count = gpus.Count,
            InfoHash = _hash,
            Info = InfoWanted ? _info : null,
            Utilization = Column(gpus, g => Math.Round(g.Utilization)),
            MemoryUtilization = Column(gpus, g => Math.Round(g.MemoryUtilization)),
            MemoryUsed = [.. gpus.Select(g => (long?)g.MemoryUsed)],
            Temperature = Column(gpus, g => Math.Round(g.Temperature)),
            MemoryTemperature = Column(gpus, g => Math.Round(g.MemoryTemperature)),
            TemperatureMargin = Column(gpus, g => Math.Round(SimGpu.SlowdownTemperature - g.Temperature)),
            Power = Column(gpus, g => Math.Round(g.Power, 1)),
            SmClock = Column(gpus, g => g.SmClock),
            MemoryClock = Column(gpus, g => g.MemoryClock),
            PState = [.. gpus.Select(_ => (int?)0)],
            Throttle = [.. gpus.Select(g => (long?)(long)g.Throttle)],
            EccCorrected = [.. gpus.Select(_ => (long?)0)],
            EccUncorrected = [.. gpus.Select(_ => (long?)0)],
            Processes = Processes(fleet),
        };
    }

    private static double?[] Column(IReadOnlyList<SimGpu> gpus, Func<SimGpu, double> read) => [.. gpus.Select(g => (double?)read(g))];

    // A GPU that is asleep has no process; a busy one the service's worker, and a small helper beside it.
    private static GpuProcessTable Processes(Fleet fleet)
    {
        var (gpu, pid, name, memory, sm) = (new List<int>(), new List<int>(), new List<string?>(), new List<long?>(), new List<double?>());
        foreach (var one in fleet.Rack.Gpus)
        {
            if (one.Utilization < 1)
                continue;
            const long Helper = 612L << 20;
            gpu.AddRange([one.Index, one.Index]);
            pid.AddRange([4100 + (one.Index * 37), 4112 + (one.Index * 37)]);
            name.AddRange([Programs[one.Index], "nccl-watchdog"]);
            memory.AddRange([Math.Max(0, one.MemoryUsed - Helper), Helper]);
            sm.AddRange([Math.Round(one.Utilization), 0]);
        }

        return new GpuProcessTable { Gpu = [.. gpu], Pid = [.. pid], Name = [.. name], Memory = [.. memory], Sm = [.. sm] };
    }

    private static GpuInfo Info(SimGpu gpu) => new()
    {
        Index = gpu.Index,
        Uuid = gpu.Uuid,
        Name = SimGpu.Name,
        PciBusId = gpu.PciBusId,
        MemoryTotal = SimGpu.MemoryTotal,
        PowerLimit = SimGpu.PowerLimit,
        TemperatureSlowdown = SimGpu.SlowdownTemperature,
        TemperatureShutdown = SimGpu.ShutdownTemperature,
        MemoryTemperatureMax = SimGpu.MemoryTemperatureMax,
        SmClockMax = SimGpu.SmClockMax,
        MemoryClockMax = SimGpu.MemoryClockMax,
    };
}
