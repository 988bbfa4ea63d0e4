using OpsPortal.Features.Dashboards.Pages.Editing;

namespace OpsPortal.Tests.Features.Dashboards.Pages;

public sealed class GridLayoutTests
{
    // 1 and 2 side by side, 3 below both.
    private static readonly GridItem[] Three = [new(1, 0, 0, 12, 8), new(2, 12, 0, 12, 8), new(3, 0, 8, 24, 6)];

    [Fact]
    public void Place_BelowTheMiddleOfAnother_GoesUnderIt() => Show(GridLayout.Place(Three, 1, 0, 12, 12, 8)).ShouldBe("2@12,0 3@0,8 1@0,14");

    [Fact]
    public void Place_AboveTheMiddleOfAnother_GoesBeforeIt() => Show(GridLayout.Place(Three, 3, 0, 2, 24, 6)).ShouldBe("3@0,0 1@0,6 2@12,6");

    [Fact]
    public void Place_Wider_PushesWhatIsInTheWay() => Show(GridLayout.Place(Three, 1, 0, 0, 18, 8)).ShouldBe("1@0,0 2@12,8 3@0,16");

    [Fact]
    public void Place_Lower_MakesRoom() => Show(GridLayout.Place(Three, 1, 0, 0, 12, 4)).ShouldBe("1@0,0 2@12,0 3@0,8");

    [Theory]
    [InlineData(0, 1, "2@12,0 3@0,8 1@0,14")]
    [InlineData(0, -1, "1@0,0 2@12,0 3@0,8")]
    [InlineData(-1, 0, "1@0,0 2@12,0 3@0,8")]
    public void Nudge_UpAndDown_PassesTheNextItem(int dx, int dy, string result) => Show(GridLayout.Nudge(Three, 1, dx, dy, 0, 0)).ShouldBe(result);

    [Fact]
    public void Append_RoomInTheLastLine_IsTaken()
    {
        GridItem[] items = [new(1, 0, 0, 12, 8)];

        GridLayout.Append(items, 9, 12, 8).ShouldBe(new GridItem(9, 12, 0, 12, 8));
        GridLayout.Append(items, 9, 13, 8).ShouldBe(new GridItem(9, 0, 8, 13, 8));
    }

    [Fact]
    public void Place_AnyMoves_NeverOverlapNorLeaveGaps()
    {
        var random = new Random(7);
        IReadOnlyList<GridItem> items = [.. Enumerable.Range(1, 12).Select(id => new GridItem(id, random.Next(0, 20), random.Next(0, 40), random.Next(1, 5), random.Next(1, 9)))];
        for (var i = 0; i < 500; i++)
        {
            items = random.Next(2) == 0
                ? GridLayout.Place(items, random.Next(1, 13), random.Next(-5, 30), random.Next(-5, 60), random.Next(-2, 30), random.Next(-2, 20))
                : GridLayout.Nudge(items, random.Next(1, 13), random.Next(-1, 2), random.Next(-1, 2), random.Next(-1, 2), random.Next(-1, 2));

            items.Count.ShouldBe(12);
            foreach (var one in items)
            {
                one.X.ShouldBeInRange(0, 24 - one.W);
                items.Any(other => other.Id != one.Id && other.SharesColumnsWith(one) && other.Y < one.Bottom && one.Y < other.Bottom).ShouldBeFalse();
                (one.Y == 0 || items.Any(other => other.Id != one.Id && other.SharesColumnsWith(one) && other.Bottom == one.Y)).ShouldBeTrue();
            }
        }
    }

    private static string Show(IEnumerable<GridItem> items) => string.Join(' ', items.Select(item => $"{item.Id}@{item.X},{item.Y}"));
}
