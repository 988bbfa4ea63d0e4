using OpsPortal.Gpu.Nvml;

namespace OpsPortal.Gpu.Sampling;

/// <summary>Listens for the driver's events on a thread of its own and hands them to the sampler, which sends them with the next frame.</summary>
public sealed class EventWatcher : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly NvmlEvents _events;
    private readonly GpuSampler _sampler;
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _ended = new();
    private volatile bool _stop;

    private EventWatcher(NvmlEvents events, GpuSampler sampler, TimeProvider time)
    {
        (_events, _sampler, _time) = (events, sampler, time);
        Gpus = events.Count;
        new Thread(Work) { IsBackground = true, Name = "gpu events" }.Start();
    }

    /// <summary>GPUs that are listened to.</summary>
    public int Gpus { get; }

    /// <summary>No call is under way any more.</summary>
    public bool Stopped => _ended.IsSet;

    /// <summary>Why nothing can be heard now; <c>null</c> while it listens. It is tried again and again.</summary>
    public string? Problem { get; private set; }

    internal static EventWatcher? TryStart(NvmlLibrary library, int gpus, GpuSampler sampler, TimeProvider time) =>
        NvmlEvents.TryOpen(library, gpus) is { } events ? new EventWatcher(events, sampler, time) : null;

    /// <summary>Stops; waits at most twice as long as one call takes.</summary>
    public void Dispose()
    {
        _stop = true;
        _ = _ended.Wait(Patience * 2);
    }

    private void Work()
    {
        while (!_stop)
        {
            var code = _events.Wait(Patience, out var found);
            Problem = code is NvmlReturn.Success or NvmlReturn.Timeout or NvmlReturn.GpuIsLost ? null : code.Words();
            if (code == NvmlReturn.Success && GpuEventKind.OfBit(found.Type) is { } kind)
            {
                _sampler.Report(new GpuEvent
                {
                    Gpu = found.Gpu,
                    Kind = kind,
                    Code = kind == GpuEventKind.Xid ? (int)Math.Min(found.Data, int.MaxValue) : 0,
                    At = _time.GetUtcNow().ToUnixTimeMilliseconds(),
                });
            }
            else if (code is not (NvmlReturn.Success or NvmlReturn.Timeout))
            {
                // Answered at once each time: of a GPU that is gone the frames say which one, and a driver that has troubles may get over them.
                Thread.Sleep(Patience);
            }
        }

        _events.Dispose();
        _ended.Set();
    }
}
