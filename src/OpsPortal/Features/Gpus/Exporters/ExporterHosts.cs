using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Exporters;

/// <summary>
/// Reads hosts that have an exporter and no agent from Prometheus, as often as it scrapes them. A host that sends frames
/// itself is left alone: what it measures is newer and has more in it.
/// </summary>
internal sealed partial class ExporterHosts(QueryCache prometheus, GpuIntake intake, GpuHosts hosts, IOptions<GpusOptions> options, TimeProvider time, ILogger<ExporterHosts> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);
    private readonly long _epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly Dictionary<string, long> _seen = [];
    private string _trouble = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Exporters == "off")
            return;
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            do
                await ReadAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal async Task ReadAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var times = await prometheus.QueryAsync(ExporterFrames.TimesQuery, now, cancellation);
        if (!times.IsOk || times.Value!.Count == 0)
        {
            Trouble(times.Kind is OutcomeKind.Ok or OutcomeKind.NotConfigured ? "" : times.Reason);
            return;
        }

        var scraped = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var sample in times.Value!)
        {
            var host = ExporterFrames.HostOf(sample.Labels);
            var at = (long)(sample.Value * 1000);
            if (!HasAgent(host) && at > _seen.GetValueOrDefault(host))
                scraped[host] = Math.Max(at, scraped.GetValueOrDefault(host));
        }

        if (scraped.Count == 0)
            return;
        var figures = await prometheus.QueryAsync(ExporterFrames.Query, now, cancellation);
        Trouble(figures.IsOk ? "" : figures.Reason);
        foreach (var frame in ExporterFrames.Of(figures.Value ?? [], scraped, _epoch))
        {
            _ = intake.Take([frame]);
            _seen[frame.Host] = frame.At;
        }
    }

    private bool HasAgent(string host) => hosts.Find(host) is { Source: not GpuSource.Exporter, ReceivedAt: var at } && time.GetUtcNow() - at < GpuHosts.OfflineAfter;

    private void Trouble(string words)
    {
        if (words.Length > 0 && words != _trouble)
            LogTrouble(words);
        _trouble = words;
    }

    [LoggerMessage(4040, LogLevel.Warning, "GPU exporters can't be read from Prometheus: {Reason}")]
    private partial void LogTrouble(string reason);
}
