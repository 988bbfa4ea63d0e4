using System.Diagnostics;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Health.Backends;

/// <summary>
/// Asks every back end each <see cref="Every"/>, all at once and each for at most <see cref="Limit"/>, and keeps what they said:
/// nobody who looks at the portal's health waits for a back end that hangs.
/// </summary>
public sealed partial class BackendMonitor(IEnumerable<IBackendProbe> probes, TimeProvider time, ILogger<BackendMonitor> logger) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly IBackendProbe[] _probes = [.. probes];
    private volatile BackendStatus[] _all = [.. probes.Select(probe => BackendStatus.Unasked(probe.Name, probe.Feeds, probe is PostgresProbe))];

    /// <summary>After each round; called on any thread, and must return fast.</summary>
    public event Action? Checked;

    public IReadOnlyList<BackendStatus> All => _all;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                await CheckAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>One round.</summary>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        _all = await Task.WhenAll(_probes.Select((probe, i) => AskAsync(probe, _all[i], cancellationToken)));
        Checked?.Invoke();
    }

    private async Task<BackendStatus> AskAsync(IBackendProbe probe, BackendStatus before, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        Outcome<string> outcome;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            // Waited for from outside too: a probe that doesn't listen to its token must not hold the round.
            outcome = await probe.ProbeAsync(limit.Token).WaitAsync(Limit + TimeSpan.FromMilliseconds(250), cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = Outcome<string>.Unavailable(
                error is TimeoutException or OperationCanceledException ? $"No answer within {Limit.TotalSeconds:0} seconds." : error.Message, time.GetUtcNow());
        }
        var status = before.Next(outcome, Stopwatch.GetElapsedTime(start));
        if (status.State != before.State)
            LogChanged(status.Name, before.State, status.State, status.Words);
        return status;
    }

    [LoggerMessage(9000, LogLevel.Information, "{Backend} was {Before} and is {Now}: {Words}")]
    private partial void LogChanged(string backend, HealthState before, HealthState now, string words);
}
