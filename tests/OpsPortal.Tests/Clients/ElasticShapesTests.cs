using System.Net;
using System.Text.Json;
using OpsPortal.Clients.Elasticsearch;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients;

/// <summary>
/// Odd but real answers. Data of our own, in shapes that others published: <c>fields</c> of "Retrieve selected fields" (8.x), <c>_clusters</c>
/// of "Cross-cluster search" (8.x and 9), <c>_field_caps</c> of its reference (7.13 and 8.x), errors as the cluster's issue 73763 (7.13.1),
/// captured 403s of API keys (8.x), and refusals to count a text (7.x, 8.x) have them.
/// </summary>
public sealed class ElasticShapesTests
{
    private const long Start = 1795228200000000000;
    private const long End = 1795231800000000000;
    private const string Sort = "\"sort\":[\"2026-11-21T03:29:50.000Z\"]";

    [Fact]
    public async Task Page_LabelsThatOnlyTheMappingKnows_AreTakenFromFields()
    {
        // A keyword beside a text, a service that the index keeps once for all lines, a level that is computed: none is in the source.
        var options = new ElasticOptions { Url = "http://es", LevelField = "log.level.keyword", LabelFields = ["service.name", "host.name"], MessageField = "event.original" };
        var handler = Answering($$$"""
            {"hits":{"total":{"value":1,"relation":"eq"},"max_score":null,"hits":[{"_index":"eu:logs-a","_id":"1","_score":null,"_ignored":["stack"],
            "_source":{"event":{"original":"it failed"},"host":[{"ip":"10.0.0.1"},{"name":"node-3"}]},
            "fields":{"service.name":["gateway"],"log.level.keyword":["ERROR","WARN"],"event.original":["it failed"]},{{{Sort}}}}]}}
            """);

        var line = await OneAsync(handler, options);

        (line.Metadata["service"], line.Metadata["detected_level"], line.Metadata["_index"]).ShouldBe(("gateway", "ERROR", "eu:logs-a"));
        line.Stream.All.ShouldBe(new Dictionary<string, string> { ["host.name"] = "node-3", ["service.name"] = "gateway" });
        using var json = JsonDocument.Parse(line.Line);
        json.RootElement.GetProperty("message").GetString().ShouldBe("it failed");
        handler.Asked[0].ShouldContain("\"fields\":[\"service.name\",\"host.name\",\"log.level.keyword\",\"event.original\"]");
    }

    [Theory]
    [InlineData("\"fields\":{\"message\":[\"it failed\"],\"service.name\":[\"gateway\"]},", "it failed", "gateway")]
    [InlineData("\"_source\":null,\"fields\":{\"service.name\":[\"gateway\"]},", "", "gateway")]
    [InlineData("\"_source\":{},", "", "")]
    [InlineData("", "", "")]
    public async Task Page_IndexKeepsNoSource_LinesAreWhatTheFieldsSay(string parts, string message, string service)
    {
        var line = await OneAsync(Answering($$$"""{"hits":{"hits":[{"_index":"a","_id":"1",{{{parts}}}{{{Sort}}}}]}}"""), new ElasticOptions { Url = "http://es" });

        line.Metadata["service"].ShouldBe(service);
        line.Line.ShouldStartWith("{");
        line.Line.ShouldContain(message);
    }

    [Fact]
    public async Task Page_EmptySourceAndAnotherMessageField_IsStillJson()
    {
        var line = await OneAsync(
            Answering($$$"""{"hits":{"hits":[{"_index":"a","_id":"1","_source":{},"fields":{"text":["it \"failed\""]},{{{Sort}}}}]}}"""), new ElasticOptions { Url = "http://es", MessageField = "text" });

        using var json = JsonDocument.Parse(line.Line);
        json.RootElement.GetProperty("message").GetString().ShouldBe("it \"failed\"");
    }

