using Bunit;
using OpsPortal.Features.Dashboards.Pages.Editing;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Dashboards.Pages;

/// <summary>What stands beside the grid while a dashboard is edited.</summary>
public sealed class EditorPartsTests : UiTestBase
{
    private readonly Draft _draft = new("x", 1, DraftJson.Begin(Engine.Read(
        """
        {"uid":"x","title":"X","timezone":"browser","panels":[
          {"id":1,"type":"stat","title":"A","targets":[{"refId":"A","expr":"up{job=\"$job\"}"}]},
          {"id":2,"type":"logs","title":"L","datasource":{"type":"loki","uid":"l"},"targets":[{"refId":"A","expr":"{app=\"a\"}"}]}]}
        """)));

    [Fact]
    public void PanelEditor_QueryWritten_IsAStepOfTheDraft()
    {
        var editor = Render<PanelEditor>(p => p.Add(one => one.Draft, _draft).Add(one => one.PanelId, 1));
        editor.Find("op-promql").GetAttribute("data-value").ShouldBe("up{job=\"$job\"}");

        editor.On("[data-query-text]", field => field.Change("up"));

        editor.WaitForAssertion(() => editor.Find("op-promql").GetAttribute("data-value").ShouldBe("up"));
        (_draft.UndoWords, Expr(1)).ShouldBe(("Change query A of “A”", "up"));
        _draft.Undo();
        Expr(1).ShouldBe("up{job=\"$job\"}");
    }

    [Fact]
    public void PanelEditor_QueryOfLoki_IsAPlainField()
    {
        var editor = Render<PanelEditor>(p => p.Add(one => one.Draft, _draft).Add(one => one.PanelId, 2));

        editor.FindAll("op-promql").ShouldBeEmpty();
        editor.On("textarea[aria-label='Query A']", field => field.Change("{app=\"b\"}"));

        editor.WaitForAssertion(() => Expr(2).ShouldBe("{app=\"b\"}"));
    }

    [Theory]
    [InlineData("Asia/Tokyo", "Asia/Tokyo", null)]
    [InlineData("utc", "utc", null)]
    [InlineData("", "", null)]
    [InlineData("Middle/Earth", "browser", "There is no time zone “Middle/Earth”")]
    public void SettingsEditor_TimeZone_IsTakenOrRefusedInWords(string given, string zone, string? error)
    {
        var editor = Render<SettingsEditor>(p => p.Add(one => one.Draft, _draft));

        editor.On("#se-zone", field => field.Change(given));

        editor.WaitForAssertion(() => _draft.Json["timezone"]!.GetValue<string>().ShouldBe(zone));
        if (error is null)
            editor.FindAll("[role=alert]").ShouldBeEmpty();
        else
            editor.WaitForAssertion(() => editor.Find("[role=alert]").TextContent.ShouldContain(error));
    }

    private string Expr(int id) => DraftJson.Find(_draft.Json, id)!["targets"]![0]!["expr"]!.GetValue<string>();
}
