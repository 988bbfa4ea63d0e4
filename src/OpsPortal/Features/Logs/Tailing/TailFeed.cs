using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Tailing;

/// <summary>
/// One tail of Loki for all who watch the same query. It lives while somebody watches; when Loki ends it or goes away it begins
/// again, some seconds before the last line, and leaves out what it had. Whoever comes later gets the newest lines first.
/// </summary>
internal sealed class TailFeed(string query, bool raw, IServiceScopeFactory scopes, TimeProvider time)
{
    private const int MostKept = 1000;
    private const int History = 500;
    private const int MostStreams = 10_000;
    private const int CatchUp = 5000;
    private const long Second = 1_000_000_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    // Lines of several streams don't come in order: what comes late is asked for once more.
    private const long Overlap = 5 * Second;

    private readonly Lock _gate = new();
    private readonly HashSet<TailViewer> _viewers = [];
    private readonly Queue<TailLine> _kept = new();
    private readonly Dictionary<LabelSet, int> _numbers = [];
    private readonly List<byte[]> _streams = [];
    private readonly SeenLines _seen = new();
    private readonly CancellationTokenSource _stop = new();
    private long _droppedByLoki;

    /// <summary>Why there is no tail now, in words; "" while there is one. <see cref="IsOver"/>: it won't begin again.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Loki refused the query: trying again won't help.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Lines that Loki left out since the feed began.</summary>
    public long DroppedByLoki => Interlocked.Read(ref _droppedByLoki);

    public int Viewers
    {
        get
        {
            lock (_gate)
                return _viewers.Count;
        }
    }

    public TailViewer Join()
    {
        var viewer = new TailViewer();
        lock (_gate)
        {
            foreach (var line in _kept)
                viewer.Take(line);
            _viewers.Add(viewer);
        }
        return viewer;
    }

    /// <returns>True when nobody watches any more.</returns>
    public bool Leave(TailViewer viewer)
    {
        lock (_gate)
        {
            _viewers.Remove(viewer);
            return _viewers.Count == 0;
        }
    }

    /// <summary>The labels of a stream, as JSON.</summary>
    public byte[] Stream(int number)
    {
        lock (_gate)
            return _streams[number];
    }

    public void Stop() => _stop.Cancel();

    public async Task RunAsync()
    {
        var wait = FirstWait;
        while (!_stop.IsCancellationRequested)
        {
            var began = time.GetUtcNow();
            var start = _seen.Newest == 0 ? Nanoseconds.Of(began) - 60 * Second : _seen.Newest - Overlap;
            try
            {
                using var scope = scopes.CreateScope();
                var tail = scope.ServiceProvider.GetRequiredService<LokiTail>();
                await foreach (var frame in tail.FollowAsync(query, start, _seen.Newest == 0 ? History : CatchUp, raw, _stop.Token))
                {
                    if (frame.IsOk)
                    {
                        // Before its lines: who has one must not be told of a trouble that is over.
                        (Trouble, wait) = ("", FirstWait);
                        Take(frame.Value!);
                    }
                    else
                    {
                        (Trouble, IsOver) = (frame.Reason, frame.Kind is OutcomeKind.Rejected or OutcomeKind.NotConfigured);
                    }
                }
                if (IsOver)
                    return;
                await Task.Delay(wait, time, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private void Take(TailFrame frame)
    {
        Interlocked.Add(ref _droppedByLoki, frame.Dropped);
        lock (_gate)
        {
            foreach (var entry in frame.Entries)
            {
                if (!_seen.Add(entry))
                    continue;
                var line = new TailLine(Number(entry.Stream), []);
                line = line with { Json = Api.LinesWriter.Write(entry, line.Stream) };
                _kept.Enqueue(line);
                if (_kept.Count > MostKept)
                    _kept.Dequeue();
                foreach (var viewer in _viewers)
                    viewer.Take(line);
            }
        }
    }

    private int Number(LabelSet labels)
    {
        if (_numbers.TryGetValue(labels, out var number))
            return number;
        // Streams without end: the table begins anew, and numbers go on.
        if (_numbers.Count >= MostStreams)
            _numbers.Clear();
        _numbers.Add(labels, number = _streams.Count);
        _streams.Add(Api.LinesWriter.Write(labels));
        return number;
    }
}
