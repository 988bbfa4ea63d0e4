using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Loki;
using OpsPortal.Features.Logs;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogDownloadTests
{
    [Fact]
    public async Task Get_Answered_IsOneLineALine()
    {
        var result = await LogDownload.GetAsync("{a=\"b\"}", 1, 2, 10, "newest", Loki("query-range-streams-categorized"), default);

        var lines = Encoding.UTF8.GetString(result.ShouldBeOfType<FileContentHttpResult>().FileContents.Span).Split('\n');
        lines.Length.ShouldBe(11);
        lines[0].ShouldStartWith("2026-11-21T03:29:51.923939249Z fatal   ai-gateway {\"msg\": \"route.select failed");
    }

    [Theory]
    [InlineData(null, 1L, 2L, 10)]
    [InlineData("{a=\"b\"}", 2L, 2L, 10)]
    [InlineData("{a=\"b\"}", 1L, 2L, 0)]
    [InlineData("{a=\"b\"}", 1L, 2L, 5001)]
    public async Task Get_ParametersOutOfBounds_IsA400(string? query, long? start, long? end, int? limit)
        => (await LogDownload.GetAsync(query, start, end, limit, null, Loki("query-range-empty"), default)).ShouldBeOfType<ProblemHttpResult>().StatusCode.ShouldBe(400);

    [Theory]
    [InlineData("query-range-error-parse", 400, "unexpected $end")]
    [InlineData("limit-timeout-504", 503, "request timed out")]
    public async Task Get_LokiRefusesOrFails_SaysSoInItsWords(string recorded, int status, string words)
    {
        var problem = (await LogDownload.GetAsync("{a=\"b\"", 1, 2, 10, null, Loki(recorded), default)).ShouldBeOfType<ProblemHttpResult>();

        problem.StatusCode.ShouldBe(status);
        problem.ProblemDetails.Detail!.ShouldContain(words);
    }

    private static LokiClient Loki(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        return new LokiClient(
            new HttpClient(StubHandler.Answering(recorded.Status, recorded.ContentType, recorded.Text)),
            Options.Create(new LokiOptions { Url = "http://loki" }), new FakeClock(DateTimeOffset.UnixEpoch));
    }
}
