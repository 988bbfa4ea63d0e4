using System.Text.Json;
using System.Text.Json.Nodes;
using OpsPortal.Clients.Loki;
using OpsPortal.Lab.Logs;
using OpsPortal.Tests.Clients.Loki;

namespace OpsPortal.Tests.Lab.Loki;

/// <summary>What the portal asks beside lines and figures, and tails: the lab's Loki answers in the recorded shapes.</summary>
public sealed class TailAndDetectedTests
{
    private static readonly LogLabels Labels = new([new("service", "x"), new("level", "info")]);

    [Theory]
    [InlineData("detected-fields-empty")]
    [InlineData("patterns-empty")]
    [InlineData("index-volume-bad-query")]
    [InlineData("format-query-error")]
    [InlineData("tail-bad-query-no-upgrade")]
    [InlineData("tail-without-upgrade")]
    [InlineData("detected-fields-error-parse")]
    public async Task Ask_WhatNeedsNoLines_IsAnsweredAsRecorded(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        await using var server = await LokiServer.StartAsync(RecordedLines.All);

        using var response = await server.SendAsync(recorded);
        var text = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(recorded.Status, text);
        if (recorded.Body.ValueKind == JsonValueKind.String)
            text.ShouldBe(recorded.Text);
        else
            JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(recorded.Text)).ShouldBeTrue(text);
    }

    [Theory]
    [InlineData("detected-fields", "fields")]
    [InlineData("detected-labels", "detectedLabels")]
    [InlineData("patterns", "data")]
    public async Task Ask_Detected_HasTheRecordedShape(string name, string list)
    {
        var recorded = RecordedAnswer.Load(name);
        await using var server = await LokiServer.StartAsync(RecordedLines.All);

        using var response = await server.SendAsync(recorded);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        var (mine, theirs) = (json.RootElement.GetProperty(list), recorded.Body.GetProperty(list));
        mine.GetArrayLength().ShouldBeGreaterThan(0);
        Members(mine).ShouldBe(Members(theirs));
    }

    [Fact]
    public async Task Volume_ByTargetLabels_SumsBytes()
    {
        await using var server = await LokiServer.StartAsync([Line(1795231800000000000, "four"), Line(1795231801000000000, "sevenxx")]);

        using var response = await server.AskAsync("index/volume", "query", "{service=\"x\"}", "targetLabels", "service,level", "start", "1795231800000000000", "end", "1795231900000000000");

        (await response.Content.ReadAsStringAsync()).ShouldContain("\"metric\":{\"level\":\"info\",\"service\":\"x\"},\"value\":[1795231900,\"11\"]");
    }

    [Fact]
    public async Task Tail_HistoryThenLive_ComesThroughThePortalsClient()
    {
        await using var server = await LokiServer.StartAsync([Line(1795231800000000000, "{\"n\":1}"), Line(1795231801000000000, "{\"n\":2}"), Line(1795231802000000000, "other")]);
        using var http = new HttpClient();
        var tail = new LokiTail(LokiStub.Link(http, new LokiOptions { Url = server.Url.ToString() }, TimeProvider.System), LokiStub.Mask);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var lines = new List<string>();

        await foreach (var frame in tail.FollowAsync("{service=\"x\"} |= `\"n\"` | json", 1795231800000000000, 1, false, stop.Token))
        {
            frame.IsOk.ShouldBeTrue(frame.Reason);
            lines.AddRange(frame.Value!.Entries.Select(entry => entry.Line + entry.Parsed["n"]));
            if (lines.Count == 1)
                server.Store.Push([Line(1795231893000000000, "{\"n\":3}"), Line(1795231893000000001, "not this")]);
            if (lines.Count == 2)
                break;
        }

        lines.ShouldBe(["{\"n\":2}2", "{\"n\":3}3"]);
    }

    [Fact]
    public async Task Tail_OfNumbers_IsClosedInLokisWords()
    {
        await using var server = await LokiServer.StartAsync();
        using var http = new HttpClient();
        var tail = new LokiTail(LokiStub.Link(http, new LokiOptions { Url = server.Url.ToString() }, TimeProvider.System), LokiStub.Mask);

        await foreach (var frame in tail.FollowAsync("rate({service=\"x\"}[1m])", 0, 1, false, default))
            frame.Reason.ShouldBe("only log selector is supported");
        await foreach (var frame in tail.FollowAsync("{service=", 0, 1, false, default))
            frame.Reason.ShouldBe("parse error at line 1, col 10: syntax error: unexpected $end, expecting STRING");
    }

    private static LogLine Line(long time, string text) => new(time, Labels, text, LogLine.NoMetadata);

    private static string[] Members(JsonElement list)
        => [.. list.EnumerateArray().SelectMany(item => item.EnumerateObject()).Select(member => $"{member.Name}: {(member.Value.ValueKind == JsonValueKind.Null ? JsonValueKind.Array : member.Value.ValueKind)}").Distinct().Order(StringComparer.Ordinal)];
}
