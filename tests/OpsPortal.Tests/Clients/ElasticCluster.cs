using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsPortal.Clients.Elasticsearch;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients;

/// <summary>
/// Plays a cluster's search, as its documentation has it: a range over a field that keeps milliseconds, sorting, at most a window of lines
/// a question, points in time in which equals have a place.
/// </summary>
internal sealed class ElasticCluster(long[] milliseconds, int window)
{
    private const string Point = "46ToAwMDaWR5BXV1aWQyKwZub2RlXzMAAAAAAAAAACoBYwADaWR4BXV1aWQx";

    /// <summary>False: it is older than points in time, or doesn't let the portal.</summary>
    public bool HasPoints { get; init; } = true;

    /// <summary>Points in time that are open.</summary>
    public int Open { get; private set; }

    /// <summary>Questions that were asked.</summary>
    public int Asked { get; private set; }

    public StubHandler Handler => new(AnswerAsync);

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked++;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/logs-*/_pit" && request.Method == HttpMethod.Post && HasPoints)
        {
            Open++;
            return Json(new { id = Point });
        }
        if (path == "/_pit" && request.Method == HttpMethod.Delete && JsonNode.Parse(body)!["id"]!.GetValue<string>() == Point)
        {
            Open--;
            return Json(new { succeeded = true, num_freed = 1 });
        }
        if (request.Method != HttpMethod.Post || !path.EndsWith("/_search", StringComparison.Ordinal))
            return Json(new { error = new { reason = "no handler found for uri [/logs-*/_pit]" } }, HttpStatusCode.BadRequest);
        var asked = JsonNode.Parse(body)!;
        // A search in a point in time knows its indices and mustn't name them.
        ((asked["pit"]?["id"]?.GetValue<string>() == Point) == (path == "/_search")).ShouldBeTrue(path + body);
        asked["size"]!.GetValue<int>().ShouldBeLessThanOrEqualTo(window);
        return Json(Search(asked));
    }

    private object Search(JsonNode asked)
    {
        var range = asked["query"]!["bool"]!["filter"]![0]!["range"]!["@timestamp"]!;
        // A date keeps milliseconds: what a bound has below them is cut.
        var (over, upTo) = (Milliseconds(range["gt"]!), Milliseconds(range["lte"]!));
        var backward = asked["sort"]![0]!["@timestamp"]!["order"]!.GetValue<string>() == "desc";
        var found = milliseconds.Select((at, place) => (At: at, Place: place)).Where(line => line.At > over && line.At <= upTo);
        found = backward ? found.OrderByDescending(line => line.At).ThenByDescending(line => line.Place) : found.OrderBy(line => line.At).ThenBy(line => line.Place);
        var isPoint = asked["pit"] is not null;
        if (asked["search_after"] is { } after)
        {
            after.AsArray().Count.ShouldBe(2);
            var (at, place) = (Milliseconds(after[0]!), after[1]!.GetValue<int>());
            found = found.SkipWhile(line => (line.At, line.Place) != (at, place)).Skip(1);
        }
        var hits = found.Take(asked["size"]!.GetValue<int>()).Select(line => new
        {
            _id = $"{line.Place}", _index = "logs-a", _source = new { message = $"line {line.Place}" },
            sort = isPoint ? [Text(line.At), line.Place] : new object[] { Text(line.At) },
        });
        var answer = new Dictionary<string, object> { ["hits"] = new { hits } };
        if (isPoint)
            answer["pit_id"] = Point;
        return answer;
    }

    private static long Milliseconds(JsonNode text) => ElasticMoment.Read(JsonSerializer.SerializeToElement(text)) / 1_000_000;

    private static string Text(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static HttpResponseMessage Json(object body, HttpStatusCode status = HttpStatusCode.OK) => StubHandler.Response(status, "application/json", JsonSerializer.Serialize(body));
}
