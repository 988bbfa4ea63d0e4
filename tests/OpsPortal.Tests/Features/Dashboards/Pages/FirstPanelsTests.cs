using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Pages.Viewing;
using OpsPortal.Features.Dashboards.Variables;
using OpsPortal.Tests.Ui;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Features.Dashboards.Pages;

public sealed class FirstPanelsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 34, 56, 789, TimeSpan.Zero);

    [Theory]
    [InlineData("1180x900x24", 6, 287)]
    [InlineData("1180x900x24", 24, 1178)]
    [InlineData("366x844x1", 6, 364)]
    public void WidthOf_Columns_IsTheInsideOfThePanel(string cookie, int columns, int expected) => Room.Of(cookie).ShouldNotBeNull().WidthOf(columns).ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1180x900")]
    [InlineData("1180x900x12")]
    [InlineData("-1180x900x24")]
    [InlineData("99999x900x24")]
    [InlineData("<b>x900x24")]
    public void Of_NoRoom_IsNull(string? cookie) => Room.Of(cookie).ShouldBeNull();

    [Fact]
    public async Task Query_ServerAndScript_AskTheSame()
    {
        var ranges = new[] { ("now-5m", "now"), ("now-3h", "now"), ("now-1d/d", "now-1d/d"), ("now-7d", "now-1h"), ("1795250000000", "1795255200000"), ("now/d", "now") };
        var cases = ranges.SelectMany(range => new[] { 40, 287, 300, 301, 1178 }.Select(width => (range.Item1, range.Item2, width))).ToArray();
        var script = await NodeScript.RunAsync<JsonObject[]>(
            "panels/data/answer.js", "questionOf", cases.Select(one => new object[] { new { uid = "u", panel = "1", vars = "var-job=a%20b&var-job=c", from = one.Item1, to = one.Item2, revision = "3" }, one.width }), Now);

        var server = cases.Select(one => FirstPanels.Query("var-job=a%20b&var-job=c", new TimeRange(one.Item1, one.Item2, null), one.width, 3, Now));
        // Blanks are written in two ways and read in one.
        server.Select(query => query.Replace("%20", "+")).ShouldBe(script.Select(one => one["url"]!.GetValue<string>().Split("/data")[1]));
    }

    [Fact]
    public void Of_LongDashboard_BeginsWithWhatTheScreenShows()
    {
        var dashboard = Engine.Read("""
            {"title":"T","uid":"t","schemaVersion":39,"panels":[
             {"id":1,"type":"timeseries","gridPos":{"x":0,"y":0,"w":6,"h":6}},{"id":2,"type":"text","gridPos":{"x":6,"y":0,"w":6,"h":6}},
             {"id":3,"type":"stat","gridPos":{"x":0,"y":6,"w":12,"h":20}},{"id":4,"type":"stat","gridPos":{"x":0,"y":26,"w":12,"h":6}},{"id":5,"type":"stat","gridPos":{"x":0,"y":32,"w":12,"h":6}}]}
            """);
        var plan = LayoutPlan.From(dashboard, ResolvedVariables.Empty);

        Ids(Room.Of("1180x900x24")!).ShouldBe([1, 3, 4]);
        Ids(Room.Of("1180x400x24")!).ShouldBe([1, 3]);
        // In one column the text stands between them.
        Ids(Room.Of("366x344x1")!).ShouldBe([1]);

        IEnumerable<int> Ids(Room room) => FirstPanels.Of(plan, ResolvedVariables.Empty, TimeRange.Default, room, 0, Now).Select(one => one.Panel.Id);
    }
}
