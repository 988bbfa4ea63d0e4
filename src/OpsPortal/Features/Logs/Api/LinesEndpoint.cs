using System.Diagnostics;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;

namespace OpsPortal.Features.Logs.Api;

/// <summary>Lines of a query, page by page; lines of one piece of work in all services.</summary>
internal static class LinesEndpoint
{
    private const int LongestId = 200;

    public static async Task<IResult> LinesAsync(HttpContext http, LokiClient loki, LogAccess access, LineMask mask)
    {
        var (question, problem, status) = await LogQuestion.ReadAsync(http, access, mask);
        if (question is null)
            return LogsApi.Failed(OutcomeKind.Rejected, problem!, status);
        if (!LogQl.GivesLines(question.Query))
            return LogsApi.Failed(OutcomeKind.Rejected, "This query gives figures and not lines: ask /api/v1/logs/figures.", 400);
        if (!question.Raw)
            access.Note(http.User, "logs.search", question.Query);
        var began = Stopwatch.GetTimestamp();
        var page = await loki.PageAsync(question.Query, question.Start, question.End, question.Limit, !question.OldestFirst, http.RequestAborted, question.Raw);
        return Answer(page, question.Query, began);
    }

    /// <summary>Everything that carries an id, of all services, oldest first: in the line itself, or beside it.</summary>
    public static async Task<IResult> CorrelatedAsync(HttpContext http, string? id, long? start, long? end, LokiClient loki, LogAccess access, Microsoft.Extensions.Options.IOptions<LogsOptions> options)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > LongestId || start is null || end is null || start >= end)
            return LogsApi.Failed(OutcomeKind.Rejected, $"“id” (at most {LongestId} characters), “start” and “end” (nanoseconds) must be given.", 400);
        access.Note(http.User, "logs.correlate", id);
        var began = Stopwatch.GetTimestamp();
        var quoted = LogQl.Quote(id.Trim());
        var inLine = $"{LogQl.Everything} |= {quoted}";
        var beside = $"{LogQl.Everything} | {string.Join(" or ", options.Value.Correlating.Select(field => $"{field}={quoted}"))}";
        // Loki can't ask for a text in the line or a field beside it in one query.
        var both = await Task.WhenAll(
            loki.PageAsync(inLine, start.Value, end.Value, LogQuestion.MostLines, false, http.RequestAborted),
            loki.PageAsync(beside, start.Value, end.Value, LogQuestion.MostLines, false, http.RequestAborted));
        if (both.FirstOrDefault(one => !one.IsOk) is { } failed)
            return LogsApi.Failed(failed.Kind, failed.Reason);
        LogEntry[] entries = [.. both.SelectMany(one => one.Value!.Entries).DistinctBy(entry => (entry.Time, entry.Stream, entry.Line)).OrderBy(entry => entry.Time)];
        return Answer(both[0].Map(one => new LogPage(entries, null, Array.Exists(both, each => each.Value!.Next is not null))), inLine, began);
    }

    private static IResult Answer(Outcome<LogPage> page, string query, long began)
    {
        if (!page.IsOk)
            return LogsApi.Failed(page.Kind, page.Reason);
        return Results.Bytes(
            LinesWriter.Write(page.Value!, json =>
            {
                json.WriteString("query", query);
                json.WriteNumber("at", page.At.ToUnixTimeMilliseconds());
                json.WriteNumber("ms", Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 1));
                json.WriteStartArray("warnings");
                foreach (var warning in page.Warnings)
                    json.WriteStringValue(warning);
                json.WriteEndArray();
            }),
            "application/json");
    }
}
