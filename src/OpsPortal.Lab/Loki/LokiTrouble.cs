namespace OpsPortal.Lab.Loki;

/// <summary>How the lab's Loki misbehaves; what is pushed is taken all the same.</summary>
public enum LokiTroubleKind
{
    None,

    /// <summary>Takes each question and doesn't answer.</summary>
    Slow,

    /// <summary>Closes each connection without a word.</summary>
    Gone,

    /// <summary>429 in the words that Loki 3.7.6 was recorded with.</summary>
    Busy,

    /// <summary>500.</summary>
    Broken,

    /// <summary>200, said to be JSON, and is not.</summary>
    Garbage,

    /// <summary>Ends tails; everything else is answered.</summary>
    NoTail,
}

/// <summary>What is the matter with the lab's Loki now. A change ends what waits or follows, so that nothing outlives its trouble.</summary>
public sealed class LokiTrouble : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _current = new();

    public LokiTroubleKind Kind { get; private set; }

    /// <summary>Cancelled at the next change.</summary>
    public CancellationToken Change
    {
        get
        {
            lock (_gate)
                return _current.Token;
        }
    }

    public void Set(LokiTroubleKind kind)
    {
        CancellationTokenSource before;
        lock (_gate)
        {
            Kind = kind;
            (before, _current) = (_current, new CancellationTokenSource());
        }
        before.Cancel();
        before.Dispose();
    }

    public void Dispose() => _current.Dispose();
}
