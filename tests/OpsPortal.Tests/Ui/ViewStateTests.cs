using Bunit;
using OpsPortal.Domain;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class ViewStateTests : UiTestBase
{
    private static readonly string[] Names = ["h200", "hdc"];

    [Fact]
    public void Render_BeforeFirstAnswer_SaysLoading() => Draw(Reading<string[]>.Loading).Find("[data-testid=loading]").TextContent.ShouldContain("Services: loading");

    [Fact]
    public void Render_NotConfigured_SaysSoAndWhatToSet()
    {
        var view = Draw(Reading<string[]>.Loading.Next(Outcome<string[]>.NotConfigured("Set Loki:Url.", Now)));

        view.Find("[data-testid=not-configured]").TextContent.ShouldContain("Set Loki:Url.");
        view.FindAll("[data-testid=failed]").ShouldBeEmpty();
    }

    [Fact]
    public void Render_FailedWithoutGoodData_ShowsTheReason()
        => Draw(Reading<string[]>.Loading.Next(Outcome<string[]>.Unavailable("Connection refused.", Now)))
            .Find("[data-testid=failed]").TextContent.ShouldContain("Connection refused.");

    [Fact]
    public void Render_Refused_SaysThatTheQuestionWasRefused()
        => Draw(Reading<string[]>.Loading.Next(Outcome<string[]>.Rejected("parse error at 1:5", Now)))
            .Find("[data-testid=failed]").TextContent.ShouldContain("the question was refused");

    [Fact]
    public void Render_FailedAfterGoodData_KeepsItWithItsAgeAndReason()
    {
        var good = Reading<string[]>.Loading.Next(Outcome<string[]>.Ok(Names, Now.AddMinutes(-5)));
        var view = Draw(good.Next(Outcome<string[]>.Unavailable("Connection refused.", Now)));

        var mark = view.Find("[data-testid=stale]").TextContent;
        mark.ShouldContain("Connection refused.");
        mark.ShouldContain("5 min ago");
        view.Find("p").TextContent.ShouldBe("h200, hdc");
    }

    [Fact]
    public void Render_Healed_TakesTheMarkAway()
    {
        var bad = Reading<string[]>.Loading.Next(Outcome<string[]>.Ok(Names, Now)).Next(Outcome<string[]>.Unavailable("away", Now));
        var view = Draw(bad.Next(Outcome<string[]>.Ok(Names, Now)));

        view.FindAll("[data-testid=stale]").ShouldBeEmpty();
    }

    [Fact]
    public void Render_Empty_UsesTheGivenWords()
        => Draw(Reading<string[]>.Loading.Next(Outcome<string[]>.Ok([], Now))).Find("[data-testid=empty]").TextContent.ShouldContain("Add one to the catalog.");

    [Fact]
    public void Render_Warnings_SaysThatItMayBeIncomplete()
    {
        var view = Draw(Reading<string[]>.Loading.Next(Outcome<string[]>.Ok(Names, Now, ["one store did not answer"])));

        view.Find("[data-testid=partial]").TextContent.ShouldContain("one store did not answer");
        view.Find("p").TextContent.ShouldBe("h200, hdc");
    }

    private IRenderedComponent<ViewState<string[]>> Draw(Reading<string[]> reading) => Render<ViewState<string[]>>(parameters => parameters
        .Add(view => view.What, "Services")
        .Add(view => view.Reading, reading)
        .Add(view => view.Empty, "Add one to the catalog.")
        .Add(view => view.ChildContent, names => $"<p>{string.Join(", ", names)}</p>"));
}
