using OpsPortal.Features.Dashboards.Pages;

namespace OpsPortal.Tests.Features.Dashboards.Pages;

public sealed class DashboardUrlTests
{
    [Fact]
    public void FromUri_ReadsVariablesRowsPanelAndVersion()
    {
        var url = DashboardUrl.FromUri("http://x/d/h200?from=now-6h&var-job=a&var-job=b%26c&var-text=&open=3,4~gpu%3D0&closed=9&viewPanel=panel-12&version=5");

        url.Variables["job"].ToArray().ShouldBe(["a", "b&c"]);
        url.Variables["text"].ToArray().ShouldBe([""]);
        url.Open.ShouldBe(["3", "4~gpu=0"]);
        url.Closed.ShouldBe(["9"]);
        url.ViewPanel.ShouldBe("12");
        url.Version.ShouldBe(5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/d/x?version=-1&viewPanel=&open=,,&var-=3")]
    [InlineData("/d/x?version=99999999999999999999")]
    public void FromUri_WhatCantBeRead_IsLeftOut(string uri)
    {
        var url = DashboardUrl.FromUri(uri);

        url.Variables.ShouldBeEmpty();
        url.Open.ShouldBeEmpty();
        url.ViewPanel.ShouldBeNull();
        url.Version.ShouldBeNull();
    }

    [Fact]
    public void WithVariable_ReadBack_IsTheSame_AndTheRestStays()
    {
        string[] values = ["a b", "c&d=e", "ü+%"];

        var uri = DashboardUrl.WithVariable("http://x/d/h200?from=now-6h&at=7&var-job=old", "job", values);

        DashboardUrl.FromUri(uri).Variables["job"].ToArray().ShouldBe(values);
        uri.ShouldStartWith("/d/h200?");
        uri.ShouldContain("from=now-6h");
        uri.ShouldContain("at=7");
    }

    [Fact]
    public void WithVariable_NothingChosen_IsKeptAsEmpty()
        => DashboardUrl.WithVariable("/d/x?var-job=a", "job", []).ShouldBe("/d/x?var-job=");

    [Theory]
    [InlineData("/d/x", true, false, "/d/x?closed=3")]
    [InlineData("/d/x?closed=3", false, false, "/d/x")]
    [InlineData("/d/x", false, true, "/d/x?open=3")]
    [InlineData("/d/x?open=3", true, true, "/d/x")]
    public void Toggled_WritesOnlyWhatDiffersFromTheFile(string uri, bool collapse, bool asFiled, string result)
    {
        DashboardUrl.FromUri(uri).Toggled(uri, "3", collapse, asFiled).ShouldBe(result);

        DashboardUrl.FromUri(result).IsCollapsed("3", asFiled).ShouldBe(collapse);
    }
}
