using System.Globalization;
using System.Text;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary><c>GET /incidents/export.csv</c>: the list as its URL filters it, up to 2,000 rows. Times are UTC, RFC 3339.</summary>
internal static class IncidentCsv
{
    public const string Path = IncidentFilter.Path + "/export.csv";
    private const int Rows = 2000;

    private static readonly string[] IncidentColumns =
    [
        "incident", "priority", "status", "title", "service", "team", "opened_at", "acknowledged_at", "acknowledged_by", "mitigated_at",
        "resolved_at", "resolved_by", "assignee", "alerts", "alerts_firing", "alert_names",
    ];

    private static readonly string[] AlertColumns = ["alert", "priority", "severity", "service", "starts_at", "ends_at", "summary", "labels", "fingerprint"];

    public static async Task<IResult> ExportAsync(HttpContext context, IncidentQueries queries, TimeProvider time)
    {
        var filter = IncidentFilter.FromUri(context.Request.QueryString.Value ?? "") with { Limit = Rows };
        var list = await queries.ListAsync(filter, context.RequestAborted);
        if (!list.IsOk)
            return Results.Problem(list.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        var text = filter.View == IncidentView.Alerts ? Write(AlertColumns, list.Value!.Alerts.Select(Alert)) : Write(IncidentColumns, list.Value!.Incidents.Select(Incident));
        return Results.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", $"incidents-{time.GetUtcNow():yyyyMMdd-HHmm}.csv");
    }

    /// <summary>RFC 4180. Alert texts come from outside: a cell that a spreadsheet would run as a formula starts with an apostrophe.</summary>
    internal static string Write(IEnumerable<string> columns, IEnumerable<IEnumerable<object?>> rows)
        => string.Concat(rows.Prepend(columns).Select(row => string.Join(',', row.Select(Cell)) + "\r\n"));

    private static string Cell(object? value)
    {
        var text = value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "";
        if (value is string && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? "\"" + text.Replace("\"", "\"\"") + "\"" : text;
    }

    private static IEnumerable<object?> Incident(IncidentRow one) =>
    [
        one.Name, one.Priority, IncidentSql.StatusText(one.Status), one.Title, one.Service, one.Team, Time(one.OpenedAt), Time(one.AcknowledgedAt), one.AcknowledgedBy,
        Time(one.MitigatedAt), Time(one.ResolvedAt), one.ResolvedBy, one.AssigneeName, one.AlertsTotal, one.AlertsFiring, string.Join(' ', one.AlertNames),
    ];

    private static IEnumerable<object?> Alert(AlertRow one) =>
    [
        one.Name, one.Priority, one.Severity, one.Service, Time(one.StartsAt), Time(one.EndsAt), one.Annotation("summary"),
        string.Join(", ", one.Labels.Select(label => $"{label.Key}={label.Value}")), one.Fingerprint,
    ];

    private static string? Time(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
