using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>
/// The last 15 minutes of one host's charted figures. Bounded by time and by number; guarded by its owner's lock.
/// </summary>
/// <remarks>Four floats a GPU and sample: 8 GPUs at 1 Hz are about 140 kB. Only what is charted is kept.</remarks>
internal sealed class GpuHistory
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    /// <summary>15 minutes at the highest rate, 10 Hz.</summary>
    public const int MaxSamples = 9_000;

    private const int Figures = 4;
    private readonly Queue<Sample> _samples = new();
    private int _gpus;
    private long _newest;

    public int Count => _samples.Count;

    public void Add(GpuFrame frame)
    {
        if (frame.Count != _gpus)
        {
            _samples.Clear();
            _gpus = frame.Count;
            _newest = 0;
        }

        // A clock that was set back can't be drawn on a time axis; live figures still show the frame.
        if (frame.At <= _newest)
        {
            if (_newest - frame.At < (long)Length.TotalMilliseconds)
                return;
            _samples.Clear();
        }

        _newest = frame.At;
        _samples.Enqueue(new Sample(frame.At, Values(frame)));
        while (_samples.Count > MaxSamples || _samples.Peek().At <= _newest - (long)Length.TotalMilliseconds)
            _ = _samples.Dequeue();
    }

    /// <summary>The kept samples in at most <paramref name="points"/> equal spans of time: the mean, and for temperature the highest.</summary>
    public HistoryColumns Downsample(int points)
    {
        var span = Math.Max(1, (long)Length.TotalMilliseconds / Math.Clamp(points, 1, MaxSamples));
        var buckets = _samples.GroupBy(s => s.At / span).Select(Merge).ToList();
        return new HistoryColumns
        {
            At = [.. buckets.Select(b => b.At)],
            Utilization = Columns(buckets, 0, 1),
            MemoryMiB = Columns(buckets, 1, 0),
            Temperature = Columns(buckets, 2, 0),
            Power = Columns(buckets, 3, 0),
        };
    }

    private Sample Merge(IEnumerable<Sample> bucket)
    {
        var samples = bucket.ToList();
        if (samples.Count == 1)
            return samples[0];

        var values = new float[_gpus * Figures];
        for (var i = 0; i < values.Length; i++)
        {
            var present = samples.Select(s => s.Values[i]).Where(float.IsFinite).ToList();
            values[i] = present.Count == 0 ? float.NaN : i % Figures == 2 ? present.Max() : present.Average();
        }

        return new Sample(samples[^1].At, values);
    }

    private float?[][] Columns(List<Sample> buckets, int figure, int decimals)
    {
        var columns = new float?[_gpus][];
        for (var gpu = 0; gpu < _gpus; gpu++)
        {
            var at = (gpu * Figures) + figure;
            columns[gpu] = [.. buckets.Select(b => float.IsFinite(b.Values[at]) ? MathF.Round(b.Values[at], decimals) : (float?)null)];
        }

        return columns;
    }

    private static float[] Values(GpuFrame frame)
    {
        var values = new float[frame.Count * Figures];
        for (var gpu = 0; gpu < frame.Count; gpu++)
        {
            var at = gpu * Figures;
            values[at] = (float)(frame.Utilization?[gpu] ?? double.NaN);
            values[at + 1] = frame.MemoryUsed?[gpu] is { } bytes ? bytes / 1048576f : float.NaN;
            values[at + 2] = (float)(frame.Temperature?[gpu] ?? double.NaN);
            values[at + 3] = (float)(frame.Power?[gpu] ?? double.NaN);
        }

        return values;
    }

    private readonly record struct Sample(long At, float[] Values);
}

/// <summary>Kept figures as columns: one time axis, one array a GPU; <c>null</c> where a GPU gave nothing.</summary>
public sealed record HistoryColumns
{
    /// <summary>Milliseconds since 1970 UTC, ascending.</summary>
    public required long[] At { get; init; }

    /// <summary>Percent 0..100, mean of the span.</summary>
    public required float?[][] Utilization { get; init; }

    /// <summary>Memory in use, MiB, mean of the span.</summary>
    public required float?[][] MemoryMiB { get; init; }

    /// <summary>Degrees Celsius, highest of the span.</summary>
    public required float?[][] Temperature { get; init; }

    /// <summary>Watts, mean of the span.</summary>
    public required float?[][] Power { get; init; }
}
