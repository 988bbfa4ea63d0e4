using System.Diagnostics;

namespace OpsPortal.Bench.Gpus;

/// <summary>
/// A thread that does nothing but sleep 10 ms at a time and note how late it woke: where it is late the machine itself had no time
/// for anybody.
/// </summary>
internal sealed class Standstill : IDisposable
{
    private const int Sleep = 10;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _end = new();
    private TimeSpan _longest;
    private TimeSpan _at;

    public Standstill()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "standstill", Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    /// <summary>The longest lateness so far, and when it ended.</summary>
    public (TimeSpan Longest, TimeSpan At) Seen
    {
        get
        {
            lock (_lock)
                return (_longest, _at);
        }
    }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            var before = Stopwatch.GetTimestamp();
            if (_end.Wait(Sleep))
                return;
            var late = Stopwatch.GetElapsedTime(before) - TimeSpan.FromMilliseconds(Sleep);
            lock (_lock)
            {
                if (late > _longest)
                    (_longest, _at) = (late, Stopwatch.GetElapsedTime(_began));
            }
        }
    }
}
