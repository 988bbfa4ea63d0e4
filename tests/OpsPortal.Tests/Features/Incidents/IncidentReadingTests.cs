using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Pages;
using OpsPortal.Features.Incidents.Reading;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class IncidentReadingTests
{
    [Fact]
    public void Filter_AnyCombination_SurvivesItsUrl()
    {
        var filter = new IncidentFilter(IncidentView.All, IncidentStatus.Mitigating, Priority.P2, "h200", "50 % & more?", "7d", IncidentSort.Opened, true, 300, IncidentSpan.Parse("1780315200000-1780316100000"));

        IncidentFilter.FromUri("http://x" + filter.ToUri()).ShouldBe(filter);
    }

    [Fact]
    public void Filter_Default_LeavesTheUrl() => new IncidentFilter().ToUri().ShouldBe("/incidents");

    [Fact]
    public void Filter_Nonsense_IsTheDefault()
        => IncidentFilter.FromUri("http://x/incidents?show=42&status=9&priority=P9&since=1y&sort=&limit=-5&during=9-1").ShouldBe(new IncidentFilter());

    [Theory]
    [InlineData("/runbooks/service-down", "/runbooks/service-down")]
    [InlineData("https://wiki.example/x y", "https://wiki.example/x%20y")]
    [InlineData("//evil.example/x", null)]
    [InlineData("/\\evil.example", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("", null)]
    public void Safe_AddressOfAnAlert_IsALinkOnlyWhenItIsOne(string address, string? link) => AlertLinks.Safe(address).ShouldBe(link);

    [Fact]
    public void Expression_OfAGraphAddress_IsThePromQl()
        => AlertLinks.Expression("http://prom.example:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1").ShouldBe("up == 0");

    [Fact]
    public void Expression_OfAnotherAddress_IsNone() => AlertLinks.Expression("not an address").ShouldBeNull();

    [Fact]
    public void Csv_FormulaQuotesAndLines_StayText()
        => IncidentCsv.Write(["a", "b"], [["=1+1", "say \"hi\", twice\nok"], [-5, null]]).ShouldBe("a,b\r\n'=1+1,\"say \"\"hi\"\", twice\nok\"\r\n-5,\r\n");

    [Theory]
    [InlineData(45, "45 s")]
    [InlineData(720, "12 min")]
    [InlineData(7200, "2 h")]
    [InlineData(7140, "1 h 59 min")]
    [InlineData(273_600, "3 d 4 h")]
    [InlineData(-3, "0 s")]
    public void Words_OfASpan_AreTheLargestTwoUnits(int seconds, string words) => Durations.Words(TimeSpan.FromSeconds(seconds)).ShouldBe(words);
}
