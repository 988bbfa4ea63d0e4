using Dapper;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Logs;

/// <summary>The page of a trace, over the real portal and answers written by hand.</summary>
public sealed class TracePageTests(PostgresServer postgres)
{
    private const string Id = "a89a64e5d57b0e3c84f15b285df4b07c";

    [Fact]
    public async Task Page_OfATrace_ShowsItsSpansAsTextWithLinksToTheirLines()
    {
        var fixture = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "OpsPortal.Tests", "Fixtures", "traces", "jaeger.json"));
        await using var jaeger = await CannedServer.StartAsync((path, _) => path.EndsWith(Id, StringComparison.Ordinal) ? (200, fixture) : (404, "{\"data\":null,\"errors\":[{\"code\":404,\"msg\":\"trace not found\"}]}"));
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Traces:Url"] = jaeger.Url });
        using var viewer = await portal.SignedInAsync(Roles.Viewer);

        var page = await viewer.GetStringAsync($"/traces/{Id}?span=b7ad6b7169203331");

        page.Split("data-testid=\"span\"").Length.ShouldBe(4);
        page.IndexOf("POST /v1/chat", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("SELECT users", StringComparison.Ordinal));
        page.ShouldContain("3 spans, 1 failed");
        page.ShouldContain("data-testid=\"span-details\"");
        page.ShouldContain("deadline &lt;b&gt;exceeded&lt;/b&gt;");
        page.ShouldNotContain("anna@example.org");
        page.ShouldNotContain("hunter2");
        page.ShouldNotContain("\u202e");
        page.ShouldContain("/logs?correlate=" + Id);
        page.ShouldContain("its parent is missing");
        (await viewer.GetStringAsync("/traces/ffffffffffffffff")).ShouldContain("There is no such trace.");
        (await viewer.GetStringAsync("/traces")).ShouldContain("No trace is chosen.");
        (await viewer.GetStringAsync("/traces?id=" + Id)).ShouldContain("SELECT users");
        (await viewer.GetStringAsync("/logs")).ShouldContain("data-trace=\"/traces/{trace_id}\"");
    }

    [Fact]
    public async Task Page_Opened_IsInTheAuditLogOncePerTraceAndPerson()
    {
        await using var jaeger = await CannedServer.StartAsync((_, _) => (404, "{}"));
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Traces:Url"] = jaeger.Url });
        using var viewer = await portal.SignedInAsync(Roles.Viewer);
        using var responder = await portal.SignedInAsync(Roles.Responder);

        await viewer.GetStringAsync("/traces/" + Id.ToUpperInvariant());
        await viewer.GetStringAsync($"/traces/{Id}?span=b7ad6b7169203331");
        await viewer.GetStringAsync("/traces/nonsense");
        await viewer.GetStringAsync("/traces");
        await responder.GetStringAsync("/traces/" + Id);

        var opened = $$"""traces {"query":"{{Id}}"}""";
        await Eventually.EqualAsync(async () => string.Join("; ", await OpenedAsync(portal)), opened + "; " + opened);
    }

    [Fact]
    public async Task Page_NoTraceStore_SaysWhatToSet()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        using var viewer = await portal.SignedInAsync(Roles.Viewer);

        (await viewer.GetStringAsync("/traces")).ShouldContain("Traces:Url");
    }

    private static async Task<IEnumerable<string>> OpenedAsync(PortalHost portal)
    {
        await using var connection = await portal.Database.OpenConnectionAsync();
        return await connection.QueryAsync<string>("SELECT subject || ' ' || detail FROM audit_log WHERE action = 'traces.open' ORDER BY id");
    }
}
