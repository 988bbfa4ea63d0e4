using System.Text.Json.Nodes;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Data.Lists;

/// <summary>What a panel without queries lists.</summary>
/// <param name="Failure">Why nothing is known; null when something is.</param>
internal sealed record ListAnswer(Frame Frame, IReadOnlyList<Notice> Notices, DateTimeOffset At, (OutcomeKind Kind, string Reason)? Failure = null);

/// <summary>Asks for what panels list: alerts of the Prometheus servers' rules, and dashboards.</summary>
/// <param name="dashboards">All that there are.</param>
internal sealed class ListPanels(PrometheusServers servers, Func<CancellationToken, Task<DashboardListing>> dashboards, TimeProvider time)
{
    public static bool Shows(PanelType type) => type is PanelType.AlertList or PanelType.DashList;

    /// <param name="options">The panel's own, with variables filled in.</param>
    public async Task<ListAnswer> AskAsync(PanelType type, JsonObject options, CancellationToken cancellationToken)
    {
        if (type == PanelType.AlertList)
            return await AlertsAsync(options, cancellationToken);
        var listing = await dashboards(cancellationToken);
        return new ListAnswer(DashboardColumns.Of(listing.Items), [.. listing.Problems.Select(problem => new Notice("warn", problem))], time.GetUtcNow());
    }

    private async Task<ListAnswer> AlertsAsync(JsonObject options, CancellationToken cancellationToken)
    {
        // A name that isn't one of ours means a server of where the file was made: all are asked, as without a name.
        var asked = options.Str("datasource") is { Length: > 0 } name && servers.Knows(name) ? [name] : servers.Names;
        var answers = await Task.WhenAll(asked.Select(async server => (Server: server, Rules: await servers.For(server).RulesAsync(cancellationToken))));
        var notices = answers.Where(answer => !answer.Rules.IsOk).Select(answer => new Notice("bad", $"Alerts of {answer.Server}: {answer.Rules.Reason}")).ToList();
        var known = answers.Where(answer => answer.Rules.IsOk).ToArray();
        var filter = AlertFilter.Of(options, notices);
        var rows = known.SelectMany(answer => answer.Rules.Value!.SelectMany(group => group.Rules).SelectMany(rule => AlertRows.Of(answer.Server, rule))).Where(filter.Fits);
        var failed = answers.FirstOrDefault(answer => !answer.Rules.IsOk).Rules;
        return new ListAnswer(
            AlertRows.Frame(AlertRows.Sorted(rows, options.Int("sortOrder") ?? 1)), notices, answers.Min(answer => answer.Rules.At),
            known.Length == 0 ? (failed.Kind, failed.Reason) : null);
    }
}