    [Fact]
    public async Task Search_ClustersAreAway_EachIsNamed()
    {
        const string Details = """
            {"took":5,"timed_out":false,"_shards":{"total":10,"successful":10,"skipped":0,"failed":0},
            "_clusters":{"total":3,"successful":1,"skipped":1,"running":0,"partial":1,"failed":0,"details":{
              "(local)":{"status":"successful","indices":"logs-*","took":4,"timed_out":false,"_shards":{"total":10,"successful":10,"skipped":0,"failed":0}},
              "eu":{"status":"skipped","indices":"logs-*","timed_out":false,"failures":[{"shard":-1,"index":null,"reason":{"type":"connect_transport_exception","reason":"Unable to connect to [eu]"}}]},
              "us":{"status":"partial","indices":"logs-*","timed_out":false}}},
            "hits":{"hits":[]}}
            """;

        (await PageAsync(Answering(Details))).Warnings.ShouldBe(["The cluster “eu” did not answer, so its lines are missing: Unable to connect to [eu]."]);
        (await PageAsync(Answering("""{"_clusters":{"total":2,"successful":1,"skipped":1},"hits":{"hits":[]}}"""))).Warnings.ShouldBe(["1 of 2 clusters did not answer, so lines are missing."]);
    }

    [Theory]
    [InlineData(400, """{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"","phase":"fetch","grouped":true,"failed_shards":[],"caused_by":{"type":"illegal_argument_exception","reason":"nanoseconds [-1] are before the epoch"}},"status":400}""", OutcomeKind.Rejected, "nanoseconds [-1] are before the epoch")]
    [InlineData(503, """{"error":{"root_cause":[{"type":"no_shard_available_action_exception","reason":null}],"type":"search_phase_execution_exception","reason":"all shards failed","failed_shards":[{"shard":0,"index":"a","reason":{"type":"no_shard_available_action_exception","reason":null}}]},"status":503}""", OutcomeKind.Unavailable, "Elasticsearch failed (503): no_shard_available_action_exception")]
    [InlineData(403, """{"error":{"root_cause":[{"type":"security_exception","reason":"action [indices:data/read/search] is unauthorized for API key id [x]"}],"type":"security_exception","reason":"action [indices:data/read/search] is unauthorized for API key id [x]"},"status":403}""", OutcomeKind.Rejected, "does not let it do this (403): it needs read and view_index_metadata on the indices. action [indices:data/read/search] is unauthorized for API key id [x]")]
    [InlineData(503, """{"ok":false,"message":"Cluster is not yet active"}""", OutcomeKind.Unavailable, "Elasticsearch failed (503): Cluster is not yet active")]
    [InlineData(405, """{"error":"Incorrect HTTP method for uri [/x]","status":405}""", OutcomeKind.Rejected, "Incorrect HTTP method for uri [/x]")]
    [InlineData(429, """{"error":{"root_cause":[{"type":"es_rejected_execution_exception","reason":"rejected execution of x"}],"type":"es_rejected_execution_exception","reason":"rejected execution of x"},"status":429}""", OutcomeKind.Unavailable, "Elasticsearch is busy: rejected execution of x")]
    [InlineData(502, "<html>Bad gateway</html>", OutcomeKind.Unavailable, "Elasticsearch failed (502)")]
    public async Task Search_ErrorsAsTheyAre_AreSaid(int status, string body, OutcomeKind kind, string words)
    {
        var page = await PageAsync(StubHandler.Answering((HttpStatusCode)status, "application/json", body));

        page.Kind.ShouldBe(kind);
        page.Reason.ShouldEndWith(words);
    }

    [Fact]
    public async Task Levels_AreNumbersOrMissing_AreBarsAll()
    {
        var handler = Answering("""
            {"aggregations":{"levels":{"buckets":[{"key":50,"doc_count":2,"bars":{"buckets":[{"key":1795230000000,"doc_count":2}]}},{"key":1,"key_as_string":"true","doc_count":1,"bars":{"buckets":[{"key":1795230060000,"doc_count":1}]}}]},
            "none":{"doc_count":3,"bars":{"buckets":[{"key":1795230000000,"doc_count":3}]}}}}
            """);

        var bars = (await Store(handler).LevelsAsync("*", 1795228200, 1795231800, TimeSpan.FromMinutes(1), default)).Value!.Bars;

        bars.ShouldBe([new("error", 1795230000, 2), new("true", 1795230060, 1), new("", 1795230000, 3)]);
        // A value in place of a missing one must fit the field's type.
        handler.Asked[0].ShouldContain("\"none\":{\"missing\":{\"field\":\"log.level\"}");
        handler.Asked[0].ShouldNotContain("\"missing\":\"\"");
    }

