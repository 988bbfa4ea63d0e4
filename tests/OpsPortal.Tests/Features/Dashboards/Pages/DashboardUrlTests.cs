using OpsPortal.Features.Dashboards.Pages;
using OpsPortal.Features.Dashboards.Pages.Viewing;
using OpsPortal.Features.Dashboards.Variables;

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

    [Theory]
    [InlineData("/d/x", true, false, "/d/x?annotation-off=A,%20b")]
    [InlineData("/d/x?annotation-off=A,%20b&annotation-off=c", true, true, "/d/x?annotation-off=c")]
    [InlineData("/d/x", false, true, "/d/x?annotation-on=A,%20b")]
    [InlineData("/d/x?annotation-on=A,%20b", false, false, "/d/x")]
    public void WithAnnotation_WritesOnlyWhatDiffersFromTheFile(string uri, bool asFiled, bool show, string result)
    {
        DashboardUrl.FromUri(uri).WithAnnotation(uri, "A, b", show, asFiled).ShouldBe(result);

        DashboardUrl.FromUri(result).IsShown("A, b", asFiled).ShouldBe(show);
    }

    [Fact]
    public void Annotations_Shown_AreAskedWithTheVariables()
    {
        var dashboard = Engine.Read("""{"title":"T","panels":[],"annotations":{"list":[{"name":"a b","expr":"x"},{"name":"c","expr":"y","enable":false}]}}""");

        PanelAddress.Annotations("u", dashboard, DashboardUrl.FromUri("/d/u?version=3"), ResolvedVariables.Empty).ShouldBe("/api/v1/dashboards/u/annotations?annotation=a%20b&version=3");
        PanelAddress.Annotations("u", dashboard, DashboardUrl.FromUri("/d/u?annotation-off=a%20b"), ResolvedVariables.Empty).ShouldBeNull();
    }
}
