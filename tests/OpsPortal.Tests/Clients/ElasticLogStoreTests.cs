using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Elasticsearch;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Loki;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients;

/// <summary>Against the shapes of Fixtures/elasticsearch, which are written by hand from the documentation.</summary>
public sealed class ElasticLogStoreTests
{
    private const long Start = 1795228200000000000;
    private const long End = 1795231800000000000;

    [Fact]
    public async Task Page_Hits_AreLinesWithTheirFieldsMaskedAndNanosecondsExact()
    {
        var page = await Store(Answering("lines")).PageAsync("service.name:api", Start, End, 500, backward: true, default);

        page.IsOk.ShouldBeTrue(page.Reason);
        page.Value!.Next.ShouldBeNull();
        page.Value.Entries.Select(entry => entry.Time).ShouldBe([1795231791923939249, 1795231791900000000, 1795231790000000000]);
        var first = page.Value.Entries[0];
        first.Stream.All.ShouldBe(new Dictionary<string, string> { ["host.name"] = "node-3", ["service.name"] = "api" });
        first.Metadata["detected_level"].ShouldBe("ERROR");
        first.Metadata["service"].ShouldBe("api");
        first.Line.ShouldNotContain("anna@example.org");
        first.Line.ShouldNotContain("hunter2");
        first.Line.ShouldNotContain("\n");
        first.Masked.ShouldBe(2);
        using var line = JsonDocument.Parse(first.Line);
        line.RootElement.GetProperty("http").GetProperty("response").GetProperty("status_code").GetInt32().ShouldBe(502);
        page.Value.Entries[1].Metadata["detected_level"].ShouldBe("warn");
        page.Value.Entries[1].Stream["service.name"].ShouldBe("api");
        page.Value.Entries[2].Metadata["detected_level"].ShouldBe("unknown");
    }

    [Fact]
    public async Task Page_Raw_IsAsItIsStored()
        => (await Store(Answering("lines")).PageAsync("*", Start, End, 500, true, default, raw: true)).Value!.Entries[0].Line.ShouldContain("hunter2");

    [Fact]
    public async Task Page_Question_IsAQueryStringOverTheRangeInOrderOfTime()
    {
        string? body = null, address = null;
        var handler = new StubHandler(async (request, stop) =>
        {
            (address, body) = (request.RequestUri!.PathAndQuery, await request.Content!.ReadAsStringAsync(stop));
            return StubHandler.Response(HttpStatusCode.OK, "application/json", Fixture("no-index"));
        });

        await Store(handler).PageAsync("a:\"b\" OR c:*", Start, Start + 1_500_000_001, 50, backward: true, default);

        address.ShouldBe("/logs-*/_search?ignore_unavailable=true&allow_no_indices=true");
        using var json = JsonDocument.Parse(body!);
        var filter = json.RootElement.GetProperty("query").GetProperty("bool").GetProperty("filter");
        filter[0].GetProperty("range").GetProperty("@timestamp").GetProperty("gt").GetString().ShouldBe("2026-11-21T02:29:59.999999999Z");
        filter[0].GetProperty("range").GetProperty("@timestamp").GetProperty("lte").GetString().ShouldBe("2026-11-21T02:30:01.500000000Z");
        filter[1].GetProperty("query_string").GetProperty("query").GetString().ShouldBe("a:\"b\" OR c:*");
        json.RootElement.GetProperty("sort")[0].GetProperty("@timestamp").GetProperty("order").GetString().ShouldBe("desc");
        json.RootElement.GetProperty("size").GetInt32().ShouldBe(50);
    }

    [Fact]
    public async Task Page_Full_AsksForItsLastInstantByItselfAndSaysWhereTheNextBegins()
    {
        var handler = Answering("lines");

        var page = await Store(handler).PageAsync("*", Start, End, 3, backward: true, default);

        handler.Asked.Count.ShouldBe(2);
        handler.Asked[1].ShouldContain("\"gt\":\"2026-11-21T03:29:49.999999999Z\",\"lte\":\"2026-11-21T03:29:50.000000000Z\"");
        page.Value!.Next.ShouldBe(1795231790000000000);
    }

    [Fact]
    public async Task Levels_Buckets_AreBarsByLevel()
    {
        var bars = (await Store(Answering("levels")).LevelsAsync("*", Start / 1_000_000_000, End / 1_000_000_000, TimeSpan.FromMinutes(1), default)).Value!.Bars;

        bars.ShouldBe([new("info", 1795230000, 4), new("info", 1795230060, 3), new("ERROR", 1795230060, 2), new("", 1795230120, 1)]);
    }

