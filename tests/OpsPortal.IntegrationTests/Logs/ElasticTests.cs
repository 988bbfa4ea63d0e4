using System.Net;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Logs;

/// <summary>The logs' pages and API where lines are in Elasticsearch: the same masks, roles and words. Its answers are written by hand.</summary>
public sealed class ElasticTests(PostgresServer postgres)
{
    private const string Range = "start=1795228200000000000&end=1795231800000000000";
    private static readonly string Fixtures = Path.Combine(RepositoryRoot.Path, "tests", "OpsPortal.Tests", "Fixtures", "elasticsearch");

    [Fact]
    public async Task Logs_OfElasticsearch_AreCoveredCountedAndDownloadedAsLokisAre()
    {
        await using var elastic = await CannedServer.StartAsync((path, body) => (200, File.ReadAllText(Path.Combine(Fixtures,
            path.EndsWith("_search", StringComparison.Ordinal) ? body.Contains("\"present\"") ? "statistics.json" : body.Contains("\"aggs\"") ? "levels.json" : "lines.json"
                : path.EndsWith("_field_caps", StringComparison.Ordinal) ? "field-caps.json" : "root.json"))));
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Elasticsearch:Url"] = elastic.Url, ["Logs:RawRoles:0"] = Roles.Responder });
        using var viewer = await portal.SignedInAsync(Roles.Viewer);
        using var responder = await portal.SignedInAsync(Roles.Responder);

        var lines = await viewer.GetStringAsync($"/api/v1/logs/lines?query=service.name:api&{Range}");
        lines.ShouldNotContain("hunter2");
        lines.ShouldNotContain("anna@example.org");
        using (var json = JsonDocument.Parse(lines))
        {
            json.RootElement.GetProperty("lines").GetArrayLength().ShouldBe(3);
            json.RootElement.GetProperty("lines")[0].GetProperty("v").GetString().ShouldBe("error");
            json.RootElement.GetProperty("lines")[0].GetProperty("t").GetString().ShouldBe("1795231791923939249");
        }
        (await responder.GetStringAsync($"/api/v1/logs/lines?query=*&{Range}&raw=1")).ShouldContain("hunter2");
        (await viewer.GetAsync($"/api/v1/logs/lines?query=*&{Range}&raw=1")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var refused = await viewer.GetAsync($"/api/v1/logs/lines?query=user.password:h*&{Range}");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("masked");
        using (var volume = JsonDocument.Parse(await viewer.GetStringAsync($"/api/v1/logs/volume?query=*&start=1795230000000000000&end=1795230300000000000&bars=10")))
            volume.RootElement.GetProperty("series").EnumerateArray().Select(series => series.GetProperty("name").GetString()).ShouldBe(["error", "info", "unknown"]);
        (await (await viewer.GetAsync($"/api/v1/logs/figures?query=*&{Range}")).Content.ReadAsStringAsync()).ShouldContain("Figures are asked of Loki");
        var counted = await viewer.GetStringAsync($"/api/v1/logs/field-stats?field=http.response.status_code&query=*&{Range}");
        counted.ShouldBe("""{"field":"http.response.status_code","lines":1200,"present":1100,"distinct":3,"top":[{"value":"200","lines":900},{"value":"502","lines":100}],"numbers":{"min":200,"mean":231.5,"max":504}}""");
        (await viewer.GetAsync($"/api/v1/logs/field-stats?field=user.password.keyword&query=*&{Range}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await viewer.GetAsync($"/api/v1/logs/field-stats?store=loki&field=x&query=%7Ba%3D%22b%22%7D&{Range}")).Content.ReadAsStringAsync()).ShouldContain("Loki counts no values by itself");
        var text = await viewer.GetStringAsync($"/logs/download?query=*&{Range}&format=text");
        text.ShouldContain("2026-11-21T03:29:51.923939249Z error   api {");
        text.ShouldNotContain("hunter2");
        (await viewer.GetStringAsync("/logs")).ShouldContain("data-store=\"elasticsearch\"");
        (await viewer.GetAsync($"/api/v1/logs/lines?store=splunk&query=*&{Range}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Logs_BothStores_AreAskedByNameAndByIdTogether()
    {
        await using var elastic = await CannedServer.StartAsync((_, _) => (200, File.ReadAllText(Path.Combine(Fixtures, "lines.json"))));
        await using var loki = await CannedLoki.StartAsync();
        loki.Lines.Add((1795231791000000000, "of loki"));
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Elasticsearch:Url"] = elastic.Url, ["Loki:Url"] = loki.Url });
        using var viewer = await portal.SignedInAsync(Roles.Viewer);

        (await viewer.GetStringAsync($"/api/v1/logs/lines?query=%7Ba%3D%22b%22%7D&{Range}")).ShouldContain("of loki");
        (await viewer.GetStringAsync($"/api/v1/logs/lines?store=elasticsearch&query=*&{Range}")).ShouldContain("no level");
        var both = await viewer.GetStringAsync($"/api/v1/logs/correlated?id=a89a64e5&{Range}");
        both.ShouldContain("of loki");
        both.ShouldContain("no level");
        (await viewer.GetStringAsync("/logs")).ShouldContain("data-stores=\"loki:Loki,elasticsearch:Elasticsearch\"");
    }

    [Fact]
    public async Task Logs_ElasticsearchIsAway_IsSaid()
    {
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Elasticsearch:Url"] = "http://127.0.0.1:1" });
        using var viewer = await portal.SignedInAsync(Roles.Viewer);

        (await viewer.GetStringAsync($"/api/v1/logs/lines?query=*&{Range}")).ShouldContain("Elasticsearch is not reachable");
    }
}
