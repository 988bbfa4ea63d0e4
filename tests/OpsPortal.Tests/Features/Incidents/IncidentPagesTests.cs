using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Features.Incidents.Pages;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Response;
using OpsPortal.Features.Incidents.Runbooks;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.Live;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Incidents;

/// <summary>What people see, with a database that is away: its rows are drawn by the parts, its absence by the pages.</summary>
public sealed class IncidentPagesTests : PortalTestBase
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly IncidentRow Open = new()
    {
        Number = 12, Version = 3, Title = "Too many errors", Service = "h200", Priority = Priority.P2, Status = IncidentStatus.Open,
        OpenedAt = Now.AddMinutes(-12), DueFrom = Now.AddMinutes(-12), AlertsTotal = 3, AlertsFiring = 2, UpdatedAt = Now,
    };

    private readonly IntakeStatus _intake = new();

    public IncidentPagesTests()
        : base(Now, Roles.Viewer)
    {
        var options = Options.Create(new IncidentsOptions());
        var catalog = Path.Combine(RepositoryRoot.Path, "catalog");
        var feed = new ChangeFeed(Database, Clock, NullLogger<ChangeFeed>.Instance);
        var queries = new IncidentQueries(Database, options, Clock);
        Services.AddSingleton(options).AddSingleton(_intake).AddSingleton(feed).AddSingleton(queries)
            .AddSingleton(new IncidentReader(queries, new ResponseStore(Database, Clock), feed, Clock)).AddSingleton<IncidentDesk>()
            .AddSingleton(SeverityTable.Load(Path.Combine(catalog, "severities.yaml")))
            .AddSingleton(new RunbookLibrary(new Place()));
        SignIn();
    }

    [Fact]
    public void List_DatabaseAway_SaysSoInWords()
    {
        var page = Render<IncidentsPage>();

        page.WaitForAssertion(() => page.Find("[data-testid=failed]").TextContent.ShouldContain("The database does not answer"));
    }

    [Fact]
    public void Detail_DatabaseAway_SaysSoInWords()
    {
        var page = Render<IncidentPage>(parameters => parameters.Add(one => one.Number, 7));

        page.WaitForAssertion(() => page.Find("[data-testid=failed]").TextContent.ShouldContain("INC-7: not available"));
    }

    [Fact]
    public void Notice_NothingEverCame_SaysWhatIsMissing()
    {
        _intake.Read(null, null);

        Render<IntakeNotice>().Find("[data-testid=intake-never]").TextContent.ShouldContain("/api/v1/alertmanager/webhook");
    }

    [Fact]
    public void Notice_HeartbeatIsLate_WarnsThatSilenceIsNoNews()
    {
        _intake.Read(Now.AddMinutes(-1), Now.AddMinutes(-11));

        Render<IntakeNotice>().Find("[data-testid=heartbeat-late]").TextContent.ShouldContain("Watchdog last came");
    }

    [Fact]
    public void Notice_DatabaseAway_IsAnAlert()
    {
        _intake.Failed("Connection refused.");

        Render<IntakeNotice>().Find("[data-testid=intake-not-ready]").TextContent.ShouldContain("Connection refused. Alertmanager is told to send again.");
    }

    [Fact]
    public void Notice_AllIsWell_IsNotThere()
    {
        _intake.Kept(new WebhookDelivery("", "", "", 0, [new WebhookAlert("f", Now, null, new Dictionary<string, string> { ["alertname"] = "Watchdog" }, new Dictionary<string, string>(), "")]), ["Watchdog"], Now);

        Render<IntakeNotice>().Markup.Trim().ShouldBeEmpty();
    }

    [Fact]
    public void Table_OpenIncident_HasLinkDeadlineAndAStepForResponders()
    {
        Role = Roles.Responder;
        IncidentRow? acknowledged = null;

        var table = Render<IncidentTable>(parameters => parameters.Add(one => one.Incidents, [Open]).Add(one => one.Filter, new IncidentFilter()).Add(one => one.Acknowledge, row => acknowledged = row));
        table.Find("[data-testid=ack]").Click();

        var cells = table.Find("[data-testid=incident-row]");
        cells.QuerySelector("a")!.GetAttribute("href").ShouldBe("/incidents/12");
        cells.TextContent.ShouldContain("Too many errors");
        cells.QuerySelector("[data-label=Alerts]")!.TextContent.Trim().ShouldBe("2 of 3");
        cells.QuerySelector("[data-testid=due]")!.TextContent.ShouldBe("18 min left");
        acknowledged.ShouldBe(Open);
    }

    [Fact]
    public void Table_ForViewers_HasNoSteps()
        => Render<IncidentTable>(parameters => parameters.Add(one => one.Incidents, [Open]).Add(one => one.Filter, new IncidentFilter())).FindAll("[data-testid=ack]").ShouldBeEmpty();

    [Fact]
    public void Table_ResolvedWhileAlertsFire_SaysSo()
    {
        var row = Open with { Status = IncidentStatus.Resolved, ResolvedAt = Now, ResolvedBy = "Anna" };

        Render<IncidentTable>(parameters => parameters.Add(one => one.Incidents, [row]).Add(one => one.Filter, new IncidentFilter())).Markup.ShouldContain("2 still firing");
    }

    [Fact]
    public void Due_PastItsTime_IsOverdue()
        => Render<DueMark>(parameters => parameters.Add(one => one.Incident, Open with { Priority = Priority.P1 })).Find("[data-due]").TextContent.ShouldBe("overdue 12 min");

    [Theory]
    [InlineData(IncidentStatus.Open, "Acknowledge,Investigate,Mitigate,Resolve")]
    [InlineData(IncidentStatus.Acknowledged, "Investigate,Mitigate,Resolve")]
    [InlineData(IncidentStatus.Investigating, "Mitigate,Resolve")]
    [InlineData(IncidentStatus.Mitigating, "Resolve,Back to investigating")]
    [InlineData(IncidentStatus.Resolved, "Reopen")]
    public void Actions_ByStatus_AreTheStepsThatMakeSense(IncidentStatus status, string steps)
    {
        Role = Roles.Responder;

        var actions = Actions(Open with { Status = status });

        string.Join(',', actions.FindAll(".op-step-buttons button").Select(button => button.TextContent.Trim())).ShouldBe(steps);
    }

    [Fact]
    public void Actions_ForViewers_SayWhatTheyNeed() => Actions(Open).Find("[data-testid=no-steps]").TextContent.ShouldContain("role responder");

    [Fact]
    public void Actions_ResolveWhileAlertsFire_AsksFirstAndCanBeLeft()
    {
        Role = Roles.Responder;
        var actions = Actions(Open);

        actions.Find("[data-testid=step-resolve]").Click();

        actions.Find("[data-testid=step-ask]").TextContent.ShouldContain("2 alerts still fire.");
        actions.FindAll("[data-testid=step-ask] button")[1].Click();
        actions.FindAll("[data-testid=step-ask]").ShouldBeEmpty();
    }

    [Fact]
    public void Actions_DatabaseAway_KeepsTheCommentAndSaysThatNothingWasRecorded()
    {
        Role = Roles.Responder;
        var actions = Actions(Open);
        actions.Find("#comment").Input("it is the new build");

        actions.Find("[data-testid=step-note]").Click();

        actions.WaitForAssertion(() => actions.Find("[data-testid=step-message]").TextContent.ShouldContain("Your step was not recorded"));
        actions.Find("#comment").GetAttribute("value").ShouldBe("it is the new build");
    }

    [Fact]
    public void Facts_OfAnAlert_ShowOddAddressesAsTextOnly()
    {
        var alert = new AlertRow
        {
            Name = "A", StartsAt = Now, FirstReceivedAt = Now, LastSeenAt = Now, Labels = new Dictionary<string, string> { ["gpu"] = "<b>3</b>" },
            Annotations = new Dictionary<string, string> { ["runbook_url"] = "javascript:alert(1)" }, GeneratorUrl = "http://prom/graph?g0.expr=up",
        };

        var facts = Render<AlertFacts>(parameters => parameters.Add(one => one.Alert, alert));

        facts.FindAll("a").Select(link => link.GetAttribute("href")).ShouldBe(["http://prom/graph?g0.expr=up"]);
        facts.Find(".op-label bdi").TextContent.ShouldBe("<b>3</b>");
        facts.Markup.ShouldContain("not a web address");
    }

    private IRenderedComponent<IncidentActions> Actions(IncidentRow incident) => Render<IncidentActions>(parameters => parameters.Add(one => one.Incident, incident));

    private sealed class Place : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";
        public string ApplicationName { get; set; } = "OpsPortal";
        public string ContentRootPath { get; set; } = RepositoryRoot.Path;
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
