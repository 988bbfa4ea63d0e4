using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Report;

namespace OpsPortal.Tests.Features.Costs;

public sealed class MonthWordsTests
{
    private static readonly DaySpan November = DaySpan.Month(new DateOnly(2026, 11, 1));
    private static readonly ServiceCatalog Catalog = new([]);

    [Fact]
    public void Of_AMonth_SaysTotalChangeLargestAndDays()
    {
        var words = MonthWords.Of(Report(), Catalog);

        words[0].ShouldBe("November 2026 cost $150.00, $50.00 (50 %) more than October 2026, of which 1 day is known.");
        words[1].ShouldBe("The largest part was h200 with $120.00 (80 %); compute was the largest category.");
        words[2].ShouldBe("The costliest model was big with $30.00.");
        words[3].ShouldBe("What moved most was h200: $40.00 more.");
        words[4].ShouldBe("The dearest day was 2026-11-02 with $90.00, the cheapest 2026-11-01 with $60.00.");
        words.Count.ShouldBe(5);
    }

    [Fact]
    public void Of_BudgetsDoubtsAndSigning_SaysEach()
    {
        var words = string.Join("\n", MonthWords.Of(Report() with
        {
            Budgets = [new MonthBudget(BudgetScope.Total, "All costs", 100, 150), new MonthBudget(BudgetScope.Team, "red", 500, 150)],
            Services = Report().Services with { Days = [new ReportDay("h200", new DateOnly(2026, 11, 2), false, 2, Quality.Partial, 12, "", DateTimeOffset.UnixEpoch)] },
            Closing = new MonthClosing(November.From, new DateTimeOffset(2026, 12, 2, 9, 0, 0, TimeSpan.Zero), "anna", 150, ""),
            Corrections = [new MonthCorrection("h200", new DateOnly(2026, 11, 2), 70, 64, DateTimeOffset.UnixEpoch, "anna", "x")],
        }, Catalog));

        words.ShouldContain("Over budget: All costs by $50.00.");
        words.ShouldContain("1 service's day misses samples or holds an estimate");
        words.ShouldContain("1 day was computed more than once; shown is the signed revision.");
        words.ShouldContain("anna signed the month on 2026-12-02 at $150.00.");
        words.ShouldContain("1 correction since then: −$6.00 (−4 %), so that it costs $144.00.");
    }

    [Fact]
    public void Of_AMonthWithoutFigures_SaysSo()
        => MonthWords.Of(Report() with { Services = new CostReport([], [], [], [], [], [], null), Teams = [], Models = [] }, Catalog).ShouldBe(["No cost is known of November 2026."]);

    [Theory]
    [InlineData("2026-11-01", 1, "2026", "2026-01-01..2026-12-31")]
    [InlineData("2026-11-01", 7, "2026/27", "2026-07-01..2027-06-30")]
    [InlineData("2026-06-30", 7, "2025/26", "2025-07-01..2026-06-30")]
    [InlineData("2028-02-29", 3, "2027/28", "2027-03-01..2028-02-29")]
    [InlineData("2026-12-31", 12, "2026/27", "2026-12-01..2027-11-30")]
    public void FiscalYear_OfAMonth_BeginsWithTheGivenOne(string day, int first, string words, string days)
    {
        var year = FiscalYear.Of(DateOnly.Parse(day), first);

        (year.Words, year.Days.ToString()).ShouldBe((words, days));
    }

    private static MonthReport Report()
    {
        CostCell[] cells =
        [
            Cell(1, "h200", "compute", 50), Cell(1, "aurelis", "services", 10), Cell(2, "h200", "compute", 70), Cell(2, "aurelis", "services", 20),
        ];
        return new MonthReport(
            November, "USD", new CostReport([], cells, [], [], [], [], null), [], [Cell(1, "big", "", 30), Cell(1, "", "", 120)],
            [Cell(1, "h200", "compute", 80), Cell(1, "aurelis", "services", 20)], null, [], [], FiscalYear.Of(November.From, 1), 150);
    }

    private static CostCell Cell(int day, string row, string column, decimal cost) => new(new DateOnly(2026, 11, day), row, column, cost, 0);
}
