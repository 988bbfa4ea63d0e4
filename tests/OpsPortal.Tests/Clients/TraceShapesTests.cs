using System.Net;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients;

/// <summary>
/// Odd but real answers. Data of our own, in the shapes that the projects' own repositories keep: Jaeger's model for its user interface with its
/// fixtures (1.x and 2), its server's answers about traces that aren't there, and Tempo's trace of its own checks (2.x, ids in base64) and second form.
/// </summary>
public sealed class TraceShapesTests
{
    private const string Id = TraceClientTests.Id;

    [Fact]
    public async Task Jaeger_ReferencesOfAllKinds_GiveAParentOfThisTraceAndLinks()
    {
        var spans = await SpansAsync(Jaeger(
            Span("0000000000000002"),
            // The first reference leads to another trace: a cause, but no parent here.
            Span("0000000000000004", $$$"""
                {"refType":"CHILD_OF","traceID":"000000000000000000000000000000ff","spanID":"00000000000000ff"},
                {"refType":"FOLLOWS_FROM","traceID":"{{{Id}}}","spanID":"0000000000000009"},
                {"refType":"CHILD_OF","traceID":"{{{Id}}}","spanID":"0000000000000002"},
                {"refType":"FOLLOWS_FROM","traceID":"{{{Id}}}","spanID":"0000000000000002"}
                """),
            Span("0000000000000005", """{"refType":"FOLLOWS_FROM","traceID":"000000000000000000000000000000ff","spanID":"00000000000000ff"}"""),
            Span("0000000000000006", $$$"""{"refType":"FOLLOWS_FROM","traceID":"{{{Id}}}","spanID":"0000000000000002"}""")));

        spans.Select(span => span.ParentId).ShouldBe(["", "0000000000000002", "", "0000000000000002"]);
        spans[1].Links.ShouldBe([new("000000000000000000000000000000ff", "00000000000000ff"), new(Id, "0000000000000009")]);
        spans[2].Links.ShouldBe([new("000000000000000000000000000000ff", "00000000000000ff")]);
        spans[3].Links.ShouldBeEmpty();
    }

    [Fact]
    public async Task Jaeger_ValuesOfAllTypes_AreTexts()
    {
        var span = (await SpansAsync(Jaeger(Span("02", tags: """
            {"key":"peer.ipv4","type":"int64","value":23456},{"key":"limit","type":"int64","value":"9223372036854775222"},{"key":"temperature","type":"float64","value":72.5},
            {"key":"blob","type":"binary","value":"AAAwOQ=="},{"key":"error","type":"bool","value":true},{"key":"empty","type":"string","value":""}
            """)))).ShouldHaveSingleItem();

        span.Attributes.All.ShouldBe(new Dictionary<string, string>
        {
            ["blob"] = "AAAwOQ==", ["empty"] = "", ["error"] = "true", ["limit"] = "9223372036854775222", ["peer.ipv4"] = "23456", ["temperature"] = "72.5",
        });
        span.IsError.ShouldBeTrue();
    }

    [Fact]
    public async Task Jaeger_WarningsOfTraceAndSpan_AreSaidMasked()
    {
        var read = await ReadAsync(HttpStatusCode.OK, $$$"""
            {"data":[{"traceID":"{{{Id}}}","spans":[{{{Span("02", warnings: "[\"clock skew of anna@example.org adjusted\"]")}}}],"processes":{"p1":{"serviceName":"a","tags":[]}},"warnings":["some spans are invalid"]}],
            "total":0,"limit":0,"offset":0,"errors":[{"code":500,"msg":"a part could not be read","traceID":"{{{Id}}}"}]}
            """);

        read.Warnings.ShouldBe(["a part could not be read", "some spans are invalid"]);
        read.Value!.Spans[0].Warnings.ShouldBe(["clock skew of [masked:email] adjusted"]);
    }

    [Fact]
    public async Task Jaeger_ASpanCameTwice_IsOne()
        => (await SpansAsync(Jaeger(Span("02"), Span("02"), Span("02", name: "another part of it")))).Select(span => span.Name).ShouldBe(["work", "another part of it"]);

    [Fact]
    public async Task Tempo_SecondForm_IsReadAndSaysWhenItIsAPart()
    {
        const string Spans = """{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}]},"scopeSpans":[{"scope":{},"spans":[{"traceId":"qJpk5dV7DjyE8VsoXfSwfA==","spanId":"SyPeJdH7ZkE=","name":"work","startTimeUnixNano":"1795231791000000000","endTimeUnixNano":"1795231791000092000","status":{}}]}]}]}""";

        var whole = await ReadAsync(HttpStatusCode.OK, $$$"""{"trace":{{{Spans}}},"metrics":{"inspectedBytes":"1234"}}""");
        var part = await ReadAsync(HttpStatusCode.OK, $$$"""{"trace":{{{Spans}}},"metrics":{},"status":"PARTIAL","message":"it is larger than allowed"}""");

        whole.Value!.Spans.ShouldHaveSingleItem().Id.ShouldBe("4b23de25d1fb6641");
        whole.Warnings.ShouldBeEmpty();
        part.Warnings.ShouldBe(["The trace store has only a part of this trace: it is larger than allowed"]);
    }

