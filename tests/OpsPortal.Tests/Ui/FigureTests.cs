using Bunit;
using OpsPortal.Domain;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class FigureTests : UiTestBase
{
    [Fact]
    public void Render_Value_ShowsNumberUnitAgeAndExactValue()
    {
        var figure = Render<Figure>(p => p.Add(f => f.Label, "p95").Add(f => f.Value, 0.12345).Add(f => f.Unit, "s").Add(f => f.At, Now.AddSeconds(-12)));

        figure.Find("[data-testid=value]").TextContent.ShouldBe("123");
        figure.Find("[data-testid=value]").GetAttribute("data-raw").ShouldBe("0.12345");
        figure.Find(".op-figure-unit").TextContent.ShouldBe("ms");
        figure.Find("time").TextContent.ShouldBe("12 s ago");
    }

    [Fact]
    public void Render_NoValue_ShowsADashAndTheWords()
    {
        var figure = Render<Figure>(p => p.Add(f => f.Label, "Satisfaction").Add(f => f.Missing, "No feedback yet"));

        figure.Find("[data-testid=value]").TextContent.ShouldBe("—");
        figure.Find("[data-testid=missing]").TextContent.ShouldBe("No feedback yet");
    }

    [Fact]
    public void Render_FailedReading_ShowsTheReasonAndNoNumber()
    {
        var figure = Draw(Reading<double?>.Loading.Next(Outcome<double?>.Unavailable("Connection refused.", Now)));

        figure.Find("[data-testid=value]").TextContent.ShouldBe("—");
        figure.Find("[data-testid=missing]").TextContent.ShouldBe("Connection refused.");
    }

    [Fact]
    public void Render_StaleReading_KeepsTheLastGoodNumberMarked()
    {
        var good = Reading<double?>.Loading.Next(Outcome<double?>.Ok(42, Now.AddMinutes(-3)));
        var figure = Draw(good.Next(Outcome<double?>.Unavailable("Connection refused.", Now)));

        figure.Find("[data-testid=value]").TextContent.ShouldBe("42");
        figure.Find("[data-testid=stale]").TextContent.ShouldContain("Connection refused.");
        figure.Find(".op-figure").GetAttribute("data-stale").ShouldBe("true");
        figure.Find("time").TextContent.ShouldBe("3 min ago");
    }

    [Fact]
    public void Render_Warnings_SaysPartial()
        => Draw(Reading<double?>.Loading.Next(Outcome<double?>.Ok(42, Now, ["half of it"]))).Markup.ShouldContain("Partial");

    [Fact]
    public void Render_Source_IsOneClickAway()
    {
        var figure = Render<Figure>(p => p.Add(f => f.Label, "Requests").Add(f => f.Value, 1).Add(f => f.Source, new FigureSource("Prometheus", "sum(up)", "5m", "15s")));

        figure.Find("summary").GetAttribute("aria-label").ShouldBe("Where Requests comes from");
        figure.Find("code").TextContent.ShouldBe("sum(up)");
    }

    private IRenderedComponent<Figure> Draw(Reading<double?> reading)
        => Render<Figure>(p => p.Add(f => f.Label, "Requests").Add(f => f.Reading, reading));
}
