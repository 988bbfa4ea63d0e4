using System.Globalization;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;

namespace OpsPortal.Features.Logs.Api;

/// <summary>What is asked of the logs' API, checked.</summary>
/// <param name="Start">Nanoseconds since 1970, inclusive.</param>
/// <param name="End">Nanoseconds since 1970, exclusive.</param>
/// <param name="Limit">Lines, 1 to 5,000.</param>
/// <param name="Raw">Uncovered lines are wanted, and the asker may see them.</param>
/// <param name="Store">Whom to ask.</param>
internal sealed record LogQuestion(string Query, long Start, long End, int Limit, bool OldestFirst, bool Raw, ILogStore Store)
{
    public const int MostLines = 5000;
    private const int LongestQuery = 16 * 1024;

    public TimeSpan Length => TimeSpan.FromTicks((End - Start) / 100);

    /// <summary>A query of Loki that computes; other stores only give lines.</summary>
    public bool IsMetric => Store.Id == LogQl.Store && !LogQl.GivesLines(Query);

    /// <summary>From <c>store</c>, <c>query</c>, <c>start</c>, <c>end</c>, <c>limit</c>, <c>order</c> and <c>raw</c>.</summary>
    /// <returns>The question, or what is wrong with it in words.</returns>
    public static async Task<(LogQuestion? Question, string? Problem, int Status)> ReadAsync(HttpContext http, LogAccess access, LineMask mask, ILogStores stores)
    {
        var given = http.Request.Query;
        if (stores.Find(given["store"].ToString()) is not { } store)
            return (null, "“store” must be loki or elasticsearch.", 400);
        var query = given["query"].ToString().Trim();
        if (query.Length is 0 or > LongestQuery)
            return (null, $"“query” must be a query of {store.Name} of at most {LongestQuery:N0} characters.", 400);
        if (!Number("start", out var start) || !Number("end", out var end) || start >= end)
            return (null, "“start” and “end” must be nanoseconds since 1970, start before end.", 400);
        var limit = 500;
        if (given["limit"].ToString() is { Length: > 0 } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostLines))
            return (null, $"“limit” must be 1 to {MostLines:N0}.", 400);
        var raw = given["raw"].ToString() is "1" or "true";
        if (raw && !access.MayReadRaw(http.User))
            return (null, "Raw lines are for other roles than yours (Logs:RawRoles).", 403);
        if (!raw && CoveredQuery.Problem(query, store, mask) is { } problem)
            return (null, problem, 400);
        if (raw && !await access.WriteAsync(http.User, "logs.read-raw", query, http.RequestAborted))
            return (null, "Raw lines are given only when that can be written into the audit log, which fails now.", 503);
        return (new LogQuestion(query, start, end, limit, given["order"] == "oldest", raw, store), null, 200);

        bool Number(string name, out long number) => long.TryParse(given[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
