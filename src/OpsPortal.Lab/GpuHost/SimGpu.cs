using OpsPortal.Gpu;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.GpuHost;

/// <summary>One simulated GPU: its owner sets what it is asked for, physics does the rest.</summary>
/// <param name="index">By its host's count from 0.</param>
/// <param name="number">Among all that are simulated; its noise and its id are made of it.</param>
public sealed class SimGpu(GpuCard card, int index, int number)
{
    private readonly ulong _stream = StepRandom.StreamOf($"gpu-{number}");
    private bool _warm;

    public GpuCard Card => card;

    public int Index => index;

    /// <summary>The card's own id; made of its number, so that it is the same in every run.</summary>
    public string Uuid { get; } = UuidOf(number);

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
        var used = (long)(card.MemoryTotal * Math.Clamp(MemoryDemand, 0, 0.995));
        // Allocators hand memory out in pieces of 2 MiB.
        MemoryUsed = used - (used % (2 << 20));
        Physics(step, ref random);
        Health.Advance(this, step);
    }

    private void Physics(in Step step, ref StepRandom random)
    {
        var work = Utilization / 100;
        var power = card.IdlePower + (index * 0.7) + (card.WorkPower * Math.Pow(work, 0.85) * (IsThrottled ? 0.8 : 1)) + (4 * random.Normal());
        Power = Math.Clamp(power, card.IdlePower - 6, card.PowerLimit);
        MemoryUtilization = Utilization > 0 ? Math.Clamp((Utilization * 0.55) + random.Normal(), 0, 100) : 0;

        var inlet = 24 + (1.5 * Noise.Smooth(step.Seed, _stream + 2, step.End, 3600)) + (index % 4 * 0.8);
        var target = inlet + (Power * card.HeatPerWatt) + (Heat * (card.SlowdownTemperature + 5.5 - inlet - (Power * card.HeatPerWatt)));
        Temperature = _warm ? Temperature + ((target - Temperature) * step.Toward(18)) : target;
        _warm = true;
        MemoryTemperature = Temperature + 4 + (work * 3);

        // Once too hot it stays slow until it has cooled off by 4 degrees.
        var hot = Temperature >= card.SlowdownTemperature || (IsThrottled && Temperature > card.SlowdownTemperature - 4);
        Throttle = hot ? ThrottleReasons.HardwareThermal | ThrottleReasons.ThermalSlowdown
            : Utilization < 1 ? ThrottleReasons.Idle
            : Power >= card.PowerLimit - 3 ? ThrottleReasons.PowerCap
            : ThrottleReasons.None;
        SmClock = Utilization < 1 ? card.SmClockIdle : hot ? card.SmClockHot : Throttle == ThrottleReasons.PowerCap ? card.SmClockCapped : card.SmClockMax;
        MemoryClock = card.MemoryClockMax;
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
