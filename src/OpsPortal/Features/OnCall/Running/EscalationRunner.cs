using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>Section <c>OnCall</c>.</summary>
public sealed class OnCallOptions
{
    /// <summary>Whether this process escalates; the default is yes. Another one on the same database can.</summary>
    public bool Escalate { get; set; } = true;
}

/// <summary>Follows incidents and the time, for ever. Several replicas may: each step is taken by one.</summary>
internal sealed partial class EscalationRunner(
    Escalator escalator, Handovers handovers, IIncidentEvents events, IOptions<OnCallOptions> options, TimeProvider time, ILogger<EscalationRunner> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAtTurnsEvery = TimeSpan.FromSeconds(20);
    private DateTimeOffset _turnsAt = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Escalate)
            return;
        using var changed = new SemaphoreSlim(0, 1);
        void Wake()
        {
            try
            {
                changed.Release();
            }
            catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
            {
                // It is awake, or the process stops.
            }
        }
        events.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RoundAsync(stoppingToken);
                await changed.WaitAsync(LookEvery, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            events.Changed -= Wake;
        }
    }

    /// <summary>All that is due now. What fails is logged and tried again with the next round.</summary>
    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await escalator.FollowAsync(stoppingToken))
                continue;
            while (await escalator.StepAsync(stoppingToken))
                continue;
            if (time.GetUtcNow() - _turnsAt < LookAtTurnsEvery)
                return;
            await handovers.LookAsync(stoppingToken);
            _turnsAt = time.GetUtcNow();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            LogAway(error.Message);
            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever it is, calling people must go on with the next round.
            LogFailed(error);
            await Task.Delay(LookEvery * 5, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(2601, LogLevel.Warning, "Escalations can't be read ({Reason}); trying again")]
    private partial void LogAway(string reason);

    [LoggerMessage(2602, LogLevel.Error, "An escalation failed; trying again")]
    private partial void LogFailed(Exception error);
}
