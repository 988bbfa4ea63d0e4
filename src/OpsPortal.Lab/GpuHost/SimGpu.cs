using OpsPortal.Gpu;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.GpuHost;

/// <summary>One simulated H200: its owner sets what it is asked for, physics does the rest.</summary>
public sealed class SimGpu(int index)
{
    public const string Name = "NVIDIA H200";
    public const long MemoryTotal = 143_771L << 20;
    public const double PowerLimit = 700;
    public const double SlowdownTemperature = 90;
    public const double ShutdownTemperature = 97;
    public const double MemoryTemperatureMax = 95;
    public const double SmClockMax = 1980;
    public const double MemoryClockMax = 3201;

    private readonly ulong _stream = StepRandom.StreamOf($"gpu-{index}");
    private bool _warm;

    public int Index => index;

    /// <summary>The card's own id; made of its number, so that it is the same in every run.</summary>
    public string Uuid { get; } = UuidOf(index);

    public string PciBusId { get; } = $"00000000:{0x1B + (index * 0x10):X2}:00.0";

    /// <summary>Percent of time in use that its owner asks for, 0..100.</summary>
    public double Demand { get; set; }

    /// <summary>Share of memory that its owner holds, 0..1.</summary>
    public double MemoryDemand { get; set; }

    /// <summary>Cooling that is lost, 0..1.</summary>
    public double Heat { get; set; }

    /// <summary>Above 0 the card has memory errors; when it is 0 again the card is reset.</summary>
    public double Fault { get; set; }

    /// <summary>What the card has counted since its last reset.</summary>
    public SimGpuHealth Health { get; } = new();

    /// <summary>Percent 0..100.</summary>
    public double Utilization { get; private set; }

    /// <summary>Percent 0..100.</summary>
    public double MemoryUtilization { get; private set; }

    /// <summary>Bytes.</summary>
    public long MemoryUsed { get; private set; }

    /// <summary>Degrees Celsius.</summary>
    public double Temperature { get; private set; }

    /// <summary>Degrees Celsius.</summary>
    public double MemoryTemperature { get; private set; }

    /// <summary>Watts.</summary>
    public double Power { get; private set; }

    /// <summary>MHz.</summary>
    public double SmClock { get; private set; }

    /// <summary>MHz.</summary>
    public double MemoryClock { get; private set; }

    public ThrottleReasons Throttle { get; private set; }

    /// <summary>How fast it works compared with an unthrottled card, 0..1.</summary>
    public double Speed { get; private set; } = 1;

    public bool IsThrottled => (Throttle & ThrottleReasons.Thermal) != 0;

    public void Advance(in Step step)
    {
        var random = step.Random(_stream);
        var busy = Demand > 1.5;
        Utilization = busy
            ? Math.Clamp(Demand + (2.2 * random.Normal()) + (3 * Noise.Smooth(step.Seed, _stream + 1, step.End, 45)), 0, 100)
            : 0;
        var used = (long)(MemoryTotal * Math.Clamp(MemoryDemand, 0, 0.995));
        // Allocators hand memory out in pieces of 2 MiB.
        MemoryUsed = used - (used % (2 << 20));
        Physics(step, ref random);
        Health.Advance(this, step);
    }

    private void Physics(in Step step, ref StepRandom random)
    {
        var work = Utilization / 100;
        var power = 76 + (index * 0.7) + ((PowerLimit - 110) * Math.Pow(work, 0.85) * (IsThrottled ? 0.8 : 1)) + (4 * random.Normal());
        Power = Math.Clamp(power, 70, PowerLimit);
        MemoryUtilization = Utilization > 0 ? Math.Clamp((Utilization * 0.55) + random.Normal(), 0, 100) : 0;

        var inlet = 24 + (1.5 * Noise.Smooth(step.Seed, _stream + 2, step.End, 3600)) + (index % 4 * 0.8);
        var target = inlet + (Power * 0.062) + (Heat * (SlowdownTemperature + 5.5 - inlet - (Power * 0.062)));
        Temperature = _warm ? Temperature + ((target - Temperature) * step.Toward(18)) : target;
        _warm = true;
        MemoryTemperature = Temperature + 4 + (work * 3);

        // Once too hot it stays slow until it has cooled off by 4 degrees.
        var hot = Temperature >= SlowdownTemperature || (IsThrottled && Temperature > SlowdownTemperature - 4);
        Throttle = hot ? ThrottleReasons.HardwareThermal | ThrottleReasons.ThermalSlowdown
            : Utilization < 1 ? ThrottleReasons.Idle
            : Power >= PowerLimit - 3 ? ThrottleReasons.PowerCap
            : ThrottleReasons.None;
        SmClock = Utilization < 1 ? 345 : hot ? 1095 : Throttle == ThrottleReasons.PowerCap ? 1785 : SmClockMax;
        MemoryClock = MemoryClockMax;
        Speed = hot ? 0.55 : 1;
    }

    private static string UuidOf(int index)
    {
        var random = new StepRandom(0x0B5, StepRandom.StreamOf("uuid"), index);
        var (a, b) = (random.NextBits(), random.NextBits());
        var hex = $"{a:x16}{b:x16}";
        return $"GPU-{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }
}
