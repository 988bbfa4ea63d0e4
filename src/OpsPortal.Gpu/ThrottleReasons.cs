namespace OpsPortal.Gpu;

/// <summary>NVML's clock event ("throttle") reasons: why the clocks are not at their maximum.</summary>
[Flags]
public enum ThrottleReasons : long
{
    None = 0,
    Idle = 0x1,
    ApplicationClocks = 0x2,
    PowerCap = 0x4,
    HardwareSlowdown = 0x8,
    SyncBoost = 0x10,
    ThermalSlowdown = 0x20,
    HardwareThermal = 0x40,
    PowerBrake = 0x80,
    DisplayClocks = 0x100,

    /// <summary>The reasons that mean "too hot".</summary>
    Thermal = ThermalSlowdown | HardwareThermal,

    /// <summary>The reasons that cost speed against the operator's wish; idle and chosen clocks are none of them.</summary>
    Harmful = PowerCap | HardwareSlowdown | ThermalSlowdown | HardwareThermal | PowerBrake,
}

/// <summary>The reasons in words.</summary>
public static class ThrottleWords
{
    private static readonly (ThrottleReasons Bit, string Words)[] Table =
    [
        (ThrottleReasons.HardwareThermal, "too hot: hardware slows it"),
        (ThrottleReasons.ThermalSlowdown, "too hot: driver slows it"),
        (ThrottleReasons.PowerBrake, "power brake"),
        (ThrottleReasons.HardwareSlowdown, "hardware slowdown"),
        (ThrottleReasons.PowerCap, "power cap"),
        (ThrottleReasons.SyncBoost, "sync boost"),
        (ThrottleReasons.ApplicationClocks, "application clocks"),
        (ThrottleReasons.DisplayClocks, "display clocks"),
        (ThrottleReasons.Idle, "idle"),
    ];

    /// <summary>Each set bit by itself, the gravest first; unknown bits together as the last.</summary>
    public static IEnumerable<ThrottleReasons> BitsOf(ThrottleReasons reasons)
    {
        var rest = reasons;
        foreach (var (bit, _) in Table)
        {
            if ((rest & bit) == 0)
                continue;

            rest &= ~bit;
            yield return bit;
        }

        if (rest != 0)
            yield return rest;
    }

    /// <summary>Each of <see cref="BitsOf"/> in words; unknown bits as "reason 0x…".</summary>
    public static IReadOnlyList<string> Of(ThrottleReasons reasons) =>
        [.. BitsOf(reasons).Select(bit => Array.Find(Table, row => row.Bit == bit).Words ?? $"reason 0x{(long)bit:x}")];
}
