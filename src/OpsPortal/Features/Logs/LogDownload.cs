using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;
using OpsPortal.Features.Logs.Api;

namespace OpsPortal.Features.Logs;

/// <summary><c>GET /logs/download</c>: the lines of a query as text, as JSON (one object a line) or as CSV. Each is in the audit log.</summary>
internal static class LogDownload
{
    public static async Task<IResult> GetAsync(HttpContext http, string? format, ILogStores stores, LogAccess access, LineMask mask)
    {
        var (question, problem, status) = await LogQuestion.ReadAsync(http, access, mask, stores);
        if (question is null)
            return Results.Problem(problem, statusCode: status);
        if (format is not (null or "" or "text" or "json" or "csv"))
            return Results.Problem("“format” must be text, json or csv.", statusCode: 400);
        if (!await access.WriteAsync(http.User, "logs.download", question.Query, http.RequestAborted))
            return Results.Problem("A download is given only when it can be written into the audit log, which fails now.", statusCode: 503);
        var lines = (await question.Store.PageAsync(question.Query, question.Start, question.End, question.Limit, !question.OldestFirst, http.RequestAborted, question.Raw)).Map(page => page.Entries);
        return lines.Kind switch
        {
            OutcomeKind.Ok when format == "json" => Results.File(Encoding.UTF8.GetBytes(Json(lines.Value!)), "application/x-ndjson", "logs.json"),
            OutcomeKind.Ok when format == "csv" => Results.File(Encoding.UTF8.GetBytes(Csv(lines.Value!)), "text/csv; charset=utf-8", "logs.csv"),
            OutcomeKind.Ok => Results.File(Encoding.UTF8.GetBytes(Text(lines.Value!)), "text/plain; charset=utf-8", "logs.txt"),
            OutcomeKind.Rejected => Results.Problem(lines.Reason, statusCode: 400),
            _ => Results.Problem(lines.Reason, statusCode: 503),
        };
    }

    /// <summary>Time in UTC to the nanosecond, level, service, the line. A line break inside a line is written as <c>\n</c>.</summary>
    public static string Text(IReadOnlyList<LogEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(Stamp(entry)).Append(' ').Append(LogLevels.Of(entry).Name.PadRight(7)).Append(' ').Append(Service(entry)).Append(' ')
                .Append(entry.Line.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>One object a line: time, level, labels, metadata, line.</summary>
    public static string Json(IReadOnlyList<LogEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(JsonSerializer.Serialize(new
            {
                time = Stamp(entry), ns = entry.Time.ToString(CultureInfo.InvariantCulture), level = LogLevels.Of(entry).Name, labels = entry.Stream.All, metadata = entry.Metadata.All, line = entry.Line,
            })).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>RFC 4180: time, level, service, line. What a spreadsheet would run as a formula gets an apostrophe before it.</summary>
    public static string Csv(IReadOnlyList<LogEntry> entries)
    {
        var text = new StringBuilder("time,level,service,line\r\n");
        foreach (var entry in entries)
            text.Append(Stamp(entry)).Append(',').Append(LogLevels.Of(entry).Name).Append(',').Append(Quoted(Service(entry))).Append(',').Append(Quoted(entry.Line)).Append("\r\n");
        return text.ToString();
    }

    /// <summary>RFC 3339 with all nine digits.</summary>
    public static string Stamp(LogEntry entry)
        => entry.At.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "." + (entry.Time % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture) + "Z";

    private static string Service(LogEntry entry) => entry.Stream["service"] is { Length: > 0 } service ? service : entry.Stream["service_name"] is { Length: > 0 } name ? name : entry.Metadata["service"];

    private static string Quoted(string text)
        => "\"" + (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" : "") + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
