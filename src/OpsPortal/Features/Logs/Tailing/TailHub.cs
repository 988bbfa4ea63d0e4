using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Logs.Tailing;

/// <summary>All tails: however many people watch one query, Loki is followed once. Ends with the last who leaves.</summary>
internal sealed class TailHub(IServiceScopeFactory scopes, IOptions<LogsOptions> options, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Query, bool Raw), TailFeed> _feeds = [];
    private readonly Dictionary<string, int> _people = [];

    public int Feeds
    {
        get
        {
            lock (_gate)
                return _feeds.Count;
        }
    }

    /// <param name="person">Who watches: their tails are counted.</param>
    /// <returns>The seat, or why there is none in words.</returns>
    public (TailSeat? Seat, string Problem) Join(string person, string query, bool raw)
    {
        lock (_gate)
        {
            if (_people.GetValueOrDefault(person) >= options.Value.MaxTailsPerPerson)
                return (null, $"You have {options.Value.MaxTailsPerPerson} tails open already (Logs:MaxTailsPerPerson): close one.");
            var key = (query, raw);
            // A feed that Loki refused is no feed: who comes now may have better luck.
            if (_feeds.TryGetValue(key, out var feed) && feed.IsOver)
            {
                _feeds.Remove(key);
                feed = null;
            }
            if (feed is null)
            {
                if (_feeds.Count >= options.Value.MaxTails)
                    return (null, $"{options.Value.MaxTails} different tails are open already (Logs:MaxTails): try one of the queries that others follow, or later.");
                _feeds.Add(key, feed = new TailFeed(query, raw, scopes, time));
                _ = Task.Run(feed.RunAsync);
            }
            _people[person] = _people.GetValueOrDefault(person) + 1;
            var viewer = feed.Join();
            return (new TailSeat(feed, viewer, () => Leave(person, key, feed, viewer)), "");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var feed in _feeds.Values)
                feed.Stop();
            _feeds.Clear();
        }
    }

    private void Leave(string person, (string, bool) key, TailFeed feed, TailViewer viewer)
    {
        lock (_gate)
        {
            if (_people.GetValueOrDefault(person) <= 1)
                _people.Remove(person);
            else
                _people[person]--;
            if (!feed.Leave(viewer))
                return;
            feed.Stop();
            if (_feeds.GetValueOrDefault(key) == feed)
                _feeds.Remove(key);
        }
    }
}

/// <summary>A place at a feed; left when it is disposed of.</summary>
internal sealed class TailSeat(TailFeed feed, TailViewer viewer, Action leave) : IDisposable
{
    private int _left;

    public TailFeed Feed => feed;

    public TailViewer Viewer => viewer;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
            leave();
    }
}
