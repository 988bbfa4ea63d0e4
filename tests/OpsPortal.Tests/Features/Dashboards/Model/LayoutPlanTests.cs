using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Tests.Features.Dashboards.Model;

public sealed class LayoutPlanTests
{
    [Fact]
    public void From_RepeatedPanelSideBySide_FillsTheRow()
        => Plan("""{"id":1,"type":"stat","title":"On $v","repeat":"v","maxPerRow":2,"gridPos":{"x":0,"y":0,"w":6,"h":4}},{"id":2,"type":"stat","gridPos":{"x":0,"y":4,"w":24,"h":3}}""")
            .ShouldBe(["1~v=a On a 0,0 12x4", "1~v=b On b 12,0 12x4", "1~v=c On c 0,4 12x4", "2  0,8 24x3"]);

    [Fact]
    public void From_RepeatedPanelDownwards_KeepsItsWidth()
        => Plan("""{"id":1,"type":"stat","title":"$v","repeat":"v","repeatDirection":"v","gridPos":{"x":3,"y":0,"w":6,"h":4}}""")
            .ShouldBe(["1~v=a a 3,0 6x4", "1~v=b b 3,4 6x4", "1~v=c c 3,8 6x4"]);

    [Fact]
    public void From_RepeatedRow_RepeatsItsPanels()
        => Plan("""{"id":1,"type":"row","title":"Row $v","repeat":"v","gridPos":{"x":0,"y":0,"w":24,"h":1}},{"id":2,"type":"stat","title":"$v","gridPos":{"x":0,"y":1,"w":8,"h":4}}""").Take(4)
            .ShouldBe(["1~v=a Row a 0,0 24x1", "2~v=a a 0,1 8x4", "1~v=b Row b 0,5 24x1", "2~v=b b 0,6 8x4"]);

    [Fact]
    public void From_FoldedRow_LeavesItsPanelsOut()
        => Plan("""{"id":1,"type":"row","collapsed":true,"title":"R","gridPos":{"x":0,"y":0,"w":24,"h":1},"panels":[{"id":2,"type":"stat","gridPos":{"x":0,"y":1,"w":8,"h":4}}]},{"id":3,"type":"stat","gridPos":{"x":0,"y":1,"w":8,"h":4}}""")
            .ShouldBe(["1 R 0,0 24x1", "3  0,1 8x4"], ignoreOrder: false);

    [Fact]
    public void From_Gaps_AreClosedUpwards()
        => Plan("""{"id":1,"type":"stat","gridPos":{"x":0,"y":5,"w":12,"h":4}},{"id":2,"type":"stat","gridPos":{"x":12,"y":30,"w":12,"h":4}}""").ShouldBe(["1  0,0 12x4", "2  12,0 12x4"]);

    [Fact]
    public void Between_ChangedPanel_IsNamed()
    {
        var before = Engine.WithPanel("""{"id":1,"title":"CPU","type":"stat","targets":[{"refId":"A","expr":"x"}]},{"id":2,"title":"Gone","type":"stat"}""").Source;
        var after = Engine.WithPanel("""{"id":1,"title":"CPU","type":"stat","targets":[{"refId":"A","expr":"y"}]},{"id":3,"title":"New","type":"stat"}""").Source;

        DashboardDiff.Between(before, after).ShouldBe([
            new DashboardChange(2, "Panel “Gone”", "Panel “Gone”", null),
            new DashboardChange(1, "Panel “CPU” › targets › A › expr", "x", "y"),
            new DashboardChange(3, "Panel “New”", null, "Panel “New”"),
        ]);
    }

    private static string[] Plan(string panels)
    {
        var variable = new Variable { Name = "v", Kind = VariableKind.Custom, Multi = true, Source = [] };
        var resolved = new ResolvedVariables([new ResolvedVariable(variable, [], ["a", "b", "c"])]);
        return [.. LayoutPlan.From(Engine.WithPanel(panels), resolved).Select(item => $"{item.Key} {item.Title} {item.X},{item.Y} {item.W}x{item.H}")];
    }
}
