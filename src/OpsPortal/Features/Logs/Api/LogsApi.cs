using OpsPortal.Domain;
using OpsPortal.Features.Logs.Tailing;
using OpsPortal.Live;

namespace OpsPortal.Features.Logs.Api;

/// <summary>The logs' API, which the page's script asks, too. Lines come covered by the masking rules; <c>raw=1</c> is for the roles that may.</summary>
internal static class LogsApi
{
    public static void MapLogsApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/logs").RequireAuthorization(Policies.ApiRead).WithTags("Logs");
        api.MapGet("/lines", LinesEndpoint.LinesAsync).WithSummary("Lines of a LogQL query, page by page.");
        api.MapGet("/correlated", LinesEndpoint.CorrelatedAsync).WithSummary("Lines of all services that carry an id, oldest first.");
        api.MapGet("/volume", FiguresEndpoint.VolumeAsync).WithSummary("Lines of a query by level over time.").Produces<LogFigures>();
        api.MapGet("/figures", FiguresEndpoint.FiguresAsync).WithSummary("What a LogQL metric query gives over time.").Produces<LogFigures>();
        api.MapGet("/size", NamesEndpoint.SizeAsync).WithSummary("How much a query would read.").Produces<LogSize>();
        api.MapGet("/labels", NamesEndpoint.LabelsAsync).WithSummary("Names of labels.").Produces<LogNames>();
        api.MapGet("/values", NamesEndpoint.ValuesAsync).WithSummary("Values of a label.").Produces<LogNames>();
        api.MapGet("/fields", NamesEndpoint.FieldsAsync).WithSummary("Fields of the lines that a query gives.").Produces<LogFieldList>();
        api.MapGet("/field-values", NamesEndpoint.FieldValuesAsync).WithSummary("Values of a field.").Produces<LogNames>();
        api.MapGet("/field-stats", FieldStatsEndpoint.GetAsync).WithSummary("How often the values of a field are among all lines of a query, where the store counts them.").Produces<LogFieldStatistics>();
        api.MapGet("/check", NamesEndpoint.CheckAsync).WithSummary("A LogQL query in Loki's own layout, or what is wrong with it and where.").Produces<LogQueryCheck>();
        api.MapGet("/retention", NamesEndpoint.RetentionAsync).WithSummary("How long lines are kept, and whether that is long enough.").Produces<LogRetention>();
        api.MapGet("/tail", TailEndpoint.TailAsync).RequireSameOrigin().ExcludeFromDescription();
    }

    public static IResult Answer<T, TBody>(Outcome<T> outcome, Func<T, TBody> body)
        => outcome.IsOk ? Results.Json(body(outcome.Value!)) : Failed(outcome.Kind, outcome.Reason);

    /// <summary><c>{"error":{"kind":"rejected","reason":"…"}}</c>; a back end that is away is no failure of the portal.</summary>
    public static IResult Failed(OutcomeKind kind, string reason, int status = 0) => Results.Json(
        new { error = new { kind = kind switch { OutcomeKind.NotConfigured => "notConfigured", OutcomeKind.Rejected => "rejected", _ => "unavailable" }, reason } },
        statusCode: status != 0 ? status : kind == OutcomeKind.Rejected ? 400 : 200);
}
