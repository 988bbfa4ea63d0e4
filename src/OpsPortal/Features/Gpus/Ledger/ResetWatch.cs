using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>
/// Turns frames into notes for the ledger: their events, and GPUs whose energy counter began anew. Counters outlive the
/// portal in the database, so that a reset while it was away is recognised when the GPU is seen again. Safe for many threads.
/// </summary>
internal sealed class ResetWatch
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Host, string Uuid), GpuCounter> _counters = [];
    private readonly HashSet<(string Host, string Uuid)> _changed = [];

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
                _counters[counter.Key] = counter;
                _ = _changed.Add(counter.Key);
            }
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
            foreach (var counter in known)
            {
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
