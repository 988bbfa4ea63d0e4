using System.Diagnostics;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;

namespace OpsPortal.Features.Logs.Api;

/// <summary>Lines of a query, page by page; lines of one piece of work in all services.</summary>
internal static class LinesEndpoint
{
    private const int LongestId = 200;

    public static async Task<IResult> LinesAsync(HttpContext http, ILogStores stores, LogAccess access, LineMask mask)
    {
        var (question, problem, status) = await LogQuestion.ReadAsync(http, access, mask, stores);
        if (question is null)
            return LogsApi.Failed(OutcomeKind.Rejected, problem!, status);
        if (question.IsMetric)
            return LogsApi.Failed(OutcomeKind.Rejected, "This query gives figures and not lines: ask /api/v1/logs/figures.", 400);
        if (!question.Raw)
            access.Note(http.User, "logs.search", question.Query);
        var began = Stopwatch.GetTimestamp();
        var page = await question.Store.PageAsync(question.Query, question.Start, question.End, question.Limit, !question.OldestFirst, http.RequestAborted, question.Raw);
        return Answer(page, question.Query, began);
    }

    /// <summary>Everything that carries an id, of all services, oldest first: in the line itself, or beside it.</summary>
    public static async Task<IResult> CorrelatedAsync(HttpContext http, string? id, long? start, long? end, ILogStores stores, LogAccess access, IOptions<LogsOptions> options)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > LongestId || start is null || end is null || start >= end)
            return LogsApi.Failed(OutcomeKind.Rejected, $"“id” (at most {LongestId} characters), “start” and “end” (nanoseconds) must be given.", 400);
        access.Note(http.User, "logs.correlate", id);
        var began = Stopwatch.GetTimestamp();
        var asked = stores.Configured.Count > 0 ? stores.Configured : [stores.Default];
        var all = await Task.WhenAll(asked.Select(store => store.CarryingAsync(id.Trim(), options.Value.Correlating, start.Value, end.Value, LogQuestion.MostLines, http.RequestAborted)));
        if (Array.Find(all, one => !one.IsOk) is { } failed)
            return LogsApi.Failed(failed.Kind, failed.Reason);
        LogEntry[] entries = [.. all.SelectMany(one => one.Value!.Entries).OrderBy(entry => entry.Time)];
        return Answer(all[0].Map(_ => new LogPage(entries, null, Array.Exists(all, one => one.Value!.IsCut))), id.Trim(), began);
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