    [Fact]
    public async Task Search_SomeShardsFailedOrTimeRanOut_IsSaid()
    {
        var page = await Store(Answering("partial")).PageAsync("*", Start, End, 10, true, default);

        page.IsOk.ShouldBeTrue();
        page.Warnings.Count.ShouldBe(2);
        page.Warnings[1].ShouldBe("1 of 3 shards failed, so lines are missing: No mapping found for [@timestamp] in order to sort on.");
    }

    [Theory]
    [InlineData("error-parse", 400, OutcomeKind.Rejected, "Encountered \"<EOF>\" at line 1, column 14.")]
    [InlineData("error-auth", 401, OutcomeKind.Rejected, "Elasticsearch:ApiKeyFile")]
    [InlineData("error-no-index", 404, OutcomeKind.Rejected, "no such index [logs-api]")]
    [InlineData("error-busy", 429, OutcomeKind.Unavailable, "Data too large")]
    [InlineData("error-down", 503, OutcomeKind.Unavailable, "all shards failed")]
    public async Task Search_Refused_IsSaidInTheClustersWords(string name, int status, OutcomeKind kind, string words)
    {
        var page = await Store(StubHandler.Answering((HttpStatusCode)status, "application/json", Fixture(name))).PageAsync("*", Start, End, 10, true, default);

        page.Kind.ShouldBe(kind);
        page.Reason.ShouldContain(words);
    }

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("{}")]
    [InlineData("{\"hits\":{\"hits\":[{\"_source\":{},\"sort\":[\"yesterday\"]}]}}")]
    public async Task Search_Garbage_IsAnOutcome(string body)
        => (await Store(StubHandler.Answering(HttpStatusCode.OK, "application/json", body)).PageAsync("*", Start, End, 10, true, default)).Kind.ShouldBe(OutcomeKind.Unavailable);

    [Fact]
    public async Task Fields_AndValues_AreThoseOfTheMappingAndMasked()
    {
        (await Store(Answering("field-caps")).FieldsAsync("*", Start, End, default)).Value!.Select(field => (field.Name, field.Type))
            .ShouldBe([("message", "string"), ("http.response.status_code", "int"), ("service.name", "string")]);
        var values = new StubHandler((request, _) => Task.FromResult(StubHandler.Response(HttpStatusCode.OK, "application/json", Fixture(
            request.RequestUri!.AbsolutePath.EndsWith("_field_caps", StringComparison.Ordinal) ? "field-caps" : "values"))));
        (await Store(values).FieldValuesAsync("service.name", "*", Start, End, default)).Value.ShouldBe(["node-3", "[masked:email]"]);
        (await Store(Answering("values")).FieldValuesAsync("user.password", "*", Start, End, default)).Value!.ShouldBeEmpty();
        (await Store(Answering("values")).FieldValuesAsync("user.password.keyword", "*", Start, End, default)).Value!.ShouldBeEmpty();
    }

    [Fact]
    public void Narrowed_TextAndLevels_AreConditionsInEverySpelling()
    {
        var store = Store(Answering("root"));

        store.Narrowed("service.name:api", "say \"hi\"", ["warn"]).ShouldBe("(service.name:api) AND \"say \\\"hi\\\"\" AND log.level:(warn OR WARN OR Warn OR warning OR WARNING OR Warning OR 40)");
        store.Narrowed("*", "", ["unknown"]).ShouldBe("(NOT _exists_:log.level)");
        store.Narrowed("*", "", []).ShouldBe("*");
    }

    [Fact]
    public async Task Ask_WithAnApiKey_SendsItAsItStandsInItsFile()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHA=\n");
        HttpRequestMessage? sent = null;
        var handler = new StubHandler((request, _) =>
        {
            sent = request;
            return Task.FromResult(StubHandler.Response(HttpStatusCode.OK, "application/json", Fixture("root")));
        });

        (await Store(handler, new ElasticOptions { Url = "http://es/", ApiKeyFile = file }).VersionAsync(default)).Value.ShouldBe("Elasticsearch 8.15.3");

        sent!.RequestUri!.ToString().ShouldBe("http://es/");
        sent.Headers.GetValues("Authorization").ShouldBe(["ApiKey VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHA="]);
        File.Delete(file);
    }

    internal static ElasticLogStore Store(StubHandler handler, ElasticOptions? options = null)
        => new(new ElasticLink(new HttpClient(handler), Options.Create(options ?? new ElasticOptions { Url = "http://es" }), TimeProvider.System), LokiStub.Mask);

    private static StubHandler Answering(string name) => StubHandler.Answering(HttpStatusCode.OK, "application/json", Fixture(name));

    internal static string Fixture(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "elasticsearch", name + ".json"));
}
