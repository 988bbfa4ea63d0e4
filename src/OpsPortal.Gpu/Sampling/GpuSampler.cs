using System.Collections.Concurrent;

namespace OpsPortal.Gpu.Sampling;

/// <summary>
/// Reads all GPUs of one host at once and makes a frame of it. A GPU whose driver call hangs is an error in its place;
/// the others' figures are in the frame.
/// </summary>
public sealed class GpuSampler : IDisposable
{
    private static readonly TimeSpan RepeatsBelow = TimeSpan.FromSeconds(1);
    private readonly GpuHostIdentity _identity;
    private readonly DeviceWorker[] _workers;
    private readonly GpuInfo[] _gpus;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly long _epoch;
    private readonly ConcurrentQueue<GpuEvent> _events = new();
    private long _seq;
    private long? _slowAt;
    private long? _sampledAt;
    private volatile bool _watched;

    /// <param name="identity">Whose frames these are.</param>
    /// <param name="devices">The GPUs, in the order of the columns.</param>
    /// <param name="time">Stamps frames and measures patience.</param>
    /// <param name="patience">How long a reading may take before its GPU is given up for this frame.</param>
    public GpuSampler(GpuHostIdentity identity, IReadOnlyList<IGpuDevice> devices, TimeProvider time, TimeSpan patience)
    {
        _identity = identity;
        _time = time;
        _patience = patience;
        _epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
        _gpus = [.. devices.Select((_, i) => new GpuInfo { Index = i, Uuid = $"index-{i}", Name = "GPU that has not answered yet" })];
        _workers = [.. devices.Select(d => new DeviceWorker(d, time))];
    }

    /// <summary>No reading is under way, so that the driver can be let go of.</summary>
    public bool Idle => _workers.All(w => !w.Busy);

    /// <summary>Somebody looks: the performance counters are read too.</summary>
    public bool Watched { get => _watched; set => _watched = value; }

    /// <summary>Events that were dropped because nobody took frames.</summary>
    public long EventsDropped { get; private set; }

    /// <summary>An event goes with the next frame. Bounded: the oldest are dropped.</summary>
    public void Report(GpuEvent happened)
    {
        _events.Enqueue(happened);
        while (_events.Count > GpuFrame.MaxEvents && _events.TryDequeue(out _))
            EventsDropped++;
    }

    /// <summary>Reads once. The frame's <see cref="GpuFrame.At"/> is when reading began.</summary>
    /// <param name="skipped">Ticks skipped so far.</param>
    /// <param name="withInfo">Sends the info too, asked for anew; a GPU that hangs keeps what it said last.</param>
    public async Task<GpuFrame> SampleAsync(long skipped, bool withInfo, CancellationToken cancellation)
    {
        var at = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var ask = Ask(withInfo);
        var answers = _workers.Select(w => w.Begin(ask)).ToArray();
        try
        {
            _ = await Task.WhenAll(answers.OfType<Task<DeviceAnswer>>()).WaitAsync(_patience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // Said below, GPU by GPU.
        }

        var readings = new GpuReading[_workers.Length];
        for (var i = 0; i < readings.Length; i++)
        {
            if (answers[i] is { IsCompletedSuccessfully: true } answer)
            {
                readings[i] = answer.Result.Reading;
                _gpus[i] = answer.Result.Info ?? _gpus[i];
                continue;
            }

            var waiting = TimeSpan.FromTicks(Math.Max(_workers[i].Waiting.Ticks, _patience.Ticks));
            readings[i] = GpuReading.Failed($"the driver has not answered for {waiting.TotalSeconds:0.0} s");
        }

        return FrameBuilder.Build(Head(at, skipped, withInfo), readings);
    }

    private GpuAsk Ask(bool withInfo)
    {
        var slow = withInfo || _slowAt is not { } before || _time.GetElapsedTime(before) >= GpuFrame.SlowInterval;
        // Some drivers measure utilisation once a second: what is asked for sooner can be the same again.
        var fast = _sampledAt is { } last && _time.GetElapsedTime(last) < RepeatsBelow;
        _sampledAt = _time.GetTimestamp();
        if (slow)
            _slowAt = _sampledAt;
        return new GpuAsk(withInfo, slow, Watched, fast);
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
    }

    private GpuFrame Head(long at, long skipped, bool withInfo)
    {
        var info = new GpuHostInfo { Driver = _identity.Driver, Cuda = _identity.Cuda, Gpus = [.. _gpus] };
        return new GpuFrame
        {
            Host = _identity.Host,
            Source = _identity.Source,
            At = at,
            Seq = _seq++,
            Epoch = _epoch,
            Skipped = skipped,
            Count = _workers.Length,
            InfoHash = info.Hash(),
            Info = withInfo ? info : null,
            Events = Happened(),
        };
    }

    private GpuEvent[]? Happened()
    {
        List<GpuEvent>? events = null;
        while ((events?.Count ?? 0) < GpuFrame.MaxEvents && _events.TryDequeue(out var happened))
            (events ??= []).Add(happened);
        return events?.ToArray();
    }
}

/// <summary>Whose frames they are.</summary>
/// <param name="Host">As in <see cref="GpuFrame.Host"/>.</param>
/// <param name="Source">One of <see cref="GpuSource"/>.</param>
/// <param name="Driver">Version of the driver.</param>
/// <param name="Cuda">Newest CUDA version that it serves.</param>
public sealed record GpuHostIdentity(string Host, string Source, string? Driver = null, string? Cuda = null);
