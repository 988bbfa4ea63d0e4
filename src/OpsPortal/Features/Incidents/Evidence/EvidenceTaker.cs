using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Incidents.Pages;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Runbooks;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>Asks every source what was the case around the start of an incident. A source that is away leaves its reason.</summary>
public sealed class EvidenceTaker(
    EvidenceStore store, IncidentQueries incidents, ServiceCatalog catalog, PrometheusServers servers, IServiceScopeFactory scopes, IEnumerable<IMarkSource> marks, RunbookLibrary runbooks,
    TimeProvider time)
{
    private const int MostSeries = 12;
    private const int LogPageSize = 1000;
    private const int EnoughLogLines = 10_000;
    private const int MostPatterns = 10;
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LogsBefore = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CountStep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DeploymentsBefore = TimeSpan.FromHours(6);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);
    private static readonly (string Signal, string Title)[] Golden =
        [(SignalNames.Requests, "Requests"), (SignalNames.Errors, "Errors"), (SignalNames.LatencyP95, "Latency, 95th percentile"), (SignalNames.GpuUtilization, "GPU utilisation"), (SignalNames.Queue, "Queue")];

    /// <returns>False when there is no such incident, or the database does not answer.</returns>
    public async Task<bool> TakeAsync(long number, CancellationToken cancellationToken)
    {
        if (await incidents.DetailAsync(number, cancellationToken) is not { IsOk: true, Value: { } detail })
            return false;
        var incident = detail.Incident;
        var service = incident.Service is { } id ? catalog.Find(id) : null;
        var began = incident.FirstStartAt ?? incident.OpenedAt;
        var deployments = await DeploymentsAsync(incident, began, cancellationToken);
        var logs = await LogsAsync(service, began, cancellationToken);
        var others = await store.OthersAsync(number, cancellationToken);
        var similar = await store.SimilarAsync(incident, 5, cancellationToken);
        FrozenRunbook[] books =
        [
            .. detail.Alerts.Select(alert => alert.Annotation("runbook_url")).Distinct(StringComparer.Ordinal).Select(runbooks.FindByAddress).OfType<Runbook>().DistinctBy(book => book.Name)
                .Take(2).Select(book => new FrozenRunbook(book.Name, book.Html)),
        ];
        var dependencies = others.Where(one => one.Service is { } other && service?.DependsOn.Contains(other) == true).Select(one => (one.Number, one.Service!, one.Title)).ToArray();
        var now = time.GetUtcNow();
        var actions = SuggestedActions.Of(began, deployments.IsOk ? deployments.Value! : [], dependencies, similar, (logs?.Content as FrozenLogs)?.Patterns.FirstOrDefault(), books);
        List<EvidenceItem> exhibits =
        [
            new(EvidenceKind.Actions, "Look here first", now, actions.Count == 0 ? "Nothing that was found points anywhere." : null, new FrozenList(actions)),
            .. await ChartsAsync(detail, service, began, cancellationToken),
            new(EvidenceKind.Deployments, "Deployments of the six hours before", now, deployments.IsOk ? deployments.Value!.Count == 0 ? "None is known." : null : deployments.Reason,
                new FrozenList([.. (deployments.IsOk ? deployments.Value! : []).Select(mark => new FrozenLine(mark.Text, mark.From, mark.Href))])),
            .. logs is null ? Array.Empty<EvidenceItem>() : [logs],
            new(EvidenceKind.OpenIncidents, "Other open incidents", now, others.Count == 0 ? "There was none." : null,
                new FrozenList([.. others.Select(one => new FrozenLine($"{IncidentRow.NameOf(one.Number)} {one.Priority} {one.Title}", null, $"{IncidentFilter.Path}/{one.Number}"))])),
            new(EvidenceKind.SimilarIncidents, "Similar ones before, and how they ended", now, similar.Count == 0 ? "None with these alerts is known." : null,
                new FrozenList([.. similar.Select(one => new FrozenLine(Words(one), one.OpenedAt, $"{IncidentFilter.Path}/{one.Number}"))])),
            .. books.Select(book => new EvidenceItem(EvidenceKind.Runbook, "Runbook " + book.Name, now, null, book)),
        ];
        await store.KeepAsync(number, exhibits, cancellationToken);
        return true;
    }

    private static string Words(PastIncident one)
        => $"{IncidentRow.NameOf(one.Number)} {one.Title}: took {Durations.Words(one.ResolvedAt - one.OpenedAt)}, "
            + (one.ResolvedBySystem ? "cleared by itself" : $"resolved by {one.ResolvedBy}{(one.Ending.Length == 0 ? "" : $": “{one.Ending}”")}");

    private async Task<Outcome<IReadOnlyList<Mark>>> DeploymentsAsync(IncidentRow incident, DateTimeOffset began, CancellationToken cancellationToken)
    {
        var found = new List<Mark>();
        foreach (var source in marks)
        {
            var read = await source.ReadAsync(began - DeploymentsBefore, time.GetUtcNow(), incident.Service, cancellationToken);
            if (!read.IsOk)
                return read;
            found.AddRange(read.Value!.Where(mark => mark.Kind == "deploy"));
        }
        return Outcome<IReadOnlyList<Mark>>.Ok([.. found.OrderByDescending(mark => mark.From).Take(20)], time.GetUtcNow());
    }

    private async Task<IReadOnlyList<EvidenceItem>> ChartsAsync(IncidentDetail detail, ServiceEntry? service, DateTimeOffset began, CancellationToken cancellationToken)
    {
        var asked = detail.Alerts.DistinctBy(alert => alert.Name).Select(alert => (Title: $"{alert.Name}: its own expression", Query: AlertLinks.Expression(alert.GeneratorUrl), Unit: ""))
            .Where(one => one.Query is not null).Take(3).ToList();
        if (service is not null)
            asked.AddRange(Golden.Where(one => service.Signals.ContainsKey(one.Signal)).Select(one => (one.Title, (string?)service.Signals[one.Signal].For("2m"), service.Signals[one.Signal].Unit)));
        var exhibits = new List<EvidenceItem>();
        foreach (var (title, query, unit) in asked)
            exhibits.Add(await ChartAsync(title, query!, unit, began, cancellationToken));
        return exhibits;
    }

    private async Task<EvidenceItem> ChartAsync(string title, string query, string unit, DateTimeOffset began, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // What began long ago is shown around its start all the same, at a step that keeps it small.
        var from = began - Before;
        var step = TimeSpan.FromSeconds(Math.Max(Step.TotalSeconds, Math.Ceiling((now - from).TotalSeconds / 240)));
        var answer = await servers.For(null).QueryRangeAsync(query, from, now, step, cancellationToken);
        var series = answer.IsOk ? answer.Value! : [];
        var problem = !answer.IsOk ? answer.Reason : series.Count == 0 ? "No such series in these minutes." : null;
        var chart = new FrozenChart(query, unit, from.ToUnixTimeMilliseconds() / 1000d, now.ToUnixTimeMilliseconds() / 1000d, began.ToUnixTimeMilliseconds() / 1000d,
            [.. series.Take(MostSeries).Select(one => new FrozenSeries(one.Labels.ToString(), one.Times, one.Values))], Math.Max(0, series.Count - MostSeries));
        return new EvidenceItem(EvidenceKind.Chart, title, now, problem, chart);
    }

    private async Task<EvidenceItem?> LogsAsync(ServiceEntry? service, DateTimeOffset began, CancellationToken cancellationToken)
    {
        if ((service?.LokiSelector ?? service?.ElasticQuery) is not { } own)
            return null;
        var now = time.GetUtcNow();
        using var scope = scopes.CreateScope();
        var store = scope.ServiceProvider.GetRequiredService<ILogStores>().Find(service!.LokiSelector is null ? "elasticsearch" : "loki")!;
        var query = store.Narrowed(own, "", ILogStore.ErrorLevels);
        var (from, to) = (UtcSpan.Down(began - LogsBefore, CountStep), UtcSpan.Down(now, CountStep) + CountStep);
        var read = await NearestLines.ReadAsync((start, end, backward) => store.PageAsync(query, start, end, LogPageSize, backward, cancellationToken), Nanoseconds.Of(from), Nanoseconds.Of(began), Nanoseconds.Of(to), EnoughLogLines);
        var lines = read.IsOk ? read.Value!.Lines : [];
        var all = read is { IsOk: true, Value.IsWhole: false } ? await CountAsync(store, query, from, to, cancellationToken) : null;
        var problem = !read.IsOk ? read.Reason : lines.Count == 0 ? "No line of level error." : null;
        return new EvidenceItem(EvidenceKind.Logs, "Error logs, by pattern", now, problem,
            new FrozenLogs(query, lines.Count, LogPatterns.Find(lines.Select(line => (line.At, line.Line)), MostPatterns), store.Id) { IsWhole = read.Value?.IsWhole, All = all });
    }

    /// <summary>How many lines a query gives; null when the store doesn't say.</summary>
    /// <param name="from">A whole minute, as <paramref name="to"/>: stores count in steps that begin at multiples of themselves.</param>
    internal static async Task<long?> CountAsync(ILogStore store, string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var bars = await store.LevelsAsync(query, from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds(), CountStep, cancellationToken);
        return bars.IsOk ? (long)bars.Value!.Bars.Sum(bar => bar.Lines) : null;
    }
}
