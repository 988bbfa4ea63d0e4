using OpsPortal.Gpu;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.GpuHost;

/// <summary>Makes the frames of a simulated host, as an agent on a real one would.</summary>
public sealed class FrameMaker
{
    private readonly Func<Fleet, GpuRack> _rack;
    private readonly long _epoch;
    private readonly GpuHostInfo _info;
    private readonly string _hash;
    private readonly Dictionary<int, long> _toldXids = [];
    private long _slowAt;
    private long _seq;

    /// <param name="rack">Which of the fleet's hosts it is.</param>
    /// <param name="fresh">The same host, new: what seldom changes is read from it.</param>
    /// <param name="epoch">When the sender started, milliseconds since 1970 UTC.</param>
    private FrameMaker(Func<Fleet, GpuRack> rack, GpuRack fresh, long epoch)
    {
        (_rack, _epoch, Host) = (rack, epoch, fresh.Name);
        _info = new GpuHostInfo { Driver = GpuRack.Driver, Cuda = GpuRack.Cuda, Gpus = [.. fresh.Gpus.Select(Info)] };
        _hash = _info.Hash();
    }

    /// <summary>One for each host of the fleet.</summary>
    /// <param name="epoch">When the sender started, milliseconds since 1970 UTC.</param>
    public static IReadOnlyList<FrameMaker> Of(long epoch) =>
        [new(fleet => fleet.Rack, GpuRack.Shared(0), epoch), new(fleet => fleet.GatewayRack, GpuRack.OfGateway(0), epoch)];

    /// <summary>As the host calls itself.</summary>
    public string Host { get; }

    /// <summary>Whether the next frame tells what seldom changes.</summary>
    public bool InfoWanted { get; set; } = true;

    /// <summary>The host's state as it is now.</summary>
    /// <param name="fleet">Its GPUs are read.</param>
    /// <param name="at">Milliseconds since 1970 UTC.</param>
    public GpuFrame Make(Fleet fleet, long at)
    {
        var rack = _rack(fleet);
        var gpus = rack.Gpus;
        var frame = Fast(rack, at);
        if (at - _slowAt < GpuFrame.SlowInterval.TotalMilliseconds)
            return frame;
        _slowAt = at;
        return frame with
        {
            Energy = Column(gpus, g => Math.Round(g.Health.Energy)),
            HeldByPower = Column(gpus, g => g.Health.HeldByPower),
            HeldByThermal = Column(gpus, g => g.Health.HeldByThermal),
            MemoryReserved = [.. gpus.Select(_ => (long?)(614L << 20))],
            PcieGeneration = [.. gpus.Select(g => (int?)(g.Utilization < 1 ? 1 : g.Card.PcieGeneration))],
            PcieWidth = [.. gpus.Select(_ => (int?)16)],
            PcieReplays = [.. gpus.Select(_ => (long?)0)],
            LinksUp = [.. gpus.Select(g => (int?)g.Card.Links)],
            RemappedCorrected = [.. gpus.Select(_ => (int?)0)],
            RemappedUncorrected = [.. gpus.Select(g => (int?)(g.Health.Uncorrected > 0 ? 1 : 0))],
            RepairPending = [.. gpus.Select(g => (bool?)(g.Health.Uncorrected > 0))],
        };
    }

    private GpuFrame Fast(GpuRack rack, long at)
    {
        var gpus = rack.Gpus;
        return new GpuFrame
        {
            Host = Host,
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
            TemperatureMargin = Column(gpus, g => Math.Round(g.Card.SlowdownTemperature - g.Temperature)),
            Power = Column(gpus, g => Math.Round(g.Power, 1)),
            SmClock = Column(gpus, g => g.SmClock),
            MemoryClock = Column(gpus, g => g.MemoryClock),
            PState = [.. gpus.Select(_ => (int?)0)],
            Throttle = [.. gpus.Select(g => (long?)(long)g.Throttle)],
            EccCorrected = [.. gpus.Select(_ => (long?)0)],
            EccUncorrected = [.. gpus.Select(g => (long?)g.Health.Uncorrected)],
            Events = Events(gpus),
            Processes = Processes(rack),
        };
    }

    private GpuEvent[]? Events(IReadOnlyList<SimGpu> gpus)
    {
        var events = new List<GpuEvent>();
        foreach (var gpu in gpus)
        {
            if (gpu.Health.Xids > _toldXids.GetValueOrDefault(gpu.Index))
                events.Add(new GpuEvent { Gpu = gpu.Index, Kind = GpuEventKind.Xid, Code = SimGpuHealth.Xid, At = gpu.Health.LastXidAt * 1000 });
            _toldXids[gpu.Index] = gpu.Health.Xids;
        }

        return events.Count == 0 ? null : [.. events];
    }

    private static double?[] Column(IReadOnlyList<SimGpu> gpus, Func<SimGpu, double> read) => [.. gpus.Select(g => (double?)read(g))];

    // A GPU that is asleep has no process; a busy one the service's worker, and a small helper beside it.
    private static GpuProcessTable Processes(GpuRack rack)
    {
        var (gpu, pid, name, memory, sm) = (new List<int>(), new List<int>(), new List<string?>(), new List<long?>(), new List<double?>());
        foreach (var one in rack.Gpus)
        {
            if (one.Utilization < 1)
                continue;
            const long Helper = 612L << 20;
            gpu.AddRange([one.Index, one.Index]);
            pid.AddRange([4100 + (one.Index * 37), 4112 + (one.Index * 37)]);
            name.AddRange([rack.ProgramOf(one.Index), "nccl-watchdog"]);
            memory.AddRange([Math.Max(0, one.MemoryUsed - Helper), Helper]);
            sm.AddRange([Math.Round(one.Utilization), 0]);
        }

        return new GpuProcessTable { Gpu = [.. gpu], Pid = [.. pid], Name = [.. name], Memory = [.. memory], Sm = [.. sm] };
    }

    private static GpuInfo Info(SimGpu gpu) => new()
    {
        Index = gpu.Index,
        Uuid = gpu.Uuid,
        Name = gpu.Card.Name,
        PciBusId = gpu.PciBusId,
        MemoryTotal = gpu.Card.MemoryTotal,
        PowerLimit = gpu.Card.PowerLimit,
        TemperatureSlowdown = gpu.Card.SlowdownTemperature,
        TemperatureShutdown = gpu.Card.ShutdownTemperature,
        MemoryTemperatureMax = gpu.Card.MemoryTemperatureMax,
        SmClockMax = gpu.Card.SmClockMax,
        MemoryClockMax = gpu.Card.MemoryClockMax,
    };
}
