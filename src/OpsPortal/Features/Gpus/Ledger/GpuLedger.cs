using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Threading.Channels;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>Takes events out of the stream of frames and writes them; while the database is away they wait.</summary>
internal sealed partial class GpuLedger(GpuHosts hosts, ResetWatch watch, LedgerStore store, TimeProvider time, ILogger<GpuLedger> logger) : BackgroundService
{
    private const int MaxWaiting = 10_000;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly Channel<LedgerNote> _notes = Channel.CreateBounded<LedgerNote>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Dropped.Add(1));

    private static readonly Counter<long> Dropped = PortalMetrics.Meter.CreateCounter<long>(
        "opsportal_gpu_events_dropped_total", description: "GPU events that could not be written and found no room to wait.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        hosts.Taken += Take;
        try
        {
            while (await _notes.Reader.WaitToReadAsync(stoppingToken))
                await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            hosts.Taken -= Take;
        }
    }

    private void Take(GpuFrame frame, GpuHostInfo? info)
    {
        if (frame.Events is null && frame.Energy is null)
            return;
        lock (_lock)
        {
            foreach (var note in watch.Read(frame, info))
                _ = _notes.Writer.TryWrite(note);
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var batch = new List<LedgerNote>();
        while (batch.Count < 100 && _notes.Reader.TryRead(out var note))
            batch.Add(note);
        while (true)
        {
            try
            {
                await store.WriteAsync(batch, cancellation);
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or SocketException)
            {
                LogNotWritten(batch.Count, error.Message);
                await Task.Delay(Retry, time, cancellation);
            }
        }
    }

    [LoggerMessage(4020, LogLevel.Warning, "{Count} GPU events wait: {Reason}")]
    private partial void LogNotWritten(int count, string reason);
}
