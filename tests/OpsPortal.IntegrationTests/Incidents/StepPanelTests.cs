using Bunit;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Pages;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.IntegrationTests.Notifications;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>The steps of an incident as a responder presses them.</summary>
public sealed class StepPanelTests(NotificationFixture fixture) : NotificationTests(fixture)
{
    [Fact]
    public async Task Comment_Added_SaysWhereItIs()
    {
        var number = await Portal.IncidentAsync(1, "me");
        var incident = (await Portal.Portal.Services.GetRequiredService<IncidentQueries>().DetailAsync(number, default)).Value!.Incident;
        await using var tab = new DrawnPages(Portal.Portal, "me", "Me", Roles.Responder);
        var panel = tab.Render<IncidentActions>(parameters => parameters.Add(one => one.Incident, incident));
        DrawnPages.ShouldBeUsableByKeyboard(panel);

        panel.On("#comment", element => element.Input("the fan is loud"));
        panel.On("[data-testid=step-note]", element => element.Click());

        panel.WaitForElement("[data-testid=step-message]").TextContent.ShouldBe("Your comment is on the timeline.");
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync();
        (await connection.QueryAsync<string>("SELECT text FROM incident_timeline WHERE incident_number = @number", new { number })).ShouldContain("the fan is loud");
    }
}
