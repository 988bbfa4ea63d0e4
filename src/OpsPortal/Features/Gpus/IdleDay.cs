using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>
/// How long each GPU was idle since midnight UTC, or since the portal first saw it if that was later. Guarded by its owner's lock.
/// </summary>
/// <remarks>The time between two frames counts for what the earlier one said. A gap in the frames is not measured time.</remarks>
internal sealed class IdleDay
{
    /// <summary>Percent of utilisation below which a GPU is idle.</summary>
    public const double Below = 5;

    private const long LongestStep = 10_000;
    private const long LongestExporterStep = 90_000;
    private DateOnly _day;
    private long _since;
    private long _last;
    private double?[] _busy = [];
    private long[] _measured = [];
    private long[] _idle = [];

    public void Add(GpuFrame frame)
    {
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(frame.At).UtcDateTime);
        if (frame.Count != _busy.Length)
            (_busy, _since, _last, _measured, _idle, _day) = (new double?[frame.Count], frame.At, frame.At, new long[frame.Count], new long[frame.Count], day);
        // A clock that is set back over midnight begins no day.
        if (day > _day)
            (_measured, _idle, _day, _since) = (new long[frame.Count], new long[frame.Count], day, new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds());

        var step = frame.At - Math.Max(_last, _since);
        var counts = step > 0 && step <= (frame.Source == GpuSource.Exporter ? LongestExporterStep : LongestStep);
        for (var i = 0; i < _busy.Length; i++)
        {
            if (counts && _busy[i] is { } busy)
            {
                _measured[i] += step;
                _idle[i] += busy < Below ? step : 0;
            }

            _busy[i] = frame.Utilization?[i];
        }

        _last = frame.At;
    }

    /// <summary><c>null</c> before anything was measured.</summary>
    public GpuIdle? Today => Array.TrueForAll(_measured, ms => ms == 0)
        ? null
        : new GpuIdle(_since, Below, [.. _measured.Select(ms => ms / 1000)], [.. _idle.Select(ms => ms / 1000)]);
}

/// <summary>Idle time so far today.</summary>
/// <param name="Since">From when on it is counted: milliseconds since 1970 UTC; midnight UTC, or when the portal first saw the host.</param>
/// <param name="Below">Percent of utilisation below which a GPU is idle.</param>
/// <param name="Measured">Seconds in which its utilisation was known, one entry a GPU.</param>
/// <param name="Idle">Seconds of them in which it was idle.</param>
public sealed record GpuIdle(long Since, double Below, long[] Measured, long[] Idle);
