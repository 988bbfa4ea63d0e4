using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace OpsPortal.Features.Access.Sessions;

/// <summary>
/// Ends the portal's own hub connections when their session ends: a connection is let in once and then sends no cookie any
/// more. Blazor's circuits are left alone; <see cref="CircuitSession"/> leads their pages to the sign-in page.
/// </summary>
internal sealed class HubSessions(SessionCheck check, TimeProvider time) : BackgroundService, IHubFilter
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, HubCallerContext> _open = new(StringComparer.Ordinal);

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (context.Hub.GetType().Assembly == typeof(HubSessions).Assembly)
            _open[context.Context.ConnectionId] = context.Context;
        await next(context);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        _open.TryRemove(context.Context.ConnectionId, out _);
        await next(context, exception);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await EndThoseThatEndedAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal async Task EndThoseThatEndedAsync()
    {
        foreach (var (_, connection) in _open)
        {
            if (connection.User is null || !await check.HoldsAsync(connection.User))
                connection.Abort();
        }
    }
}
