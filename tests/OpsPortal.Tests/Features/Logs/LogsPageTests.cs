using System.Net;
using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
using OpsPortal.Clients.Loki;
using OpsPortal.Features.Logs;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Logs;

/// <summary>The page against a Loki of recorded answers.</summary>
public sealed class LogsPageTests : UiTestBase
{
    private readonly Dictionary<string, (HttpStatusCode Status, string Type, string Body)> _answers = [];
    private readonly LokiOptions _options = new() { Url = "http://loki" };
    private readonly StubHandler _loki;

    public LogsPageTests()
    {
        _loki = new StubHandler((request, _) => Task.FromResult(Answer(request)));
        Recorded("lines", "query-range-streams-categorized");
        Recorded("numbers", "query-range-metric-gaps");
        Services.AddScoped(_ => new LokiClient(new HttpClient(_loki), Options.Create(_options), new FakeClock(Now)));
        Services.AddSingleton(ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null));
        Services.AddSingleton<LogReader>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private BunitNavigationManager Navigation => Services.GetRequiredService<BunitNavigationManager>();

    [Fact]
    public void Lines_Answered_AreShownNewestFirstWithLevelServiceAndMessage()
    {
        var page = Open("/logs");

        page.WaitForElement("[data-testid=log-line]");
        var rows = page.FindAll("[data-testid=log-line]");
        rows.Count.ShouldBe(10);
        rows[0].GetAttribute("data-level").ShouldBe("fatal");
        rows[0].TextContent.ShouldContain("route.select failed for user-031 after 631.2 ms, giving up");
        rows[0].TextContent.ShouldContain("ai-gateway");
        rows[0].QuerySelector("time")!.GetAttribute("datetime").ShouldStartWith("2026-11-21T03:29:51.923");
        page.Find("[data-testid=count]").TextContent.ShouldContain("10 lines, newest first");
    }

    [Fact]
    public void Url_Filters_BecomeTheQueryThatIsAskedAndShown()
    {
        var page = Open("/logs?service=hdc&level=error&contains=boom&limit=100");

        page.WaitForElement("[data-testid=log-line]");
        const string query = """{service="hdc"} |= "boom" | detected_level="error" """;
        page.Find("[data-testid=query]").GetAttribute("value").ShouldBe(query.Trim());
        _loki.Asked.ShouldContain(asked => WebUtility.UrlDecode(asked).Contains("query=" + query.Trim() + "&limit=100&direction=backward"));
    }

    [Fact]
    public void Level_Chosen_GoesIntoTheUrl()
    {
        var page = Open("/logs?from=now-6h");

        page.Find("button[data-level=warn]").Click();

        Navigation.Uri.ShouldEndWith("/logs?from=now-6h&level=warn");
    }