    [Theory]
    [InlineData("{\"trace\":{},\"metrics\":{\"inspectedBytes\":\"0\"}}")]
    [InlineData("{\"trace\":null}")]
    public async Task Tempo_SecondFormHasNoTrace_ThereIsNone(string body)
    {
        var read = await ReadAsync(HttpStatusCode.OK, body);

        read.Kind.ShouldBe(OutcomeKind.Ok, read.Reason);
        read.Value.ShouldBeNull();
    }

    [Fact]
    public async Task Otlp_ListsMapsAndLinks_AreJsonWithWhatIsMaskedByNameMasked()
    {
        const string Attributes = """
            [{"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"a \"b\" é"},{"intValue":"9223372036854775222"},{"intValue":3},{"boolValue":true},{"doubleValue":1.5},{}]}}},
             {"key":"user","value":{"kvlistValue":{"values":[{"key":"name","value":{"stringValue":"x"}},{"key":"password","value":{"stringValue":"hunter2"}},{"key":"roles","value":{"arrayValue":{}}}]}}},
             {"key":"blob","value":{"bytesValue":"AAAwOQ=="}},{"key":"none","value":{}},{"key":"absent"}]
            """;

        var span = (await SpansAsync($$$"""
            {"batches":[{"scopeSpans":[{"spans":[{"traceId":"{{{Id}}}","spanId":"4b23de25d1fb6641","name":"work","kind":"SPAN_KIND_CONSUMER","attributes":{{{Attributes}}},
            "events":[{"timeUnixNano":"1795231791000000000","attributes":[{"key":"level","value":{"stringValue":"debug"}}]}],
            "links":[{"traceId":"/////////////////////w==","spanId":"/////////w8="},{"traceId":"","spanId":""}]}]}]}]}
            """)).ShouldHaveSingleItem();

        span.Attributes["tags"].ShouldBe("[\"a \\\"b\\\" é\",9223372036854775222,3,true,1.5,null]");
        span.Attributes["user"].ShouldBe("{\"name\":\"x\",\"password\":\"[masked]\",\"roles\":[]}");
        (span.Attributes["blob"], span.Attributes["none"], span.Attributes["absent"], span.Kind).ShouldBe(("AAAwOQ==", "", "", "consumer"));
        span.Links.ShouldBe([new("ffffffffffffffffffffffffffffffff", "ffffffffffffff0f")]);
    }

    [Theory]
    [InlineData(404, "application/json", "{\"data\":null,\"total\":0,\"limit\":0,\"offset\":0,\"errors\":[{\"code\":404,\"msg\":\"trace not found\"}]}", OutcomeKind.Ok, "")]
    [InlineData(404, "text/plain", "trace not found", OutcomeKind.Ok, "")]
    [InlineData(404, "text/plain; charset=utf-8", "404 page not found\n", OutcomeKind.Rejected, "is Traces:Url right?")]
    [InlineData(404, "text/html", "<html>not here</html>", OutcomeKind.Rejected, "is Traces:Url right?")]
    [InlineData(200, "text/html; charset=utf-8", "<!doctype html><html>Jaeger UI</html>", OutcomeKind.Rejected, "is Traces:Url right?")]
    [InlineData(500, "application/json", "{\"data\":null,\"total\":0,\"limit\":0,\"offset\":0,\"errors\":[{\"code\":500,\"msg\":\"no connection to the storage\"}]}", OutcomeKind.Unavailable, "The trace store failed (500): no connection to the storage")]
    [InlineData(500, "text/plain", "trace exceeds max size (max bytes: 5000000)", OutcomeKind.Unavailable, "The trace store failed (500): trace exceeds max size (max bytes: 5000000)")]
    [InlineData(503, "text/html", "<html>busy</html>", OutcomeKind.Unavailable, "The trace store failed (503)")]
    [InlineData(400, "application/json", "{\"error\":\"invalid trace id\"}", OutcomeKind.Rejected, "The trace store failed (400): invalid trace id")]
    public async Task Read_ErrorsAsTheyAre_AreSaid(int status, string type, string body, OutcomeKind kind, string words)
    {
        var read = await ReadAsync((HttpStatusCode)status, body, type);

        read.Kind.ShouldBe(kind, read.Reason);
        read.Reason.ShouldContain(words);
        read.Value.ShouldBeNull();
    }

    private static string Jaeger(params string[] spans)
        => $$$"""{"data":[{"traceID":"{{{Id}}}","spans":[{{{string.Join(',', spans)}}}],"processes":{"p1":{"serviceName":"a","tags":[]}},"warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}""";

    private static string Span(string id, string references = "", string tags = "", string warnings = "null", string name = "work") => $$$"""
        {"traceID":"{{{Id}}}","spanID":"{{{id}}}","operationName":"{{{name}}}","references":[{{{references}}}],"startTime":1795231791925000,"duration":5,"tags":[{{{tags}}}],"logs":[],"processID":"p1","warnings":{{{warnings}}}}
        """;

    private static async Task<IReadOnlyList<TraceSpan>> SpansAsync(string body)
    {
        var read = await ReadAsync(HttpStatusCode.OK, body);
        read.IsOk.ShouldBeTrue(read.Reason);
        return read.Value!.Spans;
    }

    private static Task<Outcome<Trace?>> ReadAsync(HttpStatusCode status, string body, string type = "application/json")
        => TraceClientTests.Client(StubHandler.Answering(status, type, body)).ReadAsync(Id, default);
}
