using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Features.Explore.State;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Explore;

/// <summary>Targets and rules as a recorded Prometheus 2.42 told them, and every state that has nothing to show.</summary>
public sealed class StatePagesTests : UiTestBase
{
    private StubHandler _handler = StubHandler.Answering(HttpStatusCode.OK, "application/json", "");

    [Fact]
    public void Targets_SomeDown_SaysWhichAndWhy()
    {
        var page = Draw<Targets>("targets.json");

        page.WaitForAssertion(() => page.FindAll("[data-testid=target]").Count.ShouldBe(7));
        page.FindAll("[data-testid=target-error]").Select(error => error.TextContent).ShouldContain(words => words.Contains("connection refused"));
        page.Find("[data-testid=show-down]").TextContent.ShouldBe("Down 3");
        page.Find("[data-testid=pool-dead]").TextContent.ShouldContain("0 of 1 up");
    }

    [Fact]
    public void Targets_FilteredByUrl_ShowsOnlyThose()
    {
        var page = Draw<Targets>("targets.json", "/explore/targets?show=down&find=refused");

        page.WaitForAssertion(() => page.FindAll("[data-testid=target]").ShouldHaveSingleItem().TextContent.ShouldContain("refused"));
    }

    [Fact]
    public void Rules_FiringAndBroken_SayStateErrorAndLinkToTheGraph()
    {
        var page = Draw<Rules>("rules.json", "/explore/rules?find=ManyToMany");

        page.WaitForAssertion(() => page.Find("[data-testid=rule-error]").TextContent.ShouldContain("many-to-many"));
        page.Find("[data-testid=rule] .op-badge").TextContent.ShouldContain("Broken");
        page.Find("[data-testid=rule] a").GetAttribute("href").ShouldBe("/explore?q=nvidia_smi_utilization_gpu_ratio%20*%20on%20()%20up");
    }

    [Fact]
    public void Rules_FiringAlerts_LinkEachToItsGraph()
    {
        var page = Draw<Rules>("rules.json", "/explore/rules?show=firing&find=GpuBusy");

        page.WaitForAssertion(() => page.FindAll("[data-testid=rule-alert]").ShouldNotBeEmpty());
        page.FindAll("[data-testid=rule-alert] a")[0].GetAttribute("href")!.ShouldMatch(@"^/explore\?q=.+&from=\d{13}&to=now$");
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"activeTargets":[],"droppedTargets":[]}}""", 200, "empty", "scrapes nothing")]
    [InlineData("Service Unavailable", 500, "failed", "not available")]
    public void Targets_NothingToShow_SaysWhy(string body, int status, string state, string words)
    {
        _handler = StubHandler.Answering((HttpStatusCode)status, status == 200 ? "application/json" : "text/plain", body);

        var page = Draw<Targets>(null);

        page.WaitForAssertion(() => page.Find($"[data-testid={state}]").TextContent.ShouldContain(words));
    }

    [Fact]
    public void Targets_NoPrometheus_IsNotConfigured()
    {
        var page = Draw<Targets>(null, url: "");

        page.WaitForAssertion(() => page.Find("[data-testid=not-configured]").TextContent.ShouldContain("Prometheus:Url"));
    }

    [Fact]
    public void Targets_UnknownServer_NamesThoseThatAreThere()
    {
        var page = Draw<Targets>("targets.json", "/explore/targets?server=nowhere");

        page.WaitForAssertion(() => page.Find("[data-testid=not-configured]").TextContent.ShouldContain("There is no Prometheus named “nowhere”"));
    }

    private IRenderedComponent<T> Draw<T>(string? file, string address = "/explore/targets", string url = "http://prometheus.test")
        where T : IComponent
    {
        if (file is not null)
            _handler = StubHandler.Answering(HttpStatusCode.OK, "application/json", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "prometheus", file)));
        var options = Options.Create(new PrometheusOptions { Url = url });
        var servers = PrometheusServers.Of(new PrometheusClient(new HttpClient(_handler), options, TimeProvider.System), TimeProvider.System);
        Services.AddSingleton(servers);
        Services.AddSingleton(new QueryCache(servers, options, TimeProvider.System));
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(new ServerStates(servers, TimeProvider.System));
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return Render<T>();
    }
}
