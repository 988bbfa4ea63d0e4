using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Tests.Features.Costs;

public sealed class LedgerTests
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly DaySpan November = DaySpan.Month(First);
    private static readonly PriceBook Book = new("USD",
    [
        new PriceItem("gpu", "hour", null, [new PriceEntry(First, 3.5m)]), new PriceItem("plan", "month", null, [new PriceEntry(First, 57m)]),
        new PriceItem("fx.EUR", "EUR", null, [new PriceEntry(First, 1.1m)]),
    ]);

    private static readonly LedgerDraft Good = new(LedgerKind.Commitment, "RunPod", "H200", null, First, November.To, 300, null, "gpu", 10, "contract");

    [Fact]
    public void Problem_OfAGoodDraft_IsNone()
    {
        Good.Problem(Book, new ServiceCatalog([])).ShouldBeNull();
        (Good with { Currency = "EUR" }).Rate(Book).ShouldBe(1.1m);
        Good.Rate(Book).ShouldBe(1);
        (Good with { PerDay = null, Discount = 0.2m, PriceKey = "g*" }).Problem(Book, new ServiceCatalog([])).ShouldBeNull();
    }

    [Fact]
    public void Problem_OfWhatIsWrong_SaysIt()
    {
        Said(Good with { Provider = " " }).ShouldContain("who charges");
        Said(Good with { Service = "nobody" }).ShouldContain("no service \"nobody\"");
        Said(Good with { To = First.AddDays(-1) }).ShouldContain("follow each other");
        Said(Good with { Kind = LedgerKind.Credit, PriceKey = null, PerDay = null }).ShouldContain("below 0");
        Said(Good with { Amount = -1 }).ShouldContain("A commitment is above 0");
        Said(Good with { Kind = LedgerKind.Tax }).ShouldContain("Only a commitment");
        Said(Good with { Currency = "GBP" }).ShouldContain("fx.GBP");
        Said(Good with { Currency = "EUR", From = First.AddDays(-1) }).ShouldContain("fx.EUR for 2026-10-31");
        Said(Good with { PriceKey = "tpu" }).ShouldContain("no key \"tpu\"");
        Said(Good with { PriceKey = "fx.EUR" }).ShouldContain("no key");
        Said(Good with { PriceKey = "plan" }).ShouldContain("by the month");
        Said(Good with { PerDay = 0 }).ShouldContain("how many units");
        Said(Good with { PriceKey = null }).ShouldContain("name its key");
        Said(Good with { Reason = "" }).ShouldContain("Say why");
        Said(Good with { Discount = 0.2m }).ShouldContain("not of both");
        Said(Good with { PerDay = null, Discount = 1 }).ShouldContain("under 100 percent");
        Said(Good with { PerDay = null, Discount = 0.2m, PriceKey = "pla*" }).ShouldContain("like \"pla*\"");
        Said(Good with { PriceKey = null, PerDay = null, Discount = 0.2m }).ShouldContain("name its key");

        static string Said(LedgerDraft draft) => draft.Problem(Book, new ServiceCatalog([]))!;
    }

    [Fact]
    public void Of_ServicesOneByOne_SumUpToAllButWhatIsOfAll()
    {
        LedgerEntry[] entries = [Entry(1, LedgerKind.Commitment, 300, "gpu", 10, null), Entry(2, LedgerKind.Credit, -33.34m, null, null, "a"), Entry(3, LedgerKind.Tax, 19, null, null, null)];
        var lines = Enumerable.Range(0, 30).Select(First.AddDays).SelectMany(day => new[] { (Day: day, Line: new CoverableLine("a", "gpu", 4, 14)), (Day: day, Line: new CoverableLine("b", "gpu", 3 + day.Day % 2, 10.5m)) }).ToLookup(one => one.Day, one => one.Line);

        var all = LedgerSummary.Of(November, entries, lines, null);

        all.Lines.Select(line => line.Fee).ShouldBe([300m, -33.34m, 19m]);
        all.Lines[0].CoveredUnits.ShouldBe(30 * 4 + 15 * 3 + 15 * 4);
        all.Lines[0].Covered.ShouldBe(30 * 14 + 30 * 10.5m);
        var unused = all.Lines[0].Unused;
        unused.ShouldBe(15 * 3 + 15 * 2);
        (LedgerSummary.Of(November, entries, lines, "a").Effect + LedgerSummary.Of(November, entries, lines, "b").Effect + unused + 19).ShouldBe(all.Effect);
        // Two halves of the month are the month.
        (LedgerSummary.Of(new DaySpan(First, First.AddDays(13)), entries, lines, null).Effect + LedgerSummary.Of(new DaySpan(First.AddDays(14), November.To), entries, lines, null).Effect).ShouldBe(all.Effect);
    }

    private static LedgerEntry Entry(long id, LedgerKind kind, decimal amount, string? key, decimal? perDay, string? service)
        => new(id, kind, "RunPod", "x", service, First, November.To, amount, "USD", 1, key, perDay, DateTimeOffset.UnixEpoch, "anna", "x");
}
