using System.Net;
using System.Text.Json.Nodes;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Tests.Lab.Loki;

public sealed class PushTests
{
    [Theory]
    [InlineData("push-success-204")]
    [InlineData("push-success-structured-metadata-204")]
    [InlineData("push-empty-labels")]
    [InlineData("push-empty-body")]
    [InlineData("push-empty-object")]
    [InlineData("push-no-streams")]
    [InlineData("push-bad-label-name")]
    [InlineData("push-wrong-content-type")]
    [InlineData("push-bad-content-encoding")]
    [InlineData("push-gzip-claimed-not-gzip")]
    [InlineData("push-too-old-168h")]
    [InlineData("push-too-new")]
    [InlineData("push-mixed-partly-rejected")]
    public async Task Push_AnswersAsRecorded(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        await using var server = await LokiServer.StartAsync();

        using var response = await server.SendAsync(recorded);

        (await response.Content.ReadAsStringAsync()).ShouldBe(recorded.Text);
        response.StatusCode.ShouldBe(recorded.Status);
    }

    [Fact]
    public async Task Push_OneOfTwoTooOld_KeepsTheGoodOne()
    {
        await using var server = await LokiServer.StartAsync();

        using var response = await server.SendAsync(RecordedAnswer.Load("push-mixed-partly-rejected"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        server.Store.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Push_MoreThanAnHourBehindItsStream_IsRefusedWithTheLimit()
    {
        var newest = new LogLine(1795231893088033681, LogLabels.Of(("service", "ooo")), "newest", LogLine.NoMetadata);
        await using var server = await LokiServer.StartAsync([newest]);

        using var accepted = await server.SendAsync(RecordedAnswer.Load("push-out-of-order-accepted"));
        using var refused = await server.SendAsync(RecordedAnswer.Load("push-out-of-order-too-far-behind"));

        accepted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await refused.Content.ReadAsStringAsync()).ReplaceLineEndings("\n")
            .ShouldBe(RecordedAnswer.Load("push-out-of-order-too-far-behind").Text.Replace("user 't-push'", "user 'fake'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task QueryRange_IntervalGiven_LeavesOutLinesThatAreCloser()
    {
        var lines = Enumerable.Range(0, 10).Select(i => new LogLine(
            (1_795_231_000L + (i * 30)) * 1_000_000_000, LogLabels.Of(("service", "a")), $"line {i}", LogLine.NoMetadata));
        await using var server = await LokiServer.StartAsync(lines);

        using var response = await server.AskAsync("query_range", "query", """{service="a"}""", "interval", "1m", "start", "1795231000", "end", "1795231600");
        var values = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]!["result"]![0]!["values"]!.AsArray();

        values.Select(value => (string)value![1]!).ShouldBe(["line 9", "line 7", "line 5", "line 3", "line 1"]);
    }
}
