using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Prometheus;

/// <summary>What charts and Explore ask, over HTTP, of a portal before a real Prometheus.</summary>
public sealed class QueryEndpointTests(PostgresServer postgres) : IAsyncLifetime
{
    private const long At = 1_795_000_000;
    private PrometheusServer _prometheus = null!;
    private PortalHost _portal = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var samples = Enumerable.Range(0, 240).Select(n => ((double)(At - 3600 + n * 15), n == 200 ? double.NaN : n * 2.0)).ToArray();
        _prometheus = await PrometheusServer.StartAsync([new("x{job=\"a\",note=\"q\\\"uote\"}", samples), new("x{job=\"b\"}", samples)]);
        _portal = await PortalHost.StartAsync(postgres, new() { ["Prometheus:Url"] = _prometheus.Url, ["Prometheus:Servers:other:Url"] = _prometheus.Url });
        _client = await _portal.WithTokenAsync(Scopes.ApiRead);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _portal.DisposeAsync();
        await _prometheus.DisposeAsync();
    }

    [Fact]
    public async Task QueryRange_AskedTwice_IsTaggedAndNotSentAgain()
    {
        var address = $"/api/v1/query_range?query=x&start={At - 1800}&end={At}&step=15";
        var first = await _client.GetAsync(address);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());

        var second = await _client.SendAsync(again);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.CacheControl!.NoCache.ShouldBeTrue();
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        var data = await first.Content.ReadFromJsonAsync<JsonElement>();
        data.GetProperty("columns").GetArrayLength().ShouldBe(3);
        data.GetProperty("cost").GetProperty("samples").GetInt64().ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task QueryRange_BrowserThatUnpacks_GetsItCompressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/query_range?query=x&start={At - 1800}&end={At}&step=15");
        request.Headers.AcceptEncoding.ParseAdd("br");

        var answer = await _client.SendAsync(request);

        answer.Content.Headers.ContentEncoding.ShouldContain("br");
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData("nowhere", "There is no Prometheus named “nowhere”. Configured are: default, other (Prometheus:Servers).")]
    public async Task Query_NamedServer_IsAskedOrToldNotToBeThere(string server, string? reason)
    {
        var data = await _client.GetFromJsonAsync<JsonElement>($"/api/v1/query?query=x&time={At - 600}&server={server}");

        data.GetProperty("cost").GetProperty("server").GetString().ShouldBe(server);
        if (reason is null)
            data.GetProperty("series").GetArrayLength().ShouldBe(2);
        else
            data.GetProperty("error").GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task Query_NotANumber_IsText()
    {
        var data = await _client.GetFromJsonAsync<JsonElement>($"/api/v1/query?query=x&time={At - 3600 + 3000}");

        data.GetProperty("series")[0].GetProperty("value").GetString().ShouldBe("NaN");
    }

    [Theory]
    [InlineData("/api/v1/query_range?query=sum(&start=1&end=100&step=5", "unclosed left parenthesis")]
    [InlineData("/api/v1/query_range?query=x&start=0&end=11001&step=1", "11000 points")]
    [InlineData("/api/v1/query_range?query=x&start=9&end=1&step=1", "start before end")]
    [InlineData("/api/v1/query?query=", "PromQL expression")]
    public async Task Query_ThatCantBeAsked_Is400InWords(string address, string words)
    {
        var answer = await _client.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    [Fact]
    public async Task Names_LabelsValuesMetricsAndCardinality_AreThere()
    {
        (await _client.GetStringAsync("/api/v1/explore/format?query=sum(x)by(job)")).ShouldContain("sum by (job) (x)");
        (await _client.GetStringAsync("/api/v1/explore/format?query=rate(x)")).ShouldContain("\"line\":1,\"column\":6");
        (await _client.GetAsync("/api/v1/explore/values")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _client.GetAsync("/api/v1/explore/series")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _client.GetFromJsonAsync<JsonElement>("/api/v1/explore/labels")).GetProperty("names").ValueKind.ShouldBe(JsonValueKind.Array);
        (await _client.GetFromJsonAsync<JsonElement>("/api/v1/explore/metrics")).GetProperty("metrics").ValueKind.ShouldBe(JsonValueKind.Array);
        (await _client.GetFromJsonAsync<JsonElement>("/api/v1/explore/cardinality?metric=nothing")).GetProperty("series").GetInt64().ShouldBe(0);
    }
}
