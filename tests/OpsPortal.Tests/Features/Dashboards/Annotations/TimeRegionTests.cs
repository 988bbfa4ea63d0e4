using System.Globalization;
using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;
using Microsoft.Extensions.Primitives;

namespace OpsPortal.Tests.Features.Dashboards.Annotations;

/// <summary>Parts of days and weeks that dashboards colour. 2026-09-21 is a Monday.</summary>
public sealed class TimeRegionTests
{
    [Theory]
    [InlineData("""{"from":"09:00","to":"17:30"}""", "21 09:00-21 17:30, 22 09:00-22 17:30")]
    [InlineData("""{"from":"22:00","to":"6:00"}""", "20 22:00-21 06:00, 21 22:00-22 06:00, 22 22:00-23 06:00")]
    [InlineData("""{"fromDayOfWeek":2}""", "22 00:00-22 23:59")]
    [InlineData("""{"fromDayOfWeek":6,"toDayOfWeek":1,"from":"12:00","to":"01:00"}""", "19 12:00-21 01:00")]
    [InlineData("""{"fromDayOfWeek":1,"toDayOfWeek":5,"from":"08:00","to":"18:00"}""", "21 08:00-25 18:00")]
    [InlineData("""{"from":"12:00"}""", "21 12:00-21 12:00, 22 12:00-22 12:00")]
    [InlineData("""{"from":"09:00","to":"10:00","timezone":"Asia/Tokyo"}""", "21 00:00-21 01:00, 22 00:00-22 01:00, 23 00:00-23 01:00")]
    [InlineData("""{"from":"09:00","to":"10:00","timezone":"browser"}""", "21 09:00-21 10:00, 22 09:00-22 10:00")]
    [InlineData("""{"mode":"cron","cronExpr":"0 9 * * 1-5","duration":"8h"}""", "21 09:00-21 17:00, 22 09:00-22 17:00")]
    [InlineData("""{"mode":"cron","cronExpr":"30 */12 * * TUE,sun","duration":"1h 15m"}""", "22 00:30-22 01:45, 22 12:30-22 13:45")]
    [InlineData("""{"mode":"cron","cronExpr":"0 22 20 9 *","duration":"1d"}""", "20 22:00-21 22:00")]
    [InlineData("""{"mode":"cron","cronExpr":"0 9 22 * 1","duration":"1h","timezone":"Asia/Tokyo"}""", "21 00:00-21 01:00, 22 00:00-22 01:00")]
    public void Within_TwoDays_AreTheSpansThatTouchThem(string region, string expected)
        => string.Join(", ", TimeRegion.Of((JsonObject)JsonNode.Parse(region)!)!.Within(At(21), At(23)).Select(span => $"{Text(span.From)}-{Text(span.To)}")).ShouldBe(expected);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"from":"soon","fromDayOfWeek":9}""")]
    [InlineData("""{"mode":"cron","cronExpr":"0 9 * *","duration":"8h"}""")]
    [InlineData("""{"mode":"cron","cronExpr":"61 9 * * *","duration":"8h"}""")]
    [InlineData("""{"mode":"cron","cronExpr":"0 9 * * */0","duration":"8h"}""")]
    [InlineData("""{"mode":"cron","cronExpr":"0 9 * * *","duration":"long"}""")]
    [InlineData("""{"mode":"cron","cronExpr":"0 9 * * *"}""")]
    public void Of_NeitherDaysNorTimes_IsNone(string region) => TimeRegion.Of((JsonObject)JsonNode.Parse(region)!).ShouldBeNull();

    [Fact]
    public async Task OldGraph_TimeRegions_AreMarkedOnItAlone()
    {
        var engine = Engine.Answering(_ => "{}");
        var dashboard = Engine.WithPanel("""{"id":4,"type":"graph","title":"G","timeRegions":[{"op":"time","from":"00:00","to":"23:00","colorMode":"custom","fillColor":"#abc"},{"op":"time"}]}""");

        var answer = (await engine.Annotations.AskAsync(dashboard, dashboard.Annotations.Select(one => one.Name).ToHashSet(), await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues>(), Engine.From, Engine.To, default), Engine.From, Engine.To, default)).ShouldHaveSingleItem();

        (answer.Color, answer.Error, answer.IsExcluded).ShouldBe(("#abc", null, false));
        answer.Panels.ShouldBe([4]);
        answer.Items.ShouldNotBeEmpty();
        dashboard.Notes.ShouldBeEmpty();
        dashboard.Annotations[0].Hidden.ShouldBeTrue();
    }

    [Fact]
    public void Listed_TimeRegions_AreAnnotationsWithASwitch()
    {
        var dashboard = Engine.Read(
            """
            {"title":"T","panels":[],"annotations":{"list":[{"name":"Office","enable":true,"iconColor":"blue","datasource":{"type":"grafana","uid":"-- Grafana --"},
             "target":{"queryType":"timeRegions","refId":"Anno","timeRegion":{"fromDayOfWeek":1,"toDayOfWeek":5,"from":"08:00","to":"18:00","timezone":"Europe/Berlin"}},"filter":{"exclude":false,"ids":[2]}}]}}
            """);

        var office = dashboard.Annotations.ShouldHaveSingleItem();
        (office.Name, office.Hidden, office.Region!.Clock.Zone).ShouldBe(("Office", false, "Europe/Berlin"));
        office.Panels.ShouldBe([2]);
        dashboard.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Listed_WithoutZone_IsInTheDashboards_AndOneThatCannotBeReadIsTold()
    {
        var dashboard = Engine.Read(
            """
            {"title":"T","timezone":"Asia/Tokyo","panels":[],"annotations":{"list":[
              {"name":"Shift","datasource":{"type":"grafana","uid":"-- Grafana --"},"target":{"queryType":"timeRegions","timeRegion":{"from":"09:00","to":"10:00"}}},
              {"name":"Odd","datasource":{"type":"grafana","uid":"-- Grafana --"},"target":{"queryType":"timeRegions","timeRegion":{"mode":"cron","cronExpr":"often"}}}]}}
            """);

        dashboard.Annotations[0].Region!.Clock.Zone.ShouldBe("Asia/Tokyo");
        dashboard.Notes.ShouldHaveSingleItem().Text.ShouldContain("“Odd” is kept but not drawn");
    }

    private static DateTimeOffset At(int day) => new(2026, 9, day, 0, 30, 0, TimeSpan.Zero);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("dd HH:mm", CultureInfo.InvariantCulture);
}
