using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Clients;
using OpsPortal.Clients.Otlp;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Own;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Clients;

public sealed class OtlpPushTests
{
    private const long At = 1795231893088033681;

    [Fact]
    public async Task Send_Lines_AreRecordsOfTheirResourceWithSeverityAndIds()
    {
        (Uri? address, string body) = (null, "");
        var handler = new StubHandler(async (request, stop) =>
        {
            address = request.RequestUri;
            request.Content!.Headers.ContentType!.MediaType.ShouldBe("application/json");
            await using var plain = new GZipStream(new MemoryStream(await request.Content.ReadAsByteArrayAsync(stop)), CompressionMode.Decompress);
            body = await new StreamReader(plain).ReadToEndAsync(stop);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{\"partialSuccess\":{}}") };
        });

        var sent = await Push(handler).SendAsync(
            [Line("error", "{\"message\":\"<b>\",\"trace_id\":\"5b8efff798038103d269b633813fc60c\",\"span_id\":\"eee19b7ec3c1b174\"}"), Line("error", "plain"), Line("info", "{\"trace_id\":\"no id\"}")], default);

        sent.End.ShouldBe(PushEnd.Taken, sent.Words);
        address!.ToString().ShouldBe("http://otlp/otlp/v1/logs");
        using var json = JsonDocument.Parse(body);
        var resources = json.RootElement.GetProperty("resourceLogs");
        resources.GetArrayLength().ShouldBe(2);
        var attributes = resources[0].GetProperty("resource").GetProperty("attributes").EnumerateArray()
            .ToDictionary(one => one.GetProperty("key").GetString()!, one => one.GetProperty("value").GetProperty("stringValue").GetString());
        attributes.ShouldBe(new Dictionary<string, string?> { ["deployment.environment.name"] = "Production", ["service.name"] = "opsportal" }, ignoreOrder: true);
        var records = resources[0].GetProperty("scopeLogs")[0].GetProperty("logRecords");
        records.GetArrayLength().ShouldBe(2);
        records[0].GetProperty("timeUnixNano").GetString().ShouldBe($"{At}");
        records[0].GetProperty("severityNumber").GetInt32().ShouldBe(17);
        records[0].GetProperty("traceId").GetString().ShouldBe("5b8efff798038103d269b633813fc60c");
        records[0].GetProperty("spanId").GetString().ShouldBe("eee19b7ec3c1b174");
        records[1].GetProperty("body").GetProperty("stringValue").GetString().ShouldBe("plain");
        records[1].TryGetProperty("traceId", out _).ShouldBeFalse();
    }

    [Theory]
    // Recorded from Loki 3.7.6's /otlp/v1/logs.
    [InlineData("push-otlp-success", PushEnd.Taken)]
    [InlineData("push-otlp-too-old", PushEnd.Refused)]
    [InlineData("push-otlp-malformed", PushEnd.Refused)]
    public async Task Send_RecordedAnswersOfLoki_AreUnderstood(string name, PushEnd end)
    {
        var recorded = RecordedAnswer.Load(name);

        var sent = await Push(new StubHandler((_, _) => Task.FromResult(StubHandler.Response(recorded.Status, recorded.ContentType ?? "", recorded.Text)))).SendAsync([Line("info", "x")], default);

        sent.End.ShouldBe(end, sent.Words);
        (sent.Words.Length > 0).ShouldBe(end != PushEnd.Taken);
    }

    [Theory]
    [InlineData(429, PushEnd.Later)]
    [InlineData(502, PushEnd.Later)]
    [InlineData(503, PushEnd.Later)]
    [InlineData(504, PushEnd.Later)]
    [InlineData(413, PushEnd.TooLarge)]
    [InlineData(400, PushEnd.Refused)]
    [InlineData(500, PushEnd.Refused)]
    [InlineData(401, PushEnd.Refused)]
    public async Task Send_Refused_IsTriedAgainOnlyWhereTheProtocolSaysSo(int status, PushEnd end)
        => (await Push(StubHandler.Answering((HttpStatusCode)status, "text/plain", "words")).SendAsync([Line("info", "x")], default)).End.ShouldBe(end);

    [Fact]
    public async Task Send_AskedToWait_SaysForHowLong()
    {
        var handler = new StubHandler((_, _) =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(42));
            return Task.FromResult(answer);
        });

        (await Push(handler).SendAsync([Line("info", "x")], default)).Wait.ShouldBe(TimeSpan.FromSeconds(42));
    }

    [Fact]
    public async Task Send_PartlyRefused_IsSaid()
    {
        var sent = await Push(StubHandler.Answering(HttpStatusCode.OK, "application/json", "{\"partialSuccess\":{\"rejectedLogRecords\":\"2\",\"errorMessage\":\"too old\"}}")).SendAsync([Line("info", "x")], default);

        sent.ShouldBe(new PushAnswer(PushEnd.Refused, "2 lines were refused: too old"));
    }

    [Fact]
    public void Options_OtlpWithoutAnAddress_NamesTheKey()
    {
        var failures = new OwnLogOptionsCheck(Options.Create(new OtlpOptions())).Validate(null, new OwnLogOptions { Push = true, Via = "otlp" }).Failures!;

        failures.ShouldHaveSingleItem().ShouldStartWith("Logs:Own:Otlp:Url");
    }

    private static OtlpPush Push(StubHandler handler) => new(new HttpClient(handler), Options.Create(new OtlpOptions { Url = "http://otlp/otlp/" }), TimeProvider.System);

    private static LogEntry Line(string level, string text)
        => new(At, text, new LabelSet([new("service", "opsportal"), new("environment", "Production"), new("level", level)]), LabelSet.Empty, LabelSet.Empty);
}
