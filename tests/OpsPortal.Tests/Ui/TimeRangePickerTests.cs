using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class TimeRangePickerTests : UiTestBase
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Render_NoRangeInTheUrl_ShowsTheLastHour() => Render<TimeRangePicker>().Find("[data-range-words]").TextContent.ShouldBe("Last hour");

    [Fact]
    public void Render_PresetLinks_KeepTheRestOfTheUrl()
    {
        Navigation.NavigateTo("/logs?service=h200&refresh=30s");

        var link = Render<TimeRangePicker>().FindAll("a").Single(one => one.TextContent == "Last 6 hours").GetAttribute("href")!;

        link.ShouldContain("/logs?");
        link.ShouldContain("service=h200");
        link.ShouldContain("refresh=30s");
        link.ShouldContain("from=now-6h&to=now");
    }

    [Fact]
    public void Render_CurrentPreset_IsMarked()
    {
        Navigation.NavigateTo("/?from=now-6h");

        Render<TimeRangePicker>().Find("[aria-current=true]").TextContent.ShouldBe("Last 6 hours");
    }

    [Fact]
    public void Navigate_ToAnotherRange_IsShown()
    {
        var picker = Render<TimeRangePicker>();

        Navigation.NavigateTo("/?from=now-7d&to=now");

        picker.WaitForAssertion(() => picker.Find("[data-range-words]").TextContent.ShouldBe("Last 7 days"));
    }

    [Fact]
    public void Render_UnreadableRange_SaysSoAndWhatIsShown()
    {
        Navigation.NavigateTo("/?from=yesterday");

        var picker = Render<TimeRangePicker>();

        picker.Find("[role=alert]:not([hidden])").TextContent.ShouldContain("from=yesterday is not a time");
        picker.Find("[data-range-words]").TextContent.ShouldBe("Last hour");
    }
}
