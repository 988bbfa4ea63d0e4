using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Prices;

namespace OpsPortal.Tests.Features.Costs;

public sealed class PriceCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly PriceBook Book = new("USD",
    [
        new PriceItem("gpu.H200.hourly", "hour", null, [new(new DateOnly(2026, 1, 1), 3.5m)]),
        new PriceItem("plan", "month", null, [new(new DateOnly(2026, 1, 1), 57m)]),
    ]);

    private static readonly PriceDraft Good = new("gpu.H200.hourly", "hour", null, Now, 3.1m, [], "", "new contract");

    [Fact]
    public void Problem_OfAGoodEntry_IsNone()
    {
        PriceCheck.Problem(Good, Book, Now).ShouldBeNull();
        PriceCheck.Problem(Good with { Price = null }, Book, Now).ShouldBeNull();
        PriceCheck.Problem(Good with { Key = "fx.EUR", Unit = "EUR", Price = 1.08m }, Book, Now).ShouldBeNull();
        PriceCheck.Problem(Good with { Price = 0, Steps = [new(100, 3m)] }, Book, Now).ShouldBeNull();
    }

    public static TheoryData<PriceDraft, string> Wrong() => new()
    {
        { Good with { Key = "a b" }, "A key is" },
        { Good with { Unit = "second" }, "priced by hour" },
        { Good with { Currency = "EUR" }, "another unit or currency needs another key" },
        { Good with { Key = "new.key", Unit = "fortnight" }, "The unit is one of" },
        { Good with { Key = "new.key", Currency = "USD" }, "other than the book's own" },
        { Good with { Key = "fx.EUR", Unit = "hour" }, "An exchange rate is" },
        { Good with { Key = "fx.USD", Unit = "USD" }, "An exchange rate is" },
        { Good with { Price = -1 }, "0 or more" },
        { Good with { Price = 0.0000000000001m }, "digits behind the point" },
        { Good with { Price = 3.5m }, "what holds then already" },
        { Good with { Reason = " " }, "Say why" },
        { Good with { From = Now.AddSeconds(1) }, "whole minute" },
        { Good with { From = Now.AddYears(9) }, "5 years" },
        { Good with { Key = "plan", Unit = "month" }, "whole UTC days" },
        { Good with { Steps = [new(5, 1), new(5, 2)] }, "steps begin above 0 and rise" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Problem_OfAWrongEntry_SaysWhat(PriceDraft draft, string words) => PriceCheck.Problem(draft, Book, Now)!.ShouldContain(words);

    [Fact]
    public void Undo_OfAnEntry_IsTheOneThatHeldBefore()
    {
        PriceEdit[] edits = [Good.ToEdit(Now, "anna", 1), (Good with { Price = 2.9m, From = Now.AddDays(1) }).ToEdit(Now, "anna", 2), (Good with { Key = "first.one", Price = 1 }).ToEdit(Now, "anna", 3)];

        PriceUndo.Of(2, Book, edits, "typing error", Now).Value!.ShouldSatisfyAllConditions(
            undo => undo.Price.ShouldBe(3.1m), undo => undo.From.ShouldBe(Now.AddDays(1)), undo => undo.Undoes.ShouldBe(2));
        PriceUndo.Of(1, Book, edits, "typing error", Now).Value!.Price.ShouldBe(3.5m);
        PriceUndo.Of(3, Book, edits, "typing error", Now).Value!.Price.ShouldBeNull();
        PriceUndo.Of(9, Book, edits, "x", Now).IsOk.ShouldBeFalse();

        var undone = edits.Append(PriceUndo.Of(2, Book, edits, "typing error", Now).Value!.ToEdit(Now, "anna", 4)).ToArray();
        Book.With(undone).Find("gpu.H200.hourly", Now.AddDays(2))!.UnitPrice.ShouldBe(3.1m);
        PriceUndo.Of(2, Book, undone, "again", Now).Reason.ShouldContain("undone already");
    }

    [Fact]
    public void Impact_OnClosedDays_IsTheirAmountsByBothPrices()
    {
        var day = new DateOnly(2026, 11, 18);
        PricedAmount[] closed = [new("h200", day, "gpu.H200.hourly", 24, null, null, 84), new("h200", day.AddDays(1), "gpu.H200.hourly", 48, null, null, 168)];

        var impact = PriceImpact(Good with { From = UtcSpan.StartOf(day.AddDays(1)) }, closed);

        (impact.ClosedDays, impact.ClosedCost, impact.ClosedRevised).ShouldBe((1, 168m, 148.8m));
        (impact.RecentDays, impact.RecentDaily, impact.RecentDailyThen).ShouldBe((2, 126m, 111.6m));
        PriceImpact(Good, closed).ClosedDays.ShouldBe(0);
    }

    [Theory]
    [InlineData("3.10", "100 0.08\n1000: 0.05", null)]
    [InlineData("cheap", "", "must be a number")]
    [InlineData("1", "much", "is no step")]
    public void Form_Read_IsTheEntryOrSaysWhy(string price, string steps, string? problem)
    {
        var (draft, words) = new PriceForm { Key = "egress", Unit = "GB", Day = new DateOnly(2026, 11, 22), Price = price, Steps = steps, Reason = "x" }.Read();

        if (problem is not null)
            words!.ShouldContain(problem);
        else
            (draft!.Price, draft.Steps.Count, draft.Steps[1]).ShouldBe((3.10m, 2, new PriceStep(1000, 0.05m)));
    }

    private static PriceImpact PriceImpact(PriceDraft draft, PricedAmount[] closed)
        => OpsPortal.Features.Costs.Prices.PriceImpactReader.Of(draft, Book, closed, new OpsPortal.Catalog.ServiceCatalog([]), new DateOnly(2026, 11, 21));
}
