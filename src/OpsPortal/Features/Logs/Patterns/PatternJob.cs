using Microsoft.Extensions.Options;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>
/// Reads the error lines of all services, each once, groups them by shape and counts them; where it is wished, new and exploding
/// shapes become alerts. What it can't read now it reads the next time.
/// </summary>
internal sealed class PatternJob(
    PatternStore store, KnownPatterns known, IServiceScopeFactory scopes, IEnumerable<IMarkSource> marks, IOwnAlerts alerts, IPortalAddress address, IOptions<PatternOptions> options, TimeProvider time)
    : IPortalJob
{
    public const string ErrorLines = """{service_name=~".+"} | detected_level=~"error|critical|fatal" """;
    private const int PageSize = 5000;
    private const int MostPages = 10;
    private const long Second = 1_000_000_000;

    // Lines come late: what is younger is read the next time.
    private const long Late = 20 * Second;
    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(6);
    private static readonly TimeSpan Day = TimeSpan.FromHours(25);

    public JobInfo Info { get; } = new("log-patterns", "Error patterns", "Groups the error lines of all services by their shape and counts them.", "25 * * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = Nanoseconds(now) - Late;
        var reading = await store.ReadingAsync(cancellationToken);
        var from = reading?.ReadTo ?? Nanoseconds(now - First);
        // After a long stop the newest hours count; what lies before is left out, and said.
        var start = Math.Max(from, Nanoseconds(now - Farthest));
        var (read, problems) = (0, new List<string>());
        if (start > from && reading is not null)
            problems.Add($"Lines from before {now - Farthest:u} were not read: the job stood still for too long.");
        for (var page = 0; page < MostPages && start < end; page++)
        {
            Outcome<LogPage> lines;
            using (var scope = scopes.CreateScope())
                lines = await scope.ServiceProvider.GetRequiredService<LokiClient>().PageAsync(ErrorLines.Trim(), start, end, PageSize, false, cancellationToken);
            if (lines.Kind == OutcomeKind.NotConfigured)
                return JobResult.Ok("Nothing to do: " + lines.Reason);
            if (!lines.IsOk)
                return new JobResult($"{read} lines", [lines.Reason]);
            var to = lines.Value!.Next ?? end;
            if (!await store.KeepAsync(lines.Value.Entries, from, to, cancellationToken))
                return new JobResult($"{read} lines", ["Another run moved on meanwhile."]);
            read += lines.Value.Entries.Count;
            (from, start) = (to, to);
        }
        await store.DeleteBeforeAsync(now.AddDays(-options.Value.KeepDays), cancellationToken);
        var fired = options.Value.OpenIncidents && await store.ReadingAsync(cancellationToken) is { } begun ? await AlertAsync(now, begun.Began, cancellationToken) : 0;
        return new JobResult($"{Counted.Of(read, "line")}{(fired > 0 ? $", {Counted.Of(fired, "alert")} changed" : "")}", problems);
    }

    private async Task<int> AlertAsync(DateTimeOffset now, DateTimeOffset began, CancellationToken cancellationToken)
    {
        if (await store.SinceAsync(now - Day, cancellationToken) is not { IsOk: true, Value: { } patterns })
            return 0;
        var deployments = await DeploymentsAsync(now, cancellationToken);
        var changed = 0;
        foreach (var pattern in patterns)
        {
            var should = PatternJudge.ShouldFire(pattern, now, began, deployments.GetValueOrDefault(pattern.Service), options.Value.LeastLines);
            if (should == (pattern.AlertSince is not null))
                continue;
            var since = pattern.AlertSince ?? now;
            if (!(await alerts.RaiseAsync([Alert(pattern, since, should ? null : now)], cancellationToken)).IsOk)
                continue;
            await store.SetAlertAsync(pattern.Id, should ? since : null, cancellationToken);
            changed++;
        }
        return changed;
    }

    private OwnAlert Alert(PatternHistory pattern, DateTimeOffset since, DateTimeOffset? until)
    {
        var found = known.Find(pattern.Service, pattern.Shape);
        // A line's words become a title that travels in mails and messages: no character of it may fool a reader there either.
        var words = found?.Name ?? HostileText.Visible(HostileText.Cut(pattern.Shape, 120));
        return new OwnAlert(
            "ErrorPattern", pattern.Service, new Dictionary<string, string>(StringComparer.Ordinal) { ["pattern"] = pattern.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) }, options.Value.Severity,
            $"{pattern.Service}: {(pattern.FirstSeen > since - TimeSpan.FromHours(1) ? "a new error" : "many more errors than usual")}: {words}",
            (found is null ? "" : found.Meaning + " ") + "Example: " + HostileText.Visible(pattern.Example), found is { Runbook.Length: > 0 } ? "/runbooks/" + found.Runbook : "",
            address.BaseUrl + "/logs/patterns", since, until);
    }

    // The newest deployment of each service in the last six hours.
    private async Task<Dictionary<string, DateTimeOffset?>> DeploymentsAsync(DateTimeOffset now, CancellationToken cancellationToken)
        => await PatternDeployments.ReadAsync(marks, now, cancellationToken);

    private static long Nanoseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * 100;
}
