using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Threading.Channels;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Gpu;
using OpsPortal.Live;

namespace OpsPortal.Features.Gpus.Recorder;

/// <summary>
/// Freezes the last 15 minutes into storage when an incident opens and when an XID comes in. What is frozen is taken from
/// memory at that moment; storing it may take its time.
/// </summary>
internal sealed partial class FlightRecorder(
    GpuHosts hosts, RecordingStore store, IEnumerable<IMarkSource> marks, ServiceCatalog catalog, ChangeFeed feed, TimeProvider time, ILogger<FlightRecorder> logger)
    : BackgroundService
{
    /// <summary>The incidents feature's word in the change feed; features know each other by words alone.</summary>
    private const string Incidents = "incidents";

    /// <summary>An incident that began longer ago is not recorded any more: its minutes are gone from memory.</summary>
    private static readonly TimeSpan Young = GpuHistory.Length;

    private static readonly TimeSpan BetweenXids = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _xids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, byte> _recorded = new();
    private readonly Channel<Recording> _recordings = Channel.CreateBounded<Recording>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        hosts.Taken += OnFrame;
        using var changes = feed.Subscribe(Incidents, Wake);
        try
        {
            await Task.WhenAll(WatchAsync(stoppingToken), StoreAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            hosts.Taken -= OnFrame;
        }
    }

    private Task Wake(string key)
    {
        _ = _wake.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await FreezeAsync(cancellation);
            using var pause = new CancellationTokenSource(Look, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, pause.Token);
            Task woken = _wake.Reader.ReadAsync(either.Token).AsTask();
            await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task FreezeAsync(CancellationToken cancellation)
    {
        if (hosts.All.Count == 0)
            return;
        var now = time.GetUtcNow();
        foreach (var source in marks)
        {
            var read = await source.ReadAsync(now - Young, now, null, cancellation);
            foreach (var mark in (read.Value ?? []).Where(m => m.Kind == "incident" && now - m.From < Young))
            {
                if (NumberOf(mark.Href) is not { } number || !_recorded.TryAdd(number, 0))
                    continue;
                foreach (var host in RecordingPlan.Hosts(hosts.All, mark.Service is { } id ? catalog.Find(id) : null))
                    Keep(host, $"incident:{number}", number);
            }
        }
    }

    private void OnFrame(GpuFrame frame, GpuHostInfo? _)
    {
        if (frame.Events?.FirstOrDefault(e => e.Kind == GpuEventKind.Xid) is not { } xid)
            return;
        var now = time.GetUtcNow();
        if (_xids.TryGetValue(frame.Host, out var last) && now - last < BetweenXids)
            return;
        _xids[frame.Host] = now;
        ForgetXids(now);
        if (hosts.Find(frame.Host) is { } host)
            Keep(host, $"xid:{xid.Code}", null);
    }

    // Hosts come and go under ever new names.
    private void ForgetXids(DateTimeOffset now)
    {
        foreach (var old in _xids.Where(one => now - one.Value >= BetweenXids))
            _ = _xids.TryRemove(old);
    }

    private void Keep(GpuHost host, string reason, long? incident)
    {
        if (Recording.Of(host, reason, incident) is { } recording)
            _ = _recordings.Writer.TryWrite(recording);
    }

    private async Task StoreAsync(CancellationToken cancellation)
    {
        await foreach (var recording in _recordings.Reader.ReadAllAsync(cancellation))
        {
            for (var stored = false; !stored;)
            {
                try
                {
                    await store.SaveAsync(recording, cancellation);
                    stored = true;
                    LogKept(recording.Host, recording.Reason);
                }
                catch (Exception error) when (error is NpgsqlException or TimeoutException or SocketException)
                {
                    await Task.Delay(TimeSpan.FromSeconds(2), time, cancellation);
                }
            }
        }
    }

    /// <summary>"/incidents/12" is 12.</summary>
    private static long? NumberOf(string? href) =>
        href is not null && long.TryParse(href[(href.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [LoggerMessage(4030, LogLevel.Information, "The last minutes of {Host} are kept for {Reason}")]
    private partial void LogKept(string host, string reason);
}
