using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Explore.Api;

/// <summary>What the editor completes and the metric browser shows: names, values, types, counts. Bounded: a server may have a million of each.</summary>
internal static class NameEndpoints
{
    public const int MostNames = 20_000;
    private const int MostSeries = 10_000;
    private static readonly TimeSpan Back = TimeSpan.FromHours(12);

    public static void MapNames(this WebApplication app)
    {
        var names = app.MapGroup("/api/v1/explore").RequireAuthorization(Policies.ApiRead).WithTags("Queries");
        names.MapGet("/labels", LabelsAsync).WithSummary("Label names, of the series that match or of all.").Produces<NameList>();
        names.MapGet("/values", ValuesAsync).WithSummary("Values of one label.").Produces<NameList>().ProducesProblem(400);
        names.MapGet("/series", SeriesAsync).WithSummary("Labels of the series that match.").Produces<SeriesList>().ProducesProblem(400);
        names.MapGet("/metrics", MetricsAsync).WithSummary("Every metric with type, help and unit.").Produces<MetricList>();
        names.MapGet("/cardinality", CardinalityAsync).WithSummary("How many series a metric has, and how many values each of its labels.").Produces<Cardinality>().ProducesProblem(400);
        names.MapGet("/format", FormatAsync).WithSummary("A PromQL expression in Prometheus' own layout, or what is wrong with it and where.").Produces<FormattedQuery>().ProducesProblem(400);
    }

    private static async Task<IResult> LabelsAsync(string? match, string? server, HttpContext context, PrometheusServers servers, TimeProvider time)
        => Answer(context, await servers.For(server).LabelNamesAsync(Matchers(match), time.GetUtcNow() - Back, null, context.RequestAborted), NameList.From);

    private static async Task<IResult> ValuesAsync(string? label, string? match, string? server, HttpContext context, PrometheusServers servers, TimeProvider time)
        => string.IsNullOrEmpty(label) || label.Length > 500
            ? Results.Problem("“label” must be a label's name.", statusCode: 400)
            : Answer(context, await servers.For(server).LabelValuesAsync(label, Matchers(match), time.GetUtcNow() - Back, null, context.RequestAborted), NameList.From);

    private static async Task<IResult> SeriesAsync(string? match, string? server, HttpContext context, PrometheusServers servers, TimeProvider time)
        => string.IsNullOrWhiteSpace(match)
            ? Results.Problem("“match” must be a series selector, like up{job=\"a\"}.", statusCode: 400)
            : Answer(
                context, await servers.For(server).SeriesAsync([match], time.GetUtcNow() - Back, null, context.RequestAborted, MostSeries),
                all => new SeriesList([.. all.Take(MostSeries).Select(labels => labels.All)], all.Count > MostSeries));

    private static async Task<IResult> MetricsAsync(string? server, HttpContext context, PrometheusServers servers, TimeProvider time)
    {
        var client = servers.For(server);
        // What nobody describes is there all the same: recorded series, for one.
        var known = client.MetadataAsync(null, context.RequestAborted);
        var names = await client.LabelValuesAsync("__name__", [], time.GetUtcNow() - Back, null, context.RequestAborted);
        var described = await known;
        return Answer(context, names, all => MetricList.From(all, described.Value));
    }

    private static async Task<IResult> CardinalityAsync(string? metric, string? server, HttpContext context, PrometheusServers servers, QueryCache cache, TimeProvider time)
    {
        if (string.IsNullOrEmpty(metric) || metric.Length > 500)
            return Results.Problem("“metric” must be a metric's name.", statusCode: 400);
        var selector = $"{{__name__=\"{metric.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"}}";
        var counted = await cache.QueryAsync(server, $"count({selector})", time.GetUtcNow(), context.RequestAborted);
        var count = counted.Vector.Value is [var one, ..] ? (long)one.Value : 0;
        if (!counted.Vector.IsOk || count is 0 or > MostSeries)
            return Answer(context, counted.Vector, _ => new Cardinality(metric, count, [], count > MostSeries));
        var series = await servers.For(server).SeriesAsync([selector], time.GetUtcNow().AddMinutes(-5), null, context.RequestAborted, MostSeries);
        return Answer(context, series, all => Cardinality.From(metric, all));
    }

    private static async Task<IResult> FormatAsync(string? query, string? server, HttpContext context, PrometheusServers servers)
    {
        if (string.IsNullOrWhiteSpace(query) || query.Length > 16 * 1024)
            return Results.Problem("“query” must be a PromQL expression of at most 16384 characters.", statusCode: 400);
        var formatted = await servers.For(server).FormatAsync(query, context.RequestAborted);
        return formatted.Kind == OutcomeKind.Rejected
            ? Results.Json(new FormattedQuery("", QueryFault.From(formatted.Reason)))
            : Answer(context, formatted, text => new FormattedQuery(text, null));
    }

    private static string[] Matchers(string? match) => string.IsNullOrWhiteSpace(match) ? [] : [match];

    private static IResult Answer<T, TBody>(HttpContext context, Outcome<T> outcome, Func<T, TBody> body)
    {
        if (!outcome.IsOk)
            return Results.Json(new NamesFailed(ChartError.Of(outcome.Kind, outcome.Reason)), statusCode: outcome.Kind == OutcomeKind.Rejected ? 400 : 200);
        context.Response.Headers.CacheControl = "private, max-age=30";
        return Results.Json(body(outcome.Value!));
    }
}
