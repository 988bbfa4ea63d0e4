using System.Collections.Concurrent;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>Whether each Prometheus answers, as the reconciler saw it; shared with the intake.</summary>
/// <param name="serverOf">The name of the server that an alert's <c>generatorURL</c> belongs to.</param>
public sealed class PrometheusWatch(Func<string, string> serverOf)
{
    private readonly ConcurrentDictionary<string, PrometheusState> _servers = new(StringComparer.Ordinal);

    /// <summary>Since when the Prometheus of an alert doesn't answer; null while it does, and when it was never asked.</summary>
    public DateTimeOffset? AwaySince(string generatorUrl) => Of(serverOf(generatorUrl)).AwaySince;

    /// <summary>Since when that server answers without a gap; null before the first answer and while it is away.</summary>
    public DateTimeOffset? AnswersSince(string server) => Of(server).AnswersSince;

    public void Told(string server, bool answered, DateTimeOffset at) => Of(server).Told(answered, at);

    private PrometheusState Of(string server) => _servers.GetOrAdd(server, _ => new PrometheusState());
}

/// <summary>One of them.</summary>
internal sealed class PrometheusState
{
    // One failure may be a hiccup.
    private const int FailuresUntilAway = 2;
    private readonly Lock _lock = new();
    private DateTimeOffset? _firstFailure;
    private int _failures;

    public DateTimeOffset? AwaySince { get; private set; }

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
