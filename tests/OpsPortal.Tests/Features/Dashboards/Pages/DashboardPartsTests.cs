using System.Security.Claims;
using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Pages;
using OpsPortal.Features.Dashboards.Pages.Importing;
using OpsPortal.Features.Dashboards.Pages.Versions;
using OpsPortal.Features.Dashboards.Pages.Viewing;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Dashboards.Pages;

public sealed class DashboardPartsTests : UiTestBase
{
    [Fact]
    public void VariableBar_SingleMultiAndHidden_AreDrawnAsWhatTheyAre()
    {
        var bar = Draw(Variable("job", ["a", "b"], ["a"]), Variable("gpu", ["$__all", "0", "1"], ["$__all"], multi: true), Variable("hidden", ["x"], ["x"], hide: 2));

        bar.Find("select#var-job").QuerySelector("option[selected]")!.TextContent.ShouldBe("a");
        bar.Find("[data-testid=var-gpu] summary").GetAttribute("aria-label").ShouldBe("gpu: All");
        bar.FindAll("[data-testid=var-hidden]").ShouldBeEmpty();
    }

    [Fact]
    public void VariableBar_FailedQuery_SaysWhyBesideItsValue()
    {
        var bar = Draw(Variable("job", [], ["a"]) with { Error = "Prometheus does not answer." });

        bar.Find(".op-var-error").TextContent.ShouldBe("Prometheus does not answer.");
        bar.Find("select#var-job option[selected]").TextContent.ShouldBe("a");
    }

    [Theory]
    [InlineData("5m", false, "1h")]
    [InlineData("1h", true, "5m")]
    public void VariableBar_Switch_ChoosesTheOtherValue(string now, bool isOn, string expected)
    {
        (string Name, IReadOnlyList<string> Values)? got = null;
        var variable = Variable("long", ["1h", "5m"], [now]);
        variable = variable with { Variable = variable.Variable with { Kind = VariableKind.Switch } };
        var bar = Render<VariableBar>(p => p.Add(b => b.Variables, new ResolvedVariables([variable])).Add(b => b.Chosen, choice => got = choice));

        var box = bar.Find("input[role=switch]");
        box.HasAttribute("checked").ShouldBe(isOn);
        box.Change(!isOn);

        got!.Value.Values.ShouldBe([expected]);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("$__all", "$__all")]
    public void VariableSelect_OneTickedOverAll_TakesTheOtherAway(string tick, string chosen)
    {
        IReadOnlyList<string>? got = null;
        var now = tick == "$__all" ? (string[])["0", "1"] : ["$__all"];
        var select = Render<VariableSelect>(p => p.Add(s => s.Id, "var-gpu").Add(s => s.Label, "GPU").Add(s => s.Item, Variable("gpu", ["$__all", "0", "1"], now, multi: true)).Add(s => s.Chosen, values => got = values));

        select.FindAll("input[type=checkbox]")[tick == "$__all" ? 0 : 1].Change(true);

        got.ShouldBe([chosen]);
    }

    [Fact]
    public void VariableSelect_Searched_ShowsWhatMatches()
    {
        var select = Render<VariableSelect>(p => p.Add(s => s.Id, "v").Add(s => s.Label, "Node").Add(s => s.Item, Variable("node", ["alpha", "beta"], [], multi: true)));

        select.Find("input[type=search]").Input("bet");

        select.FindAll("label").Select(label => label.QuerySelector("span")!.TextContent).ShouldBe(["beta"]);
    }

    [Fact]
    public void ImportNotes_UnsupportedPanels_AreCounted()
    {
        var notes = Render<ImportNotes>(p => p.Add(n => n.Notes, [new(3, "Map", "bad", "Panels of the kind “geomap” aren't drawn."), new(4, "News", "bad", "Panels of the kind “news” aren't drawn."), new(null, "", "info", "x")]));

        notes.Find("summary").TextContent.ShouldContain("2 panels can't be shown");
        notes.FindAll("li").Count.ShouldBe(3);
    }

    [Fact]
    public void DiffTable_Moves_AreOneLine()
    {
        var diff = Render<DiffTable>(p => p.Add(d => d.Changes, [new(1, "Panel “A” › title", "A", "B"), new(1, "Panel “A” › gridPos › y", "0", "4"), new(2, "Panel “C” › gridPos › y", "4", "0")]));

        diff.FindAll("tbody tr").Count.ShouldBe(2);
        diff.Markup.ShouldContain("2 panels are elsewhere");
    }

    [Fact]
    public void ImportInput_Chosen_IsWrittenInPlaceOfItsName()
    {
        var json = (JsonObject)JsonNode.Parse("""{ "__inputs": [ { "name": "DS_A", "type": "datasource", "pluginId": "prometheus" } ], "panels": [ { "datasource": { "uid": "${DS_A}" } }, { "datasource": "${DS_A}" } ] }""")!;

        ImportInput.Of(json).ShouldHaveSingleItem().Kind.ShouldBe("prometheus");
        var chosen = ImportInput.Choose(json, new Dictionary<string, string> { ["DS_A"] = "prometheus:eu" });
        chosen["panels"]![0]!["datasource"]!["uid"]!.GetValue<string>().ShouldBe("prometheus:eu");
        chosen["panels"]![1]!["datasource"]!.GetValue<string>().ShouldBe("prometheus:eu");
        chosen["__inputs"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/services/h200", "/services/h200?from=now-1h&to=now&var-job=a%26b")]
    [InlineData("https://example.org/x?y=1", "https://example.org/x?y=1&from=now-1h&to=now&var-job=a%26b")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("//evil.example", null)]
    public void Link_KeepsTimeAndVariables_AndGoesOnlyWhereItMay(string url, string? to)
        => PanelAddress.Link(new DashboardLink("x", url, "", false, true, true), new ResolvedVariables([Variable("job", ["a&b"], ["a&b"])]), "now-1h", "now").ShouldBe(to);

    [Fact]
    public async Task Desk_Viewer_IsRefusedBeforeAnythingIsWritten()
    {
        // No library: a refusal never reaches it.
        var desk = new DashboardDesk(null!, new NoBody());
        var person = new ClaimsPrincipal();

        (await desk.SaveAsync(person, [], "x", 0, "", default)).ShouldBeOfType<SaveResult.Invalid>().Errors.ShouldHaveSingleItem().ShouldContain("Your role");
        (await desk.RestoreAsync(person, "x", 1, 2, default)).ShouldBeOfType<SaveResult.Invalid>();
        (await desk.DeleteAsync(person, "x", default)).ShouldNotBeNull();
        (await desk.UndeleteAsync(person, "x", default)).ShouldNotBeNull();
    }

    private IRenderedComponent<VariableBar> Draw(params ResolvedVariable[] variables) => Render<VariableBar>(p => p.Add(b => b.Variables, new ResolvedVariables(variables)));

    private static ResolvedVariable Variable(string name, string[] options, string[] values, bool multi = false, int hide = 0) => new(
        new Variable { Name = name, Kind = VariableKind.Query, Multi = multi, Hide = hide, Source = [] },
        [.. options.Select(option => new VariableOption(option == "$__all" ? "All" : option, option, values.Contains(option)))], values);

    private sealed class NoBody : IAuthorizationService
    {
        public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, IEnumerable<IAuthorizationRequirement> requirements) => Task.FromResult(AuthorizationResult.Failed());

        public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, string policyName) => Task.FromResult(AuthorizationResult.Failed());
    }
}
