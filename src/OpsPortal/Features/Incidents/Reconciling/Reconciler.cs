using Microsoft.Extensions.Options;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Features.Incidents.Silencing;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>
/// Looks at Alertmanager's and Prometheus' own lists of alerts every few seconds: what ended without a word is closed, what is
/// silenced or inhibited is shown as such, and an end that came while Prometheus was away is believed once it isn't.
/// </summary>
public sealed partial class Reconciler(
    IServiceScopeFactory scopes, PrometheusServers servers, ReconcileStore store, IntakeStore intake, PrometheusWatch watch, HeartbeatWatch heartbeat,
    IOptions<IncidentsOptions> options, TimeProvider time, ILogger<Reconciler> logger) : BackgroundService
{
    private readonly IncidentsOptions _options = options.Value;

    /// <summary>What was found out last, in words, for the page; null before the first look.</summary>
    public Outcome<string>? Last { get; private set; }

    /// <summary>One look. What fails is noted and tried again with the next.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            var prometheus = await LookAsync(cancellationToken);
            await heartbeat.LookAsync(cancellationToken);
            using var scope = scopes.CreateScope();
            var alertmanager = scope.ServiceProvider.GetRequiredService<AlertmanagerClient>();
            var listed = await alertmanager.AlertsAsync(cancellationToken);
            if (listed.IsOk)
                await CompareAsync(alertmanager, listed.Value!, prometheus, cancellationToken);
            if (listed.IsOk)
                await scope.ServiceProvider.GetRequiredService<SilenceDesk>().EndWithIncidentsAsync(cancellationToken);
            Last = listed.Map(all => $"{Counted.Of(all.Count, "alert is", "alerts are")} listed");
        }
        catch (Exception error) when (DatabaseReads.IsAway(error))
        {
            LogFailed(error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_options.ReconcileSeconds > 0 && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(_options.ReconcileSeconds), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Asks every Prometheus for its list at once: one that is slow holds up none.</summary>
    private async Task<PrometheusViews> LookAsync(CancellationToken cancellationToken)
    {
        var views = await Task.WhenAll(servers.Names.Select(async name =>
        {
            var client = servers.For(name);
            var fired = await client.AlertsAsync(cancellationToken);
            if (client.IsConfigured)
                watch.Told(name, fired.IsOk, time.GetUtcNow());
            return (name, new PrometheusView(client.IsConfigured, watch.AnswersSince(name), fired.IsOk ? fired.Value!.Select(alert => alert.Labels.All) : []));
        }));
        return new PrometheusViews(views.ToDictionary(one => one.name, one => one.Item2, StringComparer.Ordinal), servers.NameOf);
    }

    private async Task CompareAsync(AlertmanagerClient alertmanager, IReadOnlyList<ListedAlert> listed, PrometheusViews prometheus, CancellationToken cancellationToken)
    {
        var byFingerprint = listed.ToDictionary(alert => alert.Fingerprint, StringComparer.Ordinal);
        var rules = new ReconcileRules(TimeSpan.FromMinutes(_options.GoneMinutes), prometheus, time.GetUtcNow());
        var steps = (await store.WatchedAsync(cancellationToken)).Select(alert => (Alert: alert, Step: rules.Decide(alert, byFingerprint.GetValueOrDefault(alert.Fingerprint)))).ToArray();
        var silenced = steps.Any(one => one.Step.Listed is { SilencedBy.Count: > 0 });
        var silences = silenced && await alertmanager.SilencesAsync(cancellationToken) is { IsOk: true } told ? told.Value! : [];
        await store.WriteAsync(steps, id => Words(id, silences), cancellationToken);
        var conclusions = steps.Select(one => one.Step.Conclusion).OfType<Conclusion>().ToArray();
        if (conclusions.Length == 0)
            return;
        var result = await intake.ConcludeAsync(conclusions, cancellationToken);
        LogConcluded(result.Changed, result.Incidents.Count);
    }

    private static string Words(string id, IReadOnlyList<Silence> silences) => silences.FirstOrDefault(one => one.Id == id) is { } silence
        ? $"“{silence.Comment}”, by {silence.CreatedBy}, until {silence.EndsAt:yyyy-MM-dd HH:mm} UTC"
        : "silence " + id;

    [LoggerMessage(2030, LogLevel.Warning, "Alerts can't be compared with Alertmanager's list now ({Reason}); trying again")]
    private partial void LogFailed(string reason);

    [LoggerMessage(2031, LogLevel.Information, "{Count} times of firing in {Incidents} incidents were corrected from Alertmanager's and Prometheus' lists")]
    private partial void LogConcluded(int count, int incidents);
}
