using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OpsPortal.Clients;
using OpsPortal.Clients.Loki;
using OpsPortal.Clients.Otlp;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Own;

/// <summary>
/// Sends the portal's own lines in batches, by Loki's push or by OTLP. While the receiver is away or busy a batch is tried again after 1 to 30 s, and the lines
/// behind it wait in the buffer; what it refuses is left out and counted; what is too large goes in halves.
/// </summary>
internal sealed partial class OwnLogSender(OwnLogBuffer buffer, IServiceScopeFactory scopes, IOptions<OwnLogOptions> options, TimeProvider time, ILogger<OwnLogSender> logger) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(2);
    private static readonly Counter<long> Lines = PortalMetrics.Meter.CreateCounter<long>("opsportal_own_log_lines_total", null, "Lines of the portal's own log, by what became of them: sent, refused.");
    private bool _isTroubled;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!options.Value.Push)
            return;
        using var soon = new CancellationTokenSource(LastChance, time);
        while (buffer.Take(options.Value.BatchLines) is { Length: > 0 } batch && !soon.IsCancellationRequested)
            await SendAsync(batch, isLast: true, soon.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Push)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.FlushSeconds), time);
        try
        {
            do
            {
                while (buffer.Take(options.Value.BatchLines) is { Length: > 0 } batch)
                    await SendAsync(batch, isLast: false, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops; StopAsync sends what is left.
        }
    }

    internal async Task SendAsync(LogEntry[] batch, bool isLast, CancellationToken cancellationToken)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            PushAnswer answer;
            using (var scope = scopes.CreateScope())
                answer = await Route(scope.ServiceProvider).SendAsync(batch, cancellationToken);
            switch (answer.End)
            {
                case PushEnd.Taken:
                    Lines.Add(batch.Length, new KeyValuePair<string, object?>("end", "sent"));
                    _isTroubled = false;
                    return;
                case PushEnd.TooLarge when batch.Length > 1:
                    await SendAsync(batch[..(batch.Length / 2)], isLast, cancellationToken);
                    await SendAsync(batch[(batch.Length / 2)..], isLast, cancellationToken);
                    return;
                case PushEnd.Refused or PushEnd.TooLarge:
                    Lines.Add(batch.Length, new KeyValuePair<string, object?>("end", "refused"));
                    Trouble(batch.Length, answer.Words);
                    return;
            }
            if (isLast)
                return;
            Trouble(batch.Length, answer.Words);
            // Who asks to be left alone for longer is.
            await Task.Delay(answer.Wait > wait ? answer.Wait.Value : wait, time, cancellationToken);
        }
    }

    private ILinePush Route(IServiceProvider services)
        => options.Value.Via == "otlp" ? services.GetRequiredService<OtlpPush>() : services.GetRequiredService<LokiPush>();

    // Once until it goes well again.
    private void Trouble(int lines, string words)
    {
        if (!_isTroubled)
            NotSent(logger, lines, words, buffer.Count, buffer.Dropped);
        _isTroubled = true;
    }

    [LoggerMessage(7111, LogLevel.Warning, "{Lines} lines of the portal's own log could not be sent: {Reason} {Waiting} wait, {Dropped} were left out.")]
    private static partial void NotSent(ILogger logger, int lines, string reason, int waiting, long dropped);
}
