namespace OpsPortal.Lab.GpuHost;

/// <summary>A type of card, as its maker and its driver describe it.</summary>
/// <param name="Name">As the driver says it.</param>
/// <param name="MemoryTotal">Bytes.</param>
/// <param name="PowerLimit">Watts.</param>
/// <param name="IdlePower">Watts that it draws without work.</param>
/// <param name="WorkPower">Watts that work adds at full use.</param>
/// <param name="HeatPerWatt">Degrees above the air that cools it, by watt.</param>
/// <param name="SlowdownTemperature">Degrees Celsius from which clocks are held back; so are the next two.</param>
/// <param name="SmClockMax">MHz; so are the other clocks.</param>
/// <param name="SmClockHot">While it is too hot.</param>
/// <param name="SmClockCapped">While it is at its power limit.</param>
/// <param name="PcieGeneration">Of its link while it works.</param>
/// <param name="Links">NVLinks.</param>
public sealed record GpuCard(
    string Name, long MemoryTotal, double PowerLimit, double IdlePower, double WorkPower, double HeatPerWatt,
    double SlowdownTemperature, double ShutdownTemperature, double MemoryTemperatureMax,
    double SmClockMax, double SmClockIdle, double SmClockHot, double SmClockCapped, double MemoryClockMax, int PcieGeneration, int Links)
{
    public static readonly GpuCard H200 = new("NVIDIA H200", 143_771L << 20, 700, 76, 590, 0.062, 90, 97, 95, 1980, 345, 1095, 1785, 3201, 5, 18);

    public static readonly GpuCard A100 = new("NVIDIA A100-SXM4-80GB", 81_920L << 20, 400, 62, 330, 0.105, 89, 92, 95, 1410, 210, 765, 1275, 1593, 4, 12);
}