    [Theory]
    [InlineData("Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [log.level]")]
    [InlineData("Fielddata is disabled on text fields by default. Set fielddata=true on [log.level]")]
    public async Task Levels_LevelIsAText_SaysWhatToSet(string reason)
    {
        var refused = JsonSerializer.Serialize(new { error = new { root_cause = new[] { new { type = "illegal_argument_exception", reason } } }, status = 400 });

        var bars = await Store(StubHandler.Answering(HttpStatusCode.BadRequest, "application/json", refused)).LevelsAsync("*", 1795228200, 1795231800, TimeSpan.FromMinutes(1), default);

        bars.Kind.ShouldBe(OutcomeKind.Rejected);
        bars.Reason.ShouldContain("set Elasticsearch:LevelField to its keyword, mostly log.level.keyword");
    }

    [Fact]
    public async Task Fields_OfSeveralVersions_AreThoseOfLines()
    {
        // Without "type" inside, as the reference shows it; metadata by their mark or, before there was one, by their name.
        var handler = Answering("""
            {"indices":["a","b"],"fields":{
              "_id":{"_id":{"searchable":true,"aggregatable":true}},
              "tier":{"keyword":{"metadata_field":true,"searchable":true,"aggregatable":true}},
              "code":{"long":{"searchable":true,"aggregatable":true,"indices":["a"]},"keyword":{"searchable":true,"aggregatable":true,"indices":["b"]}},
              "took":{"long":{"searchable":true,"aggregatable":true},"float":{"searchable":true,"aggregatable":true}},
              "ok":{"boolean":{"searchable":true,"aggregatable":true}},
              "items":{"nested":{"searchable":false,"aggregatable":false}}}}
            """);

        (await Store(handler).FieldsAsync("*", Start, End, default)).Value!.Select(field => (field.Name, field.Type)).ShouldBe([("code", "string"), ("took", "float"), ("ok", "boolean")]);

        // A filter of metadata is an unknown parameter, and so refused, before 8.2.
        handler.Asked[0].ShouldNotContain("filters");
    }

    [Fact]
    public async Task FieldValues_OfATextOrATruthValue_AreWhatOneCanAskFor()
    {
        var handler = new StubHandler((request, _) => Task.FromResult(StubHandler.Response(HttpStatusCode.OK, "application/json", request.RequestUri!.AbsolutePath.EndsWith("_field_caps", StringComparison.Ordinal)
            ? """{"fields":{"user":{"text":{"searchable":true,"aggregatable":false}},"user.keyword":{"keyword":{"searchable":true,"aggregatable":true}}}}"""
            : """{"aggregations":{"values":{"buckets":[{"key":1,"key_as_string":"true","doc_count":4},{"key":"anna@example.org","doc_count":1},{"key":"ben@example.org","doc_count":1}]}}}""")));

        (await Store(handler).FieldValuesAsync("user", "*", Start, End, default)).Value.ShouldBe(["true", "[masked:email]"]);

        handler.Asked[1].ShouldContain("\"terms\":{\"field\":\"user.keyword\"");
    }

    private static async Task<LogEntry> OneAsync(StubHandler handler, ElasticOptions options)
    {
        var page = await ElasticLogStoreTests.Store(handler, options).PageAsync("*", Start, End, 500, true, default);
        page.IsOk.ShouldBeTrue(page.Reason);
        return page.Value!.Entries.ShouldHaveSingleItem();
    }

    private static Task<Outcome<LogPage>> PageAsync(StubHandler handler) => Store(handler).PageAsync("*", Start, End, 500, true, default);

    private static ElasticLogStore Store(StubHandler handler) => ElasticLogStoreTests.Store(handler);

    private static StubHandler Answering(string body) => StubHandler.Answering(HttpStatusCode.OK, "application/json", body);
}
