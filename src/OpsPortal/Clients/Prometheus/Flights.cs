namespace OpsPortal.Clients.Prometheus;

/// <summary>Equal questions in flight are asked once; when the last who waits for one leaves, it is cancelled.</summary>
internal sealed class Flights<TKey, T>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Flight> _open = [];
    private readonly Lock _lock = new();

    /// <summary>How many questions are in flight.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    public async Task<T> JoinAsync(TKey key, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var flight = Enter(key, ask);
        try
        {
            return await flight.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private Flight Enter(TKey key, Func<CancellationToken, Task<T>> ask)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(key, out var flight))
            {
                _open[key] = flight = new Flight();
                // What the first asker carries with it (its request, its trace) is not everybody's.
                using (ExecutionContext.SuppressFlow())
                    flight.Task = Task.Run(() => FlyAsync(key, flight, ask));
            }
            flight.Waiting++;
            return flight;
        }
    }

    private async Task<T> FlyAsync(TKey key, Flight flight, Func<CancellationToken, Task<T>> ask)
    {
        try
        {
            return await ask(flight.Stop.Token);
        }
        finally
        {
            Remove(key, flight);
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_lock)
        {
            if (--flight.Waiting > 0 || flight.Task.IsCompleted)
                return;
            // Who comes now starts anew.
            if (_open.GetValueOrDefault(key) == flight)
                _open.Remove(key);
        }
        flight.Stop.Cancel();
    }

    private void Remove(TKey key, Flight flight)
    {
        lock (_lock)
        {
            if (_open.GetValueOrDefault(key) == flight)
                _open.Remove(key);
        }
    }

    private sealed class Flight
    {
        public Task<T> Task { get; set; } = default!;

        // Without a timer it holds nothing that would have to be disposed of.
        public CancellationTokenSource Stop { get; } = new();

        public int Waiting { get; set; }
    }
}