    [Fact]
    public void Query_WrittenByHand_GoesIntoTheUrlAndTurnsTheBuilderOff()
    {
        var page = Open("/logs");

        page.Find("[data-testid=query]").Change("{a=\"b\"} | json");
        page.Find("[data-testid=run-own]").ParentElement!.ParentElement!.Submit();

        Uri.UnescapeDataString(Navigation.Uri).ShouldEndWith("/logs?query={a=\"b\"} | json");
        Open(Navigation.Uri).Find("[data-testid=service]").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public void Line_Clicked_ShowsItsFieldsLabelsAndTheRawLine()
    {
        var page = Open("/logs");
        page.WaitForElement("[data-testid=log-line]");

        page.FindAll("[data-testid=log-line]")[0].Click();

        var details = page.Find("[data-testid=log-details]");
        details.TextContent.ShouldContain("2026-11-21T03:29:51.923939249Z");
        Value(details, "http.status").ShouldBe("500");
        Value(details, "instance").ShouldBe("ai-gateway-1");
        Value(details, "span_id").ShouldBe("ad768df795408ce5");
        page.Find("[data-testid=raw-line]").TextContent.ShouldStartWith("{\"msg\": \"route.select failed");
    }

    [Fact]
    public void Keys_DownAndEnter_OpenTheSecondLineAndEscapeClosesIt()
    {
        var page = Open("/logs");
        var list = page.WaitForElement("[data-testid=log-list]");

        list.KeyDown("ArrowDown");
        list = page.Find("[data-testid=log-list]");
        list.GetAttribute("aria-activedescendant").ShouldBe("log-1");
        list.KeyDown("Enter");
        page.Find("[data-testid=log-details]").TextContent.ShouldContain("chat.completions ok for user-007");
        page.Find("[data-testid=log-list]").KeyDown("Escape");

        page.FindAll("[data-testid=log-details]").ShouldBeEmpty();
    }

    [Fact]
    public void HostileLine_IsText()
    {
        Recorded("lines", "query-range-unicode-and-html");
        var page = Open("/logs");
        page.WaitForElement("[data-testid=log-line]");

        page.FindAll("[data-testid=log-line]")[0].Click();

        page.Find("[data-testid=log-details]").QuerySelectorAll("dd b").ShouldBeEmpty();
        page.Find("[data-testid=log-details]").TextContent.ShouldContain("<b>&amp;</b>");
    }

    [Fact]
    public void Query_Refused_ShowsLokisWordsAndThePlace()
    {
        Recorded("lines", "query-range-error-parse-filter");
        var page = Open("/logs?query=" + Uri.EscapeDataString("{service=\"ai-gateway\"} |= ai"));

        page.WaitForElement("[data-testid=failed]").TextContent.ShouldContain("unexpected IDENTIFIER, expecting STRING or ip");
        page.Find("[data-testid=refusal] mark").TextContent.ShouldBe("a");
    }

    [Fact]
    public void Lines_None_SaysWhatToTry()
    {
        Recorded("lines", "query-range-empty");
        Recorded("numbers", "query-range-metric-empty");
        var page = Open("/logs?contains=nothing");

        page.WaitForElement("[data-testid=empty]").TextContent.ShouldContain("No line matched.");
        page.FindAll("[data-testid=volume]").ShouldBeEmpty();
    }

    [Fact]
    public void Loki_NotConfigured_SaysWhichSetting()
    {
        _options.Url = "";
        var page = Open("/logs");

        page.WaitForElement("[data-testid=not-configured]").TextContent.ShouldContain("Loki__Url");
    }

    [Fact]
    public async Task Loki_Gone_LeavesTheLastLinesMarkedStale()
    {
        var page = Open("/logs");
        page.WaitForElement("[data-testid=log-line]");
        _answers["lines"] = _answers["numbers"] = (HttpStatusCode.BadGateway, "text/html", "<html>");

        await page.InvokeAsync(page.Instance.RefreshAsync);

        page.FindAll("[data-testid=stale]").Count.ShouldBe(2);
        page.FindAll("[data-testid=log-line]").Count.ShouldBe(10);
    }

    [Fact]
    public void Query_ForNumbers_IsATableOfSeries()
    {
        var page = Open("/logs?from=1795210200000&to=1795231800000&query=" + Uri.EscapeDataString("sum by (service) (rate({a=\"b\"}[5m]))"));

        page.WaitForElement("[data-testid=number-row]");
        page.FindAll("[data-testid=number-row]").Count.ShouldBe(4);
        page.FindAll("[data-testid=lines]").ShouldBeEmpty();
    }

    [Fact]
    public void Volume_Counted_IsShownByLevel()
    {
        _answers["numbers"] = (HttpStatusCode.OK, "application/json",
            $$$"""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"detected_level":"error"},"values":[[{{{Now.ToUnixTimeSeconds()}}},"7"]]}]}}""");
        var page = Open("/logs");

        page.WaitForElement("[data-testid=volume-chart]").QuerySelector("figcaption")!.TextContent.ShouldContain("7 error");
        page.FindAll("[data-testid=volume-chart] tbody tr").Count.ShouldBe(1);
    }

    private IRenderedComponent<OpsPortal.Features.Logs.Logs> Open(string uri)
    {
        Navigation.NavigateTo(uri);
        return Render<OpsPortal.Features.Logs.Logs>(parameters => parameters.AddCascadingValue(OpsPortal.Ui.TimeRange.FromUri(Navigation.Uri, out _)));
    }

    private static string Value(IElement details, string name)
        => details.QuerySelectorAll("dt").Single(term => term.TextContent == name).NextElementSibling!.TextContent;

    private void Recorded(string kind, string name)
    {
        var recorded = RecordedAnswer.Load(name);
        _answers[kind] = (recorded.Status, recorded.ContentType, recorded.Text);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var (status, type, body) = _answers[request.RequestUri!.Query.Contains("step=", StringComparison.Ordinal) ? "numbers" : "lines"];
        return StubHandler.Response(status, type, body);
    }
}
