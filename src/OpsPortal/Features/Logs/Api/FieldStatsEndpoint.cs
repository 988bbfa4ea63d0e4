using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;

namespace OpsPortal.Features.Logs.Api;

/// <summary><c>field-stats</c>: the values of a field over all lines of a query, not just those that a page shows.</summary>
internal static class FieldStatsEndpoint
{
    public static async Task<IResult> GetAsync(HttpContext http, string field, ILogStores stores, LogAccess access, LineMask mask)
    {
        var (question, problem, status) = await LogQuestion.ReadAsync(http, access, mask, stores);
        if (question is null)
            return LogsApi.Failed(OutcomeKind.Rejected, problem!, status);
        if (question.Store is not ICountsValues store)
            return LogsApi.Failed(OutcomeKind.Rejected, $"{question.Store.Name} counts no values by itself: ask for figures, as sum by ({field}) (count_over_time(…)).", 400);
        access.Note(http.User, "logs.search", question.Query);
        return LogsApi.Answer(await store.StatisticsAsync(field, question.Query, question.Start, question.End, http.RequestAborted), read => read);
    }
}
