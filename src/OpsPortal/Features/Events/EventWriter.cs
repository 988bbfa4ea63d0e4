using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Events;

/// <summary>
/// Writes batches in groups: while one transaction is on its way, the batches that come wait, and go together in the next. Who
/// sent a batch hears of it when its transaction is committed.
/// </summary>
public sealed partial class EventWriter(EventStore store, EventDays days, IOptions<EventsOptions> options, TimeProvider time, ILogger<EventWriter> logger) : BackgroundService
{
    // Larger groups save nothing more and keep the first of them waiting.
    private const int EventsInGroup = 20_000;
    private const int Tries = 3;
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>();
    private int _waiting;

    /// <returns>How many were new and are committed; unavailable when nothing was kept and sending again will help.</returns>
    public async Task<Outcome<int>> AddAsync(IReadOnlyList<PortalEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return Outcome<int>.Ok(0, time.GetUtcNow());
        if (Interlocked.Add(ref _waiting, events.Count) > options.Value.MaxWaiting)
        {
            Interlocked.Add(ref _waiting, -events.Count);
            return Outcome<int>.Unavailable($"{options.Value.MaxWaiting} events wait to be written already. Send this batch again in some seconds.", time.GetUtcNow());
        }
        var waiting = new Waiting(events, new TaskCompletionSource<Outcome<int>>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_queue.Writer.TryWrite(waiting))
        {
            Interlocked.Add(ref _waiting, -events.Count);
            return Ending();
        }
        return await waiting.Answer.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Value.Writers).Select(_ => WriteAllAsync(stoppingToken)));
        }
        finally
        {
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var left))
                left.Answer.TrySetResult(Ending());
        }
    }

    private async Task WriteAllAsync(CancellationToken stoppingToken)
    {
        var group = new List<Waiting>();
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                group.Clear();
                for (var events = 0; events < EventsInGroup && _queue.Reader.TryRead(out var one); events += one.Events.Count)
                    group.Add(one);
                await WriteAsync(group);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal is ending; who waits is told.
        }
    }

    private async Task WriteAsync(IReadOnlyList<Waiting> group)
    {
        if (group.Count == 0)
            return;
        for (var tries = 1; ; tries++)
        {
            try
            {
                // Not stopped half way: a transaction is short, and its sender waits for it.
                var added = await store.AddAsync([.. group.Select(one => one.Events)], CancellationToken.None);
                for (var index = 0; index < group.Count; index++)
                    Finish(group[index], Outcome<int>.Ok(added[index], time.GetUtcNow()));
                return;
            }
            catch (PostgresException error) when (tries < Tries && (error.SqlState is PostgresErrorCodes.DeadlockDetected || EventFailures.IsMissingDay(error)))
            {
                days.Forget();
            }
            catch (Exception error) when (EventFailures.IsAway(error))
            {
                LogAway(group.Count, error.Message);
                foreach (var one in group)
                    Finish(one, Outcome<int>.Unavailable(EventFailures.Away, time.GetUtcNow()));
                return;
            }
            catch (PostgresException) when (group.Count > 1)
            {
                // One batch that can't be kept spoils no other.
                foreach (var one in group)
                    await WriteAsync([one]);
                return;
            }
            catch (Exception error)
            {
                Interlocked.Add(ref _waiting, -group.Sum(one => one.Events.Count));
                foreach (var one in group)
                    one.Answer.TrySetException(error);
                return;
            }
        }
    }

    private void Finish(Waiting one, Outcome<int> outcome)
    {
        Interlocked.Add(ref _waiting, -one.Events.Count);
        one.Answer.TrySetResult(outcome);
    }

    private Outcome<int> Ending() => Outcome<int>.Unavailable("The portal is ending, nothing of this batch was kept. Send it again.", time.GetUtcNow());

    [LoggerMessage(3600, LogLevel.Warning, "{Batches} batches of events were not kept, their senders will send them again: {Reason}")]
    private partial void LogAway(int batches, string reason);

    private sealed record Waiting(IReadOnlyList<PortalEvent> Events, TaskCompletionSource<Outcome<int>> Answer);
}
