using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Clients.Loki;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients.Loki;

/// <summary>Paging over a log where many lines share an instant: none twice, none lost, however the pages fall.</summary>
public sealed class PagingTests
{
    private const long Start = 1000;
    private const long End = 2000;

    // Three streams; 1,500 has seven lines of all of them.
    private static readonly (long Time, string Stream, string Line)[] Log =
    [
        .. Enumerable.Range(0, 20).Select(i => (1000L + i * 25, "abc"[i % 3].ToString(), "line " + i)),
        .. Enumerable.Range(0, 7).Select(i => (1500L, "abc"[i % 3].ToString(), "same " + i)),
        .. Enumerable.Range(0, 15).Select(i => (1510L + i * 30, "abc"[i % 3].ToString(), "late " + i)),
    ];

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    [InlineData(5, true)]
    [InlineData(10, false)]
    [InlineData(16, true)]
    [InlineData(1000, true)]
    public async Task Page_AfterPage_GivesEveryLineOnce(int limit, bool backward)
    {
        var client = LokiStub.Client(new HttpClient(new StubHandler((request, _) => Task.FromResult(Answer(request)))), new LokiOptions { Url = "http://loki" }, TimeProvider.System);
        var (start, end) = (Start, End);
        var lines = new List<string>();

        for (var pages = 0; pages < 100; pages++)
        {
            var page = (await client.PageAsync("{a=~\".+\"}", start, end, limit, backward, default)).Value!;
            lines.AddRange(page.Entries.Select(entry => entry.Line));
            if (page.Next is not { } next)
                break;
            (start, end) = backward ? (start, next) : (next, end);
        }

        lines.Count.ShouldBe(Log.Length);
        lines.Order().ShouldBe(Log.Select(one => one.Line).Order());
    }

    // As Loki answers: the limit counts over all streams, streams come in no order, the end is exclusive.
    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var asked = QueryHelpers.ParseQuery(request.RequestUri!.Query);
        var (start, end) = (long.Parse(asked["start"]!, CultureInfo.InvariantCulture), long.Parse(asked["end"]!, CultureInfo.InvariantCulture));
        var there = Log.Where(one => one.Time >= start && one.Time < end);
        var chosen = (asked["direction"] == "backward" ? there.OrderByDescending(one => one.Time) : there.OrderBy(one => one.Time)).Take(int.Parse(asked["limit"]!, CultureInfo.InvariantCulture));
        var result = chosen.GroupBy(one => one.Stream).OrderBy(group => group.Key == "b" ? 0 : 1)
            .Select(group => new { stream = new { a = group.Key }, values = group.Select(one => new[] { one.Time.ToString(CultureInfo.InvariantCulture), one.Line }) });
        return StubHandler.Response(HttpStatusCode.OK, "application/json", JsonSerializer.Serialize(new { status = "success", data = new { resultType = "streams", result } }));
    }
}
