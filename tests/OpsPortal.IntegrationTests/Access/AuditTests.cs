using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Audit;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Access;

public sealed class AuditTests(PostgresServer postgres)
{
    [Fact]
    public async Task Chain_Untouched_IsUnbrokenUpToTheLastRow()
    {
        await using var portal = await WithRowsAsync();

        var state = await CheckAsync(portal);

        state.BrokenRow.ShouldBeNull();
        state.LastRow.ShouldBe(5);
        state.Rows.ShouldBe(5);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET detail = '{}' WHERE id = 3", 3)]
    [InlineData("UPDATE audit_log SET actor_name = 'somebody else' WHERE id = 2", 2)]
    [InlineData("UPDATE audit_log SET at = at + interval '1 second' WHERE id = 5", 5)]
    [InlineData("DELETE FROM audit_log WHERE id = 3", 4)]
    [InlineData("DELETE FROM audit_log WHERE id = 1", 2)]
    public async Task Chain_RowChangedOrTakenOut_NamesTheRow(string sql, long broken)
    {
        await using var portal = await WithRowsAsync();
        await using (var connection = await portal.Database.OpenConnectionAsync())
            await connection.ExecuteAsync(sql);

        (await CheckAsync(portal)).BrokenRow.ShouldBe(broken);
    }

    [Fact]
    public async Task Chain_ManyWritersAtOnce_StaysOneChain()
    {
        await using var portal = await PortalHost.StartAsync(postgres);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Accounts.CreateAsync(portal, Roles.Viewer)));

        var state = await CheckAsync(portal);
        (state.Rows, state.BrokenRow).ShouldBe((20, null));
    }

    [Fact]
    public async Task Page_AndCsv_ShowRowsOfTheFilter()
    {
        await using var portal = await WithRowsAsync();
        var admin = await portal.SignedInAsync(Roles.Admin);

        var page = await admin.GetStringAsync("/access/audit?action=user.&subject=viewer-");
        var csv = await admin.GetStringAsync("/access/audit.csv?action=session.");

        page.ShouldContain("data-testid=\"chain-unbroken\"");
        page.ShouldContain("user:viewer-");
        page.ShouldNotContain("user:admin-");
        csv.ShouldStartWith("row,at,actor_kind,actor_id,actor,address,action,subject,detail,hash");
        csv.Trim().Split('\n').Length.ShouldBe(2);
        csv.ShouldContain("127.0.0.1,session.begin,user:admin-");
    }

    [Fact]
    public async Task Csv_Viewer_IsRefused()
    {
        await using var portal = await PortalHost.StartAsync(postgres);

        (await (await portal.SignedInAsync(Roles.Viewer)).GetAsync("/access/audit.csv")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<PortalHost> WithRowsAsync()
    {
        var portal = await PortalHost.StartAsync(postgres);
        for (var i = 0; i < 5; i++)
            await Accounts.CreateAsync(portal, Roles.Viewer);
        return portal;
    }

    private static Task<ChainState> CheckAsync(PortalHost portal) => portal.Services.GetRequiredService<AuditReader>().CheckAsync(default);
}
