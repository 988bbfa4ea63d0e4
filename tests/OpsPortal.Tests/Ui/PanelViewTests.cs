using Bunit;
using Microsoft.AspNetCore.Components;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class PanelViewTests : UiTestBase
{
    public PanelViewTests() => SetRendererInfo(new RendererInfo("Server", isInteractive: true));

    [Fact]
    public void Render_InAPage_FollowsThePagesRange()
    {
        var panel = Draw(new TimeRange("now-6h", "now", TimeSpan.FromSeconds(30)));

        panel.GetAttribute("data-uid").ShouldBe("h200");
        panel.GetAttribute("data-panel").ShouldBe("3");
        panel.GetAttribute("data-from").ShouldBe("now-6h");
        panel.GetAttribute("data-to").ShouldBe("now");
        panel.GetAttribute("data-refresh").ShouldBe("30");
    }

    [Fact]
    public void Render_RangeThatHasEnded_IsNeverAskedAgain()
        => Draw(new TimeRange("1000", "61000", TimeSpan.FromSeconds(30))).HasAttribute("data-refresh").ShouldBeFalse();

    [Fact]
    public void Render_OwnRange_IsNotThePages()
    {
        var panel = Draw(new TimeRange("now-6h", "now", TimeSpan.FromSeconds(30)), more => more.Add(view => view.From, "now-1d").Add(view => view.To, "1795255200000"));

        panel.GetAttribute("data-from").ShouldBe("now-1d");
        panel.HasAttribute("data-refresh").ShouldBeFalse();
    }

    [Fact]
    public void Render_ServersFirstDrawing_StartsEarly()
    {
        Draw(null).HasAttribute("data-early").ShouldBeFalse();
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        Draw(null).HasAttribute("data-early").ShouldBeTrue();
    }

    [Fact]
    public void Render_NoRange_ShowsTheLastHour() => Draw(null).GetAttribute("data-from").ShouldBe("now-1h");

    [Fact]
    public void Render_MenuVarsAndDraft_ArePassedOn()
    {
        var panel = Draw(null, more => more
            .Add(view => view.Vars, "var-job=a%26b&scope-gpu=0")
            .Add(view => view.Type, "timeseries")
            .Add(view => view.Draft, """{"dashboard":{"title":"<x>"},"panelId":3}""")
            .Add(view => view.Menu, [new("edit", "Edit…"), new("remove", "Remove", Danger: true)]));

        panel.GetAttribute("data-vars").ShouldBe("var-job=a%26b&scope-gpu=0");
        panel.GetAttribute("data-type").ShouldBe("timeseries");
        panel.GetAttribute("data-draft").ShouldBe("""{"dashboard":{"title":"<x>"},"panelId":3}""");
        panel.GetAttribute("data-menu").ShouldNotBeNull().ShouldContain("\"danger\":true");
        panel.HasAttribute("data-version").ShouldBeFalse();
        panel.HasAttribute("data-transparent").ShouldBeFalse();
    }

    private AngleSharp.Dom.IElement Draw(TimeRange? range, Action<ComponentParameterCollectionBuilder<PanelView>>? more = null)
        => Render<PanelView>(parameters =>
        {
            parameters.Add(view => view.Uid, "h200").Add(view => view.PanelId, 3).Add(view => view.Title, "Requests");
            if (range is not null)
                parameters.AddCascadingValue(range);
            more?.Invoke(parameters);
        }).Find("op-panel");
}
