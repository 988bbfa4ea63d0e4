using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>
/// How long each reason held a GPU's clocks back within the last 15 minutes, from the driver's own counters: dips between two
/// frames are in it. Guarded by its owner's lock.
/// </summary>
internal sealed class HeldBack
{
    private readonly Queue<Reading> _readings = new();
    private long _newest;
    private GpuHeldBack? _lately;

    public void Add(GpuFrame frame)
    {
        double?[]?[] columns = [frame.HeldByPower, frame.HeldByThermal, frame.HeldByHardwareThermal, frame.HeldByPowerBrake, frame.HeldBySyncBoost];
        if (Array.TrueForAll(columns, column => column is null))
            return;
        // Other GPUs, or a clock that was set back: what was before can't be compared.
        if (_readings.TryPeek(out var first) && (first.Count != frame.Count || frame.At <= _newest))
            _readings.Clear();
        _readings.Enqueue(new Reading(frame.At, frame.Count, columns));
        (_newest, _lately) = (frame.At, null);
        // The one before the 15 minutes stays: from it on is counted.
        while (_readings.Count > 2 && _readings.ElementAt(1).At <= frame.At - (long)GpuHistory.Length.TotalMilliseconds)
            _ = _readings.Dequeue();
    }

    /// <summary><c>null</c> before two readings.</summary>
    public GpuHeldBack? Lately => _readings.Count < 2
        ? null
        : _lately ??= new GpuHeldBack(_readings.Peek().At, _newest, Grown(0), Grown(1), Grown(2), Grown(3), Grown(4));

    // A counter that began anew (the driver was loaded, the GPU reset) counts from zero.
    private double?[]? Grown(int reason)
    {
        var (count, known) = (_readings.Peek().Count, false);
        var (seconds, last) = (new double?[count], new double?[count]);
        foreach (var reading in _readings)
        {
            for (var i = 0; i < count; i++)
            {
                if (reading.Columns[reason]?[i] is not { } now)
                    continue;
                if (last[i] is { } before)
                    (seconds[i], known) = (Math.Round((seconds[i] ?? 0) + (now >= before ? now - before : now), 3), true);
                last[i] = now;
            }
        }

        return known ? seconds : null;
    }

    /// <param name="Columns">By reason, then by GPU: seconds since the driver was loaded.</param>
    private sealed record Reading(long At, int Count, double?[]?[] Columns);
}

/// <summary>Seconds in which the clocks were held back within a span, one entry a GPU; <c>null</c> for a reason that nothing is known of.</summary>
/// <param name="Since">The span's beginning: milliseconds since 1970 UTC by the host's clock, at most about 15 minutes before its end.</param>
/// <param name="Until">Its end.</param>
public sealed record GpuHeldBack(long Since, long Until, double?[]? Power, double?[]? Thermal, double?[]? HardwareThermal, double?[]? PowerBrake, double?[]? SyncBoost);
