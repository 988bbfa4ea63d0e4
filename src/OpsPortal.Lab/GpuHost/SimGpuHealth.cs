using OpsPortal.Gpu;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.GpuHost;

/// <summary>What a simulated card counts: energy, errors, time held back.</summary>
public sealed class SimGpuHealth
{
    /// <summary>The XID of the lab's fault: a memory error that was contained.</summary>
    public const int Xid = 94;

    private const int SecondsBetweenXids = 300;
    private long _lastXid;
    private bool _faulty;

    /// <summary>Joules since the last reset.</summary>
    public double Energy { get; private set; }

    /// <summary>Seconds since the last reset.</summary>
    public double HeldByPower { get; private set; }

    /// <summary>Seconds since the last reset.</summary>
    public double HeldByThermal { get; private set; }

    /// <summary>Memory errors that could not be corrected, since the last reset.</summary>
    public long Uncorrected { get; private set; }

    /// <summary>XIDs since the lab started.</summary>
    public long Xids { get; private set; }

    /// <summary>Seconds since 1970 UTC; 0 when there was none.</summary>
    public long LastXidAt => _lastXid;

    internal void Advance(SimGpu gpu, in Step step)
    {
        if (_faulty && gpu.Fault <= 0)
            (Energy, HeldByPower, HeldByThermal, Uncorrected) = (0, 0, 0, 0);
        _faulty = gpu.Fault > 0;

        Energy += gpu.Power * step.Seconds;
        if (gpu.IsThrottled)
            HeldByThermal += step.Seconds;
        else if ((gpu.Throttle & ThrottleReasons.PowerCap) != 0)
            HeldByPower += step.Seconds;

        if (!_faulty || step.End - _lastXid < SecondsBetweenXids)
            return;
        _lastXid = step.End;
        Xids++;
        Uncorrected++;
    }
}
