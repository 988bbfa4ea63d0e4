using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>
/// Reads the error lines of all services in all stores, each once, groups them by shape and counts them; where it is wished, new and
/// exploding shapes become alerts. What it can't read now it reads the next time.
/// </summary>
internal sealed class PatternJob(
    PatternStore store, PatternReader reader, KnownPatterns known, IEnumerable<IMarkSource> marks, IOwnAlerts alerts, IPortalAddress address, IOptions<PatternOptions> options, TimeProvider time)
    : IPortalJob
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(25);

    public JobInfo Info { get; } = new("log-patterns", "Error patterns", "Groups the error lines of all services by their shape and counts them.", "25 * * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var read = new List<PatternsRead>();
        foreach (var one in reader.Stores)
            read.Add(await reader.ReadAsync(one, now, cancellationToken));
        if (read.Count == 0)
            return JobResult.Ok("Nothing to do: no log store is configured.");
        await store.DeleteBeforeAsync(now.AddDays(-options.Value.KeepDays), cancellationToken);
        // Of a store that is away nothing is known: what fires there goes on.
        var fired = options.Value.OpenIncidents ? await AlertAsync(now, [.. read.Where(one => one.IsUpToDate).Select(one => one.Store)], cancellationToken) : 0;
        return new JobResult($"{Counted.Of(read.Sum(one => one.Lines), "line")}{(fired > 0 ? $", {Counted.Of(fired, "alert")} changed" : "")}", [.. read.SelectMany(one => one.Problems)]);
    }

    private async Task<int> AlertAsync(DateTimeOffset now, HashSet<string> stores, CancellationToken cancellationToken)
    {
        if (await store.SinceAsync(now - Day, cancellationToken) is not { IsOk: true, Value: { } patterns })
            return 0;
        var readings = await store.ReadingsAsync(cancellationToken);
        var deployments = await DeploymentsAsync(now, cancellationToken);
        var changed = 0;
        foreach (var pattern in patterns.Where(one => stores.Contains(one.Store)))
        {
            var should = PatternJudge.ShouldFire(pattern, now, readings[pattern.Store].Began, deployments.GetValueOrDefault(pattern.Service), options.Value.LeastLines);
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
}
