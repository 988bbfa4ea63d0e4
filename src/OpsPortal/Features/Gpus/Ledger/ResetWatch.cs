using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>
/// Turns frames into notes for the ledger: their events, and GPUs whose energy counter began anew. Counters outlive the
/// portal in the database, so that a reset while it was away is recognised when the GPU is seen again. Safe for many threads.
/// </summary>
internal sealed class ResetWatch
{
    /// <summary>GPUs whose counters are kept, at most: of a thousand hosts with 64 each. The longest unseen go.</summary>
    public const int Most = 64_000;

    /// <summary>A host that has said nothing of a GPU for so long doesn't have it any more, if another one has.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Host, string Uuid), GpuCounter> _counters = [];
    private readonly HashSet<(string Host, string Uuid)> _changed = [];

    // Where each GPU was seen last.
    private readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal);

    public IReadOnlyList<LedgerNote> Read(GpuFrame frame, GpuHostInfo? info)
    {
        if (frame.Events is null && frame.Energy is null)
            return [];

        var notes = new List<LedgerNote>();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(frame.At);
        lock (_lock)
        {
            for (var i = 0; i < (frame.Energy?.Length ?? 0); i++)
            {
                if (frame.Energy![i] is not { } energy || info?.Gpus.ElementAtOrDefault(i) is not { } gpu)
                    continue;
                var counter = new GpuCounter(frame.Host, gpu.Uuid, energy, at);
                if (_counters.TryGetValue(counter.Key, out var before) && energy < before.Energy)
                    notes.Add(Reset(counter, gpu.Index, gpu.Name));
                if (Moved(counter) is { } left)
                    notes.Add(left);
                _counters[counter.Key] = counter;
                _ = _changed.Add(counter.Key);
            }

            Bound();
        }

        // A reset lies before what is told after it.
        foreach (var happened in frame.Events ?? [])
            notes.Add(Note(frame, info, happened));
        return notes;
    }

    /// <summary>Takes what was known before the portal started.</summary>
    /// <returns>Notes of GPUs that were seen since with less than they had.</returns>
    public IReadOnlyList<LedgerNote> Remember(IEnumerable<GpuCounter> known)
    {
        var notes = new List<LedgerNote>();
        lock (_lock)
        {
            foreach (var counter in known.OrderBy(one => one.At))
            {
                _ = _homes.TryAdd(counter.Uuid, counter.Host);
                if (!_counters.TryGetValue(counter.Key, out var now))
                    _counters[counter.Key] = counter;
                else if (now.At > counter.At && now.Energy < counter.Energy)
                    notes.Add(Reset(now, null, null));
            }
        }

        return notes;
    }

    /// <summary>Counters that have changed since the last call.</summary>
    public IReadOnlyList<GpuCounter> TakeChanged()
    {
        lock (_lock)
        {
            var changed = _changed.Select(key => _counters[key]).ToList();
            _changed.Clear();
            return changed;
        }
    }

    /// <summary>A card that is in another host now was without power on the way: what its counter says tells, and what is open there is over.</summary>
    private LedgerNote? Moved(GpuCounter now)
    {
        if (now.Uuid.StartsWith("index-", StringComparison.Ordinal))
            return null;
        if (!_homes.TryGetValue(now.Uuid, out var home) || !_counters.TryGetValue((home, now.Uuid), out var before))
            _homes[now.Uuid] = now.Host;
        else if (home != now.Host && now.At - before.At >= Gone)
        {
            _homes[now.Uuid] = now.Host;
            return now.Energy < before.Energy ? Reset(now with { Host = home }, null, null) : null;
        }

        return null;
    }

    private void Bound()
    {
        if (_counters.Count <= Most)
            return;
        foreach (var old in _counters.Values.OrderBy(counter => counter.At).Take(Most / 10).ToList())
        {
            _ = _counters.Remove(old.Key);
            _ = _changed.Remove(old.Key);
            if (_homes.GetValueOrDefault(old.Uuid) == old.Host)
                _ = _homes.Remove(old.Uuid);
        }
    }

    private static LedgerNote Reset(GpuCounter now, int? index, string? name) => new(now.Host, now.Uuid, index, name, null, now.At);

    private static LedgerNote Note(GpuFrame frame, GpuHostInfo? info, GpuEvent happened)
    {
        var gpu = happened.Gpu is { } i ? info?.Gpus.ElementAtOrDefault(i) : null;
        var uuid = gpu?.Uuid ?? (happened.Gpu is { } known ? $"index-{known}" : "");
        return new LedgerNote(frame.Host, uuid, gpu?.Index ?? happened.Gpu, gpu?.Name, happened, DateTimeOffset.FromUnixTimeMilliseconds(happened.At));
    }
}

/// <summary>What a GPU's energy counter said.</summary>
/// <param name="Energy">Joules since the driver was loaded.</param>
/// <param name="At">By the host's clock.</param>
internal sealed record GpuCounter(string Host, string Uuid, double Energy, DateTimeOffset At)
{
    public (string Host, string Uuid) Key => (Host, Uuid);
}
