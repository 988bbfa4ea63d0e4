namespace OpsPortal.Gpu.Sampling;

/// <summary>
/// Reads all GPUs of one host at once and makes a frame of it. A GPU whose driver call hangs is an error in its place;
/// the others' figures are in the frame.
/// </summary>
public sealed class GpuSampler : IDisposable
{
    private readonly GpuHostIdentity _identity;
    private readonly DeviceWorker[] _workers;
    private readonly GpuInfo[] _gpus;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly long _epoch;
    private long _seq;

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

    /// <summary>Reads once. The frame's <see cref="GpuFrame.At"/> is when reading began.</summary>
    /// <param name="skipped">Ticks skipped so far.</param>
    /// <param name="withInfo">Sends the info too, asked for anew; a GPU that hangs keeps what it said last.</param>
    public async Task<GpuFrame> SampleAsync(long skipped, bool withInfo, CancellationToken cancellation)
    {
        var at = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var answers = _workers.Select(w => w.Begin(withInfo)).ToArray();
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
        };
    }
}

/// <summary>Whose frames they are.</summary>
/// <param name="Host">As in <see cref="GpuFrame.Host"/>.</param>
/// <param name="Source">One of <see cref="GpuSource"/>.</param>
/// <param name="Driver">Version of the driver.</param>
/// <param name="Cuda">Newest CUDA version that it serves.</param>
public sealed record GpuHostIdentity(string Host, string Source, string? Driver = null, string? Cuda = null);
