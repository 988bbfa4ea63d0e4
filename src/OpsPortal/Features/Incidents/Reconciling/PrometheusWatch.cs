namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>Whether Prometheus answers, as the reconciler saw it; shared with the intake.</summary>
public sealed class PrometheusWatch
{
    // One failure may be a hiccup.
    private const int FailuresUntilAway = 2;
    private readonly Lock _lock = new();
    private DateTimeOffset? _firstFailure;
    private int _failures;

    /// <summary>Since when it doesn't answer; null while it does, and when none is configured.</summary>
    public DateTimeOffset? AwaySince { get; private set; }

    /// <summary>Since when it answers without a gap; null before the first answer and while it is away.</summary>
    public DateTimeOffset? AnswersSince { get; private set; }

    public void Told(bool answered, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (answered)
            {
                (_failures, _firstFailure, AwaySince) = (0, null, null);
                AnswersSince ??= at;
                return;
            }
            _firstFailure ??= at;
            _failures++;
            if (_failures < FailuresUntilAway)
                return;
            AwaySince ??= _firstFailure;
            AnswersSince = null;
        }
    }
}
