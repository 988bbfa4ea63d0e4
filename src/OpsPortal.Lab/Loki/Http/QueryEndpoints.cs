using System.Text.Json;
using OpsPortal.Lab.Loki.Metrics;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Http;

/// <summary><c>query</c> and <c>query_range</c>.</summary>
internal sealed class QueryEndpoints(StreamIndex streams, TimeProvider time)
{
    private const string FlagsHeader = "X-Loki-Response-Encoding-Flags";

    public async Task InstantAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var query = QueryParser.Parse(parameters.Query);
        if (query is LogExpression)
        {
            throw new LogQlException(
                "log queries are not supported as an instant query type, please change your query to a range query type");
        }

        var (stats, started) = (new QueryStats(), time.GetTimestamp());
        var metric = new MetricQuery(streams, stats);
        var isSorted = query is AggregateExpression { Function: "sort" or "sort_desc" };
        metric.Run(query, StepGrid.Instant(parameters.Instant()), isSorted, http.RequestAborted);
        await WriteAsync(http, metric.WriteVector, stats, started, metric.Returned);
    }

    public async Task RangeAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.CheckedRange();
        var (limit, backward, step) = (parameters.Limit, parameters.Backward, parameters.Step(start, end));
        var query = QueryParser.Parse(parameters.Query);
        var (stats, started) = (new QueryStats(), time.GetTimestamp());
        if (query is LogExpression lines)
        {
            var categorize = http.Request.Headers[FlagsHeader].ToString().Split(',', StringSplitOptions.TrimEntries).Contains("categorize-labels");
            var answer = new StreamQuery(streams, stats, categorize);
            answer.Run(lines, start, end, limit, parameters.Interval, backward, http.RequestAborted);
            await WriteAsync(http, answer.Write, stats, started, answer.Returned);
            return;
        }

        var metric = new MetricQuery(streams, stats);
        metric.Run(query, StepGrid.Range(start, end, step), keepOrder: false, http.RequestAborted);
        await WriteAsync(http, metric.WriteMatrix, stats, started, metric.Returned);
    }

    private Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> result, QueryStats stats, long started, int returned)
        => LokiJson.WriteAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "success");
            json.WriteStartObject("data");
            result(json);
            json.WriteStats(stats, time.GetElapsedTime(started), returned);
            json.WriteEndObject();
            json.WriteEndObject();
        });
}
