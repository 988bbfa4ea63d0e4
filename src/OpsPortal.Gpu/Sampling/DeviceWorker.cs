namespace OpsPortal.Gpu.Sampling;

/// <summary>
/// Reads one GPU on a thread of its own. A driver call that never returns holds this thread and nothing else.
/// </summary>
internal sealed class DeviceWorker : IDisposable
{
    private readonly IGpuDevice _device;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _go = new(0);
    private volatile Job? _job;
    private long _since;
    private volatile bool _stopped;

    public DeviceWorker(IGpuDevice device, TimeProvider time)
    {
        _device = device;
        _time = time;
        new Thread(Work) { IsBackground = true, Name = "gpu reader" }.Start();
    }

    /// <summary>A call to the driver is under way.</summary>
    public bool Busy => _job is not null;

    /// <summary>How long the call under way has taken.</summary>
    public TimeSpan Waiting => Busy ? _time.GetElapsedTime(Volatile.Read(ref _since)) : TimeSpan.Zero;

    /// <summary>Starts a reading; <c>null</c> while the one before has not come back.</summary>
    public Task<DeviceAnswer>? Begin(GpuAsk ask)
    {
        if (Busy || _stopped)
            return null;

        Volatile.Write(ref _since, _time.GetTimestamp());
        var job = new Job(ask);
        _job = job;
        _ = _go.Release();
        return job.Done.Task;
    }

    public void Dispose()
    {
        _stopped = true;
        _ = _go.Release();
    }

    private void Work()
    {
        while (true)
        {
            _go.Wait();
            if (_stopped || _job is not { } job)
                return;

            var answer = Answer(job);
            _job = null;
            job.Done.SetResult(answer);
        }
    }

    private DeviceAnswer Answer(Job job)
    {
        try
        {
            var reading = _device.Read(job.Ask);
            return new DeviceAnswer(reading, job.Ask.Describe && reading.Error is null ? _device.Describe() : null);
        }
        catch (Exception e)
        {
            // A fault in one GPU's reader is an error in that GPU's place, not the end of the process.
            return new DeviceAnswer(GpuReading.Failed($"can't be read: {e.GetType().Name}"), null);
        }
    }

    private sealed record Job(GpuAsk Ask)
    {
        public TaskCompletionSource<DeviceAnswer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What came of one reading; the info only where it was asked for and given.</summary>
internal sealed record DeviceAnswer(GpuReading Reading, GpuInfo? Info);
