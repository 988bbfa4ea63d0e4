using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>
/// Energy of each GPU since midnight UTC, or since the portal first saw it if that was later. Guarded by its owner's lock.
/// </summary>
/// <remarks>From the driver's counter: a power that is sampled misses what is between samples. A reset counts as from zero.</remarks>
internal sealed class EnergyDay
{
    private DateOnly _day;
    private long _since;
    private double?[] _last = [];
    private double[] _joules = [];

    public void Add(GpuFrame frame)
    {
        if (frame.Energy is not { } energy)
            return;
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(frame.At).UtcDateTime);
        if (energy.Length != _last.Length)
            (_last, _joules, _since, _day) = (new double?[energy.Length], new double[energy.Length], frame.At, day);
        // A clock that is set back over midnight begins no day.
        if (day > _day)
        {
            // What was used between the last reading of the old day and this one counts as this day's: a few seconds' worth.
            _joules = new double[energy.Length];
            (_day, _since) = (day, new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds());
        }

        for (var i = 0; i < energy.Length; i++)
        {
            if (energy[i] is not { } now)
                continue;
            if (_last[i] is { } before)
                _joules[i] += now >= before ? now - before : now;
            _last[i] = now;
        }
    }

    /// <summary><c>null</c> before the first reading.</summary>
    public GpuEnergy? Today => _last.Length == 0 ? null : new GpuEnergy(_since, [.. _last.Select((last, i) => last is null ? null : (double?)Math.Round(_joules[i]))]);
}

/// <summary>Energy so far today.</summary>
/// <param name="Since">From when on it is counted: milliseconds since 1970 UTC; midnight UTC, or when the portal first saw the host.</param>
/// <param name="Joules">One entry a GPU.</param>
public sealed record GpuEnergy(long Since, double?[] Joules);
