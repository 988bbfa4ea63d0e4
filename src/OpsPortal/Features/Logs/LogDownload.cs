using System.Globalization;
using System.Text;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary><c>GET /logs/download</c>: the lines of a query as text, one a line.</summary>
internal static class LogDownload
{
    /// <summary>The address that gives the lines which are shown.</summary>
    public static string Address(string query, LogLines lines, bool oldestFirst)
    {
        var (first, last) = (lines.Entries[0].Time, lines.Entries[^1].Time);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/logs/download?query={Uri.EscapeDataString(query)}&start={Math.Min(first, last)}&end={Math.Max(first, last) + 1}&limit={lines.Entries.Count}&order={(oldestFirst ? "oldest" : "newest")}");
    }

    /// <param name="start">Nanoseconds since 1970, inclusive.</param>
    /// <param name="end">Nanoseconds since 1970, exclusive.</param>
    public static async Task<IResult> GetAsync(
        string? query, long? start, long? end, int? limit, string? order, LokiClient loki, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query) || start is null || end is null || start >= end || limit is not (>= 1 and <= LogSearch.MostLines))
            return Results.Problem($"“query”, “start” and “end” (nanoseconds, start before end) and “limit” (1 to {LogSearch.MostLines}) must be given.", statusCode: 400);
        var lines = await loki.LinesAsync(query, start.Value, end.Value, limit.Value, order != "oldest", cancellationToken);
        return lines.Kind switch
        {
            OutcomeKind.Ok => Results.File(Encoding.UTF8.GetBytes(Text(lines.Value!)), "text/plain; charset=utf-8", "logs.txt"),
            OutcomeKind.Rejected => Results.Problem(lines.Reason, statusCode: 400),
            _ => Results.Problem(lines.Reason, statusCode: 503),
        };
    }

    /// <summary>Time in UTC to the nanosecond, level, service, the raw line. A line break inside a line is written as <c>\n</c>.</summary>
    public static string Text(IReadOnlyList<LogEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(Stamp(entry)).Append(' ').Append(LogLevels.Of(entry).Name.PadRight(7)).Append(' ').Append(LogText.Service(entry)).Append(' ')
                .Append(entry.Line.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>RFC 3339 with all nine digits.</summary>
    public static string Stamp(LogEntry entry)
        => entry.At.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "." + (entry.Time % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture) + "Z";
}
