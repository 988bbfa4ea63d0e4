using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>Turns frames into notes for the ledger: their events, and GPUs whose counters since the driver's start began anew.</summary>
internal sealed class ResetWatch
{
    private readonly Dictionary<(string Host, string Uuid), double> _energy = [];

    public IReadOnlyList<LedgerNote> Read(GpuFrame frame, GpuHostInfo? info)
    {
        if (frame.Events is null && frame.Energy is null)
            return [];

        var notes = new List<LedgerNote>();
        for (var i = 0; i < (frame.Energy?.Length ?? 0); i++)
        {
            if (frame.Energy![i] is not { } energy || info?.Gpus.ElementAtOrDefault(i) is not { } gpu)
                continue;
            var key = (frame.Host, gpu.Uuid);
            // Energy only grows until the driver is loaded anew or the GPU is reset.
            if (_energy.TryGetValue(key, out var before) && energy < before)
                notes.Add(Note(frame, info, i, null, frame.At));
            _energy[key] = energy;
        }

        // A reset lies before what is told after it.
        foreach (var happened in frame.Events ?? [])
            notes.Add(Note(frame, info, happened.Gpu, happened, happened.At));
        return notes;
    }

    private static LedgerNote Note(GpuFrame frame, GpuHostInfo? info, int? position, GpuEvent? happened, long at)
    {
        var gpu = position is { } i ? info?.Gpus.ElementAtOrDefault(i) : null;
        var uuid = gpu?.Uuid ?? (position is { } known ? $"index-{known}" : "");
        return new LedgerNote(frame.Host, uuid, gpu?.Index ?? position, gpu?.Name, happened, DateTimeOffset.FromUnixTimeMilliseconds(at));
    }
}
