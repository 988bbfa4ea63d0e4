using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Tests.Features.Dashboards.Data;

public sealed class PanelHeadStartTests
{
    private const string Query = "?from=1790000000000&to=1790003600000&width=300";
    private static readonly DashboardSummary Summary = new("t", "T", [], "", "saved", false, 2, Engine.From, null);

    [Fact]
    public async Task Begin_WhatTheBrowserAsksLater_IsAskedOnce()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = Engine.Answering(_ =>
        {
            asked.TrySetResult();
            return Engine.Matrix(("{}", [1]));
        });
        var (found, asker, start) = Make(engine);

        start.Begin(found, [(found.Dashboard.FindPanel(1)!, Query)]);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var body = await asker.SharedAsync("t", Summary, found.Dashboard, found.Dashboard.FindPanel(1)!, PanelRequest.Of(new QueryCollection(QueryHelpers.ParseQuery(Query)))!, default);

        body.IsGood.ShouldBeTrue();
        engine.Handler.Asked.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Begin_ServerFails_LeavesTheFailureToWhoAsks()
    {
        var engine = Engine.Failing(HttpStatusCode.BadGateway);
        var (found, asker, start) = Make(engine);

        start.Begin(found, [(found.Dashboard.FindPanel(1)!, Query), (found.Dashboard.FindPanel(1)!, "?from=no")]);

        var body = await asker.SharedAsync("t", Summary, found.Dashboard, found.Dashboard.FindPanel(1)!, PanelRequest.Of(new QueryCollection(QueryHelpers.ParseQuery(Query)))!, default);
        body.IsGood.ShouldBeFalse();
    }

    private static (FoundDashboard Found, PanelAsker Asker, PanelHeadStart Start) Make(Engine engine)
    {
        var clock = new FakeClock(Engine.To.AddDays(1));
        var asker = new PanelAsker(engine.Resolver, engine.Data, new SharedAnswers(clock), clock);
        return (new FoundDashboard(Summary, Engine.WithPanel("""{"id":1,"type":"timeseries","targets":[{"expr":"up"}]}""")), asker, new PanelHeadStart(asker, clock));
    }
}
