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
    private const int Temperature = 2;
    private Queue<Sample> _samples = new();
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

        // Frames come in order: a clock was set back, and what it said to be later than now was wrong.
        if (frame.At <= _newest)
            _samples = new Queue<Sample>(_samples.Where(sample => sample.At < frame.At));

        _newest = frame.At;
        _samples.Enqueue(new Sample(frame.At, frame.Epoch, frame.Seq, Values(frame)));
        while (_samples.Count > MaxSamples || _samples.Peek().At <= _newest - (long)Length.TotalMilliseconds)
            _ = _samples.Dequeue();
    }

    /// <summary>The kept samples in at most <paramref name="points"/> equal spans of time: the mean, and for temperature the highest.</summary>
    public HistoryColumns Downsample(int points) => Merged(_samples, points);

    /// <summary>What came after one frame: as it is, or merged when it is more than <paramref name="points"/>.</summary>
    /// <returns><c>null</c> when that frame is not kept any more: what came between is not known.</returns>
    public HistoryColumns? After(long epoch, long seq, int points)
    {
        var after = new List<Sample>();
        var found = false;
        foreach (var sample in _samples)
        {
            if (found)
                after.Add(sample);
            found |= sample.Epoch == epoch && sample.Seq == seq;
        }

        return !found ? null : after.Count <= points ? Columns(after) : Merged(after, points);
    }

    private HistoryColumns Merged(IEnumerable<Sample> samples, int points)
    {
        var span = Math.Max(1, (long)Length.TotalMilliseconds / Math.Clamp(points, 1, MaxSamples));
        var merged = new List<Sample>();
        var bucket = new List<Sample>();
        foreach (var sample in samples)
        {
            if (bucket.Count > 0 && bucket[0].At / span != sample.At / span)
            {
                merged.Add(Merge(bucket));
                bucket.Clear();
            }

            bucket.Add(sample);
        }

        if (bucket.Count > 0)
            merged.Add(Merge(bucket));
        return Columns(merged);
    }

    private Sample Merge(List<Sample> bucket)
    {
        if (bucket.Count == 1)
            return bucket[0];

        var values = new float[_gpus * Figures];
        for (var i = 0; i < values.Length; i++)
        {
            var (sum, highest, known) = (0.0, float.NegativeInfinity, 0);
            foreach (var sample in bucket)
            {
                if (!float.IsFinite(sample.Values[i]))
                    continue;
                sum += sample.Values[i];
                highest = Math.Max(highest, sample.Values[i]);
                known++;
            }

            values[i] = known == 0 ? float.NaN : i % Figures == Temperature ? highest : (float)(sum / known);
        }

        return bucket[^1] with { Values = values };
    }

    private HistoryColumns Columns(List<Sample> samples) => new()
    {
        At = [.. samples.Select(b => b.At)],
        Utilization = Columns(samples, 0, 1),
        MemoryMiB = Columns(samples, 1, 0),
        Temperature = Columns(samples, Temperature, 0),
        Power = Columns(samples, 3, 0),
    };

    private float?[][] Columns(List<Sample> samples, int figure, int decimals)
    {
        var columns = new float?[_gpus][];
        for (var gpu = 0; gpu < _gpus; gpu++)
        {
            var at = (gpu * Figures) + figure;
            columns[gpu] = [.. samples.Select(b => float.IsFinite(b.Values[at]) ? MathF.Round(b.Values[at], decimals) : (float?)null)];
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
            values[at + Temperature] = (float)(frame.Temperature?[gpu] ?? double.NaN);
            values[at + 3] = (float)(frame.Power?[gpu] ?? double.NaN);
        }

        return values;
    }

    private readonly record struct Sample(long At, long Epoch, long Seq, float[] Values);
}
