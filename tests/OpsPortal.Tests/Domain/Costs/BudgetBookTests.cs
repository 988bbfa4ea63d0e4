using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Domain.Costs;

public sealed class BudgetBookTests
{
    private static readonly BudgetBook Book = new(
    [
        Entry(0, BudgetScope.Service, "h200", BudgetPeriod.Day, DateOnly.MinValue, 100),
        Entry(1, BudgetScope.Service, "h200", BudgetPeriod.Day, new DateOnly(2026, 11, 1), 80),
        Entry(2, BudgetScope.Service, "h200", BudgetPeriod.Day, new DateOnly(2026, 11, 1), 90),
        Entry(3, BudgetScope.Service, "h200", BudgetPeriod.Day, new DateOnly(2026, 12, 1), null),
        Entry(4, BudgetScope.Total, "", BudgetPeriod.Month, new DateOnly(2026, 11, 1), 4_000),
    ]);

    [Theory]
    [InlineData("2026-10-31", 100)]
    [InlineData("2026-11-01", 90)]
    [InlineData("2026-11-30", 90)]
    [InlineData("2026-12-01", null)]
    public void Find_OfADay_IsWhatWasSetLastForIt(string day, int? amount) => Book.Find(BudgetScope.Service, "h200", BudgetPeriod.Day, DateOnly.Parse(day)).ShouldBe(amount);

    [Fact]
    public void Find_OfAnotherScopeOrPeriod_IsNone()
    {
        Book.Find(BudgetScope.Team, "h200", BudgetPeriod.Day, new DateOnly(2026, 11, 1)).ShouldBeNull();
        Book.Find(BudgetScope.Service, "h200", BudgetPeriod.Month, new DateOnly(2026, 11, 1)).ShouldBeNull();
        Book.Find(BudgetScope.Total, "", BudgetPeriod.Month, new DateOnly(2026, 10, 31)).ShouldBeNull();
    }

    private static BudgetEntry Entry(long id, BudgetScope scope, string name, BudgetPeriod period, DateOnly from, decimal? amount)
        => new(id, scope, name, period, from, amount, DateTimeOffset.UnixEpoch, "anna", "x");
}
