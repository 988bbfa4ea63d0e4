using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Frames;

namespace OpsPortal.Features.Dashboards.Data.Lists;

/// <summary>One alert of a list, or a rule that has none now.</summary>
/// <param name="State"><c>firing</c>, <c>pending</c>, <c>normal</c>, or <c>error</c>: the rule can't be evaluated.</param>
/// <param name="Since">Null unless firing or pending.</param>
internal sealed record AlertRow(string State, string Name, DateTimeOffset? Since, LabelSet Labels, string Summary, string Query, string Server)
{
    /// <summary>The worst is the least.</summary>
    public int Rank => State switch { "firing" => 0, "error" => 1, "pending" => 2, _ => 3 };
}

/// <summary>Rules as rows of an alert list.</summary>
internal static class AlertRows
{
    public static IEnumerable<AlertRow> Of(string server, Rule rule)
    {
        if (!rule.IsAlert)
            return [];
        if (rule.Health == "err")
            return [new AlertRow("error", rule.Name, null, rule.Labels, rule.LastError, rule.Query, server)];
        return rule.Alerts.Count == 0
            ? [new AlertRow("normal", rule.Name, null, rule.Labels, Plain(Summary(rule.Annotations)), rule.Query, server)]
            : rule.Alerts.Select(alert => new AlertRow(alert.State, rule.Name, alert.ActiveAt, alert.Labels, Summary(alert.Annotations), rule.Query, server));
    }

    /// <param name="order">Grafana's: 1 by name, 2 by name backwards, 3 the worst first, 4 the oldest first, 5 the newest first.</param>
    public static IEnumerable<AlertRow> Sorted(IEnumerable<AlertRow> rows, int order)
    {
        var named = rows.OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Rank).ThenBy(row => row.Since ?? DateTimeOffset.MaxValue);
        return order switch
        {
            2 => named.OrderByDescending(row => row.Name, StringComparer.OrdinalIgnoreCase),
            3 => named.OrderBy(row => row.Rank),
            4 => named.OrderBy(row => row.Since ?? DateTimeOffset.MaxValue),
            5 => named.OrderByDescending(row => row.Since ?? DateTimeOffset.MinValue),
            _ => named,
        };
    }

    public static Frame Frame(IEnumerable<AlertRow> rows)
    {
        var all = rows.ToArray();
        return new Frame("A", "Alerts",
        [
            Field.Time("Since", [.. all.Select(row => (double?)row.Since?.ToUnixTimeMilliseconds())]),
            Field.OfTexts("State", all.Select(row => row.State)),
            Field.OfTexts("Alert", all.Select(row => row.Name)),
            new Field("Labels", FieldType.Other, [.. all.Select(row => (object?)row.Labels.All.Where(label => label.Key is not ("alertname" or "__name__")).ToDictionary())]),
            Field.OfTexts("Summary", all.Select(row => row.Summary)),
            Field.OfTexts("Query", all.Select(row => row.Query)),
            Field.OfTexts("Server", all.Select(row => row.Server)),
        ]);
    }

    // A rule's own words are a template until an alert fills it.
    private static string Plain(string summary) => summary.Contains("{{", StringComparison.Ordinal) ? "" : summary;

    private static string Summary(IReadOnlyDictionary<string, string> annotations)
        => annotations.GetValueOrDefault("summary") ?? annotations.GetValueOrDefault("description") ?? annotations.GetValueOrDefault("message") ?? "";
}
