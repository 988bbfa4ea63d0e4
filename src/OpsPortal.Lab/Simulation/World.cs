using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Scenarios;

namespace OpsPortal.Lab.Simulation;

/// <summary>The fleet with its day ledger, safe for threads: one step or one reader at a time, each takes well under a millisecond.</summary>
public sealed class World(Fleet fleet, DayLedger ledger, IEffectSource effects)
{
    /// <summary>A gap up to this long is lived through second by second; over a longer one the world stood still.</summary>
    public const int MaxCatchUp = 900;

    private readonly Lock _gate = new();
    private readonly ExpositionBuffer _page = new();

    /// <summary>Up to when it has been simulated, seconds since 1970 UTC.</summary>
    public long Now => Read(f => f.Now);

    /// <summary>Goes on to an instant in steps of a second.</summary>
    /// <param name="to">Seconds since 1970 UTC; nothing happens when it has passed already.</param>
    /// <param name="after">Called after each step, with the fleet to read from.</param>
    public void AdvanceTo(long to, Action<Fleet>? after = null)
    {
        if (to - Now > MaxCatchUp)
        {
            lock (_gate)
                fleet.Skip(to - 1);
        }

        while (Step(to, after))
        {
        }
    }

    /// <summary>Reads something; the fleet stands still meanwhile and must not be kept.</summary>
    public T Read<T>(Func<Fleet, T> read)
    {
        lock (_gate)
            return read(fleet);
    }

    /// <summary>What each counter grew by in a UTC day, or <c>null</c> for a day that isn't known.</summary>
    public (IReadOnlyList<CounterSeries> Series, long[] Grown, long Now)? Emitted(long day)
    {
        lock (_gate)
        {
            return ledger.Emitted(day) is { } grown ? (ledger.Index.Series, grown, fleet.Now) : null;
        }
    }

    /// <summary>Days that the ledger knows, as the second at which they began.</summary>
    public IReadOnlyList<long> Days()
    {
        lock (_gate)
            return [.. ledger.Days];
    }

    /// <summary>A metric page as text.</summary>
    public byte[] Render(MetricPage page)
    {
        lock (_gate)
        {
            _page.Clear();
            TextExposition.Write(page, _page);
            return _page.Written.ToArray();
        }
    }

    public void Save(Action<Fleet, DayLedger> save)
    {
        lock (_gate)
            save(fleet, ledger);
    }

    private bool Step(long to, Action<Fleet>? after)
    {
        lock (_gate)
        {
            if (fleet.Now >= to)
                return false;
            ledger.Open(fleet.Now);
            fleet.Advance(1, effects);
            after?.Invoke(fleet);
            return true;
        }
    }
}
