using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>Dashboards for scripts, and the figures of panels against a real Prometheus.</summary>
public sealed class DashboardApiTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly long Start = 1_790_000_000 / 3600 * 3600;
    private PrometheusServer? _prometheus;
    private PortalHost? _portal;

    public async ValueTask InitializeAsync()
    {
        var series = new[] { "api", "web" }.SelectMany(job => new[] { "0.1", "1", "+Inf" }.Select((le, index) => new SampleSeries(
            $"req_seconds_bucket{{job=\"{job}\",le=\"{le}\"}}", [.. Enumerable.Range(0, 241).Select(i => ((double)Start + i * 15, (double)(i * (index + 1) * (job == "api" ? 3 : 5))))])));
        _prometheus = await PrometheusServer.StartAsync(series);
        _portal = await PortalHost.StartAsync(postgres, new() { ["Prometheus:Url"] = _prometheus.Url });
    }

    public async ValueTask DisposeAsync()
    {
        await (_portal?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_prometheus?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Script_ImportsChangesAndDeletes()
    {
        var client = await _portal!.WithTokenAsync(Scopes.DashboardsWrite, Scopes.ApiRead);

        var created = await client.PostAsync("/api/v1/dashboards?message=first", Body("""{"uid":"s","title":"Script","panels":[{"id":1,"type":"geomap"}]}"""));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await created.Content.ReadAsStringAsync()).ShouldContain("\"panel\":\"geomap 1\",\"tone\":\"bad\"");
        (await client.PostAsync("/api/v1/dashboards", Body("""{"uid":"s","title":"Again","panels":[]}"""))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await client.PutAsync("/api/v1/dashboards/s?version=1", Body("""{"title":"Two","panels":[]}"""))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PutAsync("/api/v1/dashboards/s?version=1", Body("""{"title":"Three","panels":[]}"""))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await client.PutAsync("/api/v1/dashboards/s", Body("""{"title":"Three","panels":[]}"""))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("/api/v1/dashboards", Body("""{"x":1}"""))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var read = await client.GetAsync("/api/v1/dashboards/s");
        read.Headers.GetValues("X-Dashboard-Version").ShouldBe(["2"]);
        JsonNode.Parse(await read.Content.ReadAsStringAsync())!["title"]!.GetValue<string>().ShouldBe("Two");
        (await client.DeleteAsync("/api/v1/dashboards/s")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync("/api/v1/dashboards/s")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Responder, HttpStatusCode.Created)]
    [InlineData(Roles.Manager, HttpStatusCode.Created)]
    public async Task Person_Import_FollowsTheRole(string role, HttpStatusCode expected)
        => (await (await _portal!.SignedInAsync(role)).PostAsync("/api/v1/dashboards", Body($$"""{"uid":"by-{{role}}","title":"T","panels":[]}"""))).StatusCode.ShouldBe(expected);

    [Fact]
    public async Task Data_RangeQuery_IsPrometheusOwnAnswer()
    {
        var client = await ClientWithAsync("""{"id":1,"type":"timeseries","targets":[{"refId":"A","expr":"sum by (job) (rate(req_seconds_bucket{le=\"+Inf\",job=~\"$job\"}[$__rate_interval]))","legendFormat":"{{job}}"}]}""");

        var answer = await DataAsync(client, 1, "&var-job=$__all");

        var fields = answer["frames"]![0]!["fields"]!.AsArray();
        fields.Select(field => field!["display"]!.GetValue<string>()).ShouldBe(["Time", "api", "web"]);
        var expr = answer["meta"]!["queries"]![0]!["expr"]!.GetValue<string>();
        expr.ShouldContain("job=~\"(api|web)\"");
        var step = answer["stepSeconds"]!.GetValue<int>();
        using var http = new HttpClient();
        var own = JsonNode.Parse(await http.GetStringAsync($"{_prometheus!.Url}/api/v1/query_range?query={Uri.EscapeDataString(expr)}&start={Start + 600}&end={Start + 3600}&step={step}"))!["data"]!["result"]!.AsArray();
        for (var series = 0; series < 2; series++)
        {
            var expected = own[series]!["values"]!.AsArray().ToDictionary(pair => pair![0]!.GetValue<double>() * 1000, pair => double.Parse(pair![1]!.GetValue<string>()));
            var times = fields[0]!["values"]!.AsArray();
            var values = fields[series + 1]!["values"]!.AsArray();
            var shown = Enumerable.Range(0, times.Count).Where(i => values[i] is not null).ToDictionary(i => times[i]!.GetValue<double>(), i => values[i]!.GetValue<double>());
            shown.Count.ShouldBeGreaterThan(100);
            shown.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Data_Heatmap_HasBucketsWithoutThoseBelow()
    {
        var client = await ClientWithAsync("""{"id":1,"type":"heatmap","targets":[{"refId":"A","expr":"sum by (le) (increase(req_seconds_bucket{job=\"api\"}[1m]))","format":"heatmap","legendFormat":"{{le}}"}]}""");

        var fields = (await DataAsync(client, 1))["frames"]![0]!["fields"]!.AsArray();

        fields.Select(field => field!["display"]!.GetValue<string>()).ShouldBe(["Time", "0.1", "1", "+Inf"]);
        fields.Skip(1).Select(field => Math.Round(field!["values"]![20]!.GetValue<double>())).ShouldBe([12, 12, 12]);
    }

    [Fact]
    public async Task Data_SameAgain_IsNotSentTwice()
    {
        var client = await ClientWithAsync("""{"id":1,"type":"stat","targets":[{"refId":"A","expr":"count(req_seconds_bucket)","instant":true}]}""");
        var first = await client.GetAsync(Address(1));
        var again = new HttpRequestMessage(HttpMethod.Get, Address(1));
        again.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());

        (await client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/api/v1/dashboards/data/panels/9/data?from=1&to=2", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/dashboards/none/panels/1/data?from=1&to=2", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/dashboards/data/panels/1/data?from=2&to=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/dashboards/data/panels/1/data", HttpStatusCode.BadRequest)]
    public async Task Data_BadQuestion_IsRefused(string address, HttpStatusCode status)
        => (await (await ClientWithAsync("""{"id":1,"type":"stat"}""")).GetAsync(address)).StatusCode.ShouldBe(status);

    [Fact]
    public async Task Draft_OfAViewer_IsAskedAndNotStored()
    {
        var client = await _portal!.SignedInAsync(Roles.Viewer);
        var body = new JsonObject { ["dashboard"] = JsonNode.Parse("""{"title":"Draft","panels":[{"id":4,"type":"table","targets":[{"refId":"A","expr":"req_seconds_bucket{le=\"1\"}","format":"table","instant":true}]}]}"""), ["panelId"] = 4 };

        var answer = await client.PostAsJsonAsync($"/api/v1/dashboards/panel-data?from={Start * 1000}&to={(Start + 3600) * 1000}&width=500", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var frame = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["frames"]![0]!;
        frame["fields"]!.AsArray().Select(field => field!["name"]!.GetValue<string>()).ShouldBe(["Time", "__name__", "job", "le", "Value"]);
    }

    private async Task<HttpClient> ClientWithAsync(string panel)
    {
        var client = await _portal!.WithTokenAsync(Scopes.DashboardsWrite, Scopes.ApiRead);
        var dashboard = """{"uid":"data","title":"Data","panels":[PANEL],"templating":{"list":[{"name":"job","type":"query","query":"label_values(req_seconds_bucket, job)","multi":true,"includeAll":true}]}}""";
        (await client.PostAsync("/api/v1/dashboards", Body(dashboard.Replace("PANEL", panel)))).StatusCode.ShouldBe(HttpStatusCode.Created);
        return client;
    }

    private static async Task<JsonNode> DataAsync(HttpClient client, int panel, string more = "")
    {
        var answer = await client.GetAsync(Address(panel) + more);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static string Address(int panel) => $"/api/v1/dashboards/data/panels/{panel}/data?from={(Start + 600) * 1000}&to={(Start + 3600) * 1000}&width=300";

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");
}
