using System.Text.Json;
using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.State;

/// <summary>Where the world stood: enough to go on without a seam.</summary>
internal sealed record WorldState
{
    /// <summary>Raised when older files can't be read any more.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required ulong Seed { get; init; }

    /// <summary>Since when the simulated programs run, seconds since 1970 UTC.</summary>
    public required long Started { get; init; }

    /// <summary>From when on nothing goes wrong by itself, seconds since 1970 UTC.</summary>
    public long QuietFrom { get; init; }

    /// <summary>Up to when it was simulated, seconds since 1970 UTC.</summary>
    public required long Now { get; init; }

    /// <summary>Counters in units, by full name.</summary>
    public required Dictionary<string, long> Counters { get; init; }
}

/// <summary>Where each day began: the names once, then a row a day in their order.</summary>
internal sealed record LedgerState(string[] Series, Dictionary<long, long[]> Days);

/// <summary>Keeps the world's state on disk: the counters every few seconds, the ledger when a day begins. Files are replaced whole.</summary>
internal sealed class StateFile(string folder)
{
    private readonly string _world = Path.Combine(folder, "world.json");
    private readonly string _ledger = Path.Combine(folder, "ledger.json");
    private long _savedDay = -1;

    /// <summary>Opens the world that was saved, or <c>null</c> when none was (or for another seed).</summary>
    /// <exception cref="InvalidDataException">A file can't be read; it says which and what to do.</exception>
    public (Fleet Fleet, DayLedger Ledger)? Load(ulong seed)
    {
        if (!File.Exists(_world))
            return null;
        var state = Read<WorldState>(_world);
        if (state.Seed != seed || state.Format != WorldState.CurrentFormat)
            throw new InvalidDataException($"{_world} belongs to seed {state.Seed}, format {state.Format}: give that seed, or remove the folder {folder} to begin anew");

        var fleet = new Fleet(seed, state.Started, state.QuietFrom);
        var ledger = new DayLedger(new CounterIndex(fleet.Pages));
        ledger.Index.Restore(state.Counters);
        fleet.Skip(state.Now);
        if (File.Exists(_ledger))
            Restore(ledger, Read<LedgerState>(_ledger));
        _savedDay = ledger.Days.LastOrDefault(-1);
        return (fleet, ledger);
    }

    /// <summary>Removes what was saved, for a world that begins anew.</summary>
    public void Forget()
    {
        Directory.CreateDirectory(folder);
        File.Delete(_world);
        File.Delete(_ledger);
        _savedDay = -1;
    }

    public void Save(Fleet fleet, DayLedger ledger)
    {
        Directory.CreateDirectory(folder);
        ledger.Open(fleet.Now);
        var values = ledger.Index.Read();
        var counters = new Dictionary<string, long>(values.Length);
        for (var i = 0; i < values.Length; i++)
            counters.Add(ledger.Index.Series[i].Key, values[i]);
        Write(_world, new WorldState { Seed = fleet.Seed, Started = fleet.Started, QuietFrom = fleet.QuietFrom, Now = fleet.Now, Counters = counters });

        var day = ledger.Days.LastOrDefault(-1);
        if (day == _savedDay)
            return;
        Write(_ledger, new LedgerState([.. ledger.Index.Series.Select(s => s.Key)], new(ledger.Starts)));
        _savedDay = day;
    }

    private static void Restore(DayLedger ledger, LedgerState state)
    {
        foreach (var (day, row) in state.Days)
        {
            var named = new Dictionary<string, long>(row.Length);
            for (var i = 0; i < row.Length; i++)
                named[state.Series[i]] = row[i];
            ledger.Restore(day, ledger.Index.Arrange(named));
        }
    }

    private static T Read<T>(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} can't be read ({e.Message}); remove it to begin anew", e);
        }
    }

    private static void Write<T>(string path, T content)
    {
        var next = path + ".next";
        using (var stream = File.Create(next))
            JsonSerializer.Serialize(stream, content);
        File.Move(next, path, overwrite: true);
    }
}
