using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Invoices;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Invoices loaded, laid against closed days, withdrawn.</summary>
public sealed class InvoiceStoreTests(PostgresServer postgres) : ClosedNovember(postgres, Prices, "gpu", 10)
{
    private const string Head = "provider,number,month,currency,kind,price_key,description,amount\n";
    private const string Prices = """
        currency: USD
        prices:
          - {key: gpu, provider: RunPod, unit: hour, entries: [{from: 2020-01-01, price: 1}]}
          - {key: fx.EUR, unit: EUR, entries: [{from: 2020-01-01, price: 1.10}, {from: 2026-12-01, price: 1.20}]}
        """;

    [Fact]
    public async Task Invoice_InAnotherCurrency_IsLaidAgainstTheMonthByItsRateAndWithdrawn()
    {
        var store = Portal.Host.Services.GetRequiredService<InvoiceStore>();
        (await LoadAsync(store, "RunPod,R-1,2026-11,EUR,usage,gpu,GPUs,110\nRunPod,R-1,2026-11,EUR,tax,,VAT,20\n")).ShouldBeNull();
        (await LoadAsync(store, "RunPod,R-1,2026-11,EUR,usage,gpu,GPUs,110\n"))!.ShouldContain("loaded already");
        (await LoadAsync(store, "RunPod,R-2,2026-11,GBP,usage,gpu,GPUs,110\n"))!.ShouldContain("fx.GBP");

        var report = (await store.ReadAsync(November, default)).Value!;
        report.Providers.Single().ShouldSatisfyAllConditions(
            one => one.Estimated.ShouldBe(100), one => one.Usage.ShouldBe(121), one => one.Tax.ShouldBe(22), one => one.Variance.ShouldBe(21), one => one.IsFlagged.ShouldBeTrue(),
            one => one.Keys.Single().Variance.ShouldBe(21));
        var page = await (await Portal.Host.SignedInAsync(Roles.Viewer)).GetStringAsync("/costs/invoices?month=2026-11");
        page.ShouldContain("over the limit");
        page.ShouldContain("$121.00");
        page.ShouldNotContain("invoice-load");
        var manager = await Portal.Host.SignedInAsync(Roles.Manager);
        (await manager.GetStringAsync("/costs/invoices?month=2026-11")).ShouldContain("invoice-load");
        (await manager.GetStringAsync("/costs/invoices.csv?month=2026-11")).ShouldContain("RunPod,,100,121,0,0,22,143,21,true,R-1");

        (await store.WithdrawAsync(Anna, report.Invoices.Single().Id, default)).ShouldBeNull();
        (await store.WithdrawAsync(Anna, report.Invoices.Single().Id, default))!.ShouldContain("withdrawn already");
        (await store.ReadAsync(November, default)).Value!.Providers.Single().Variance.ShouldBeNull();
        (await LoadAsync(store, "RunPod,R-1,2026-11,EUR,usage,gpu,GPUs,91\n")).ShouldBeNull();
        (await Portal.QueryAsync<string>("SELECT action FROM audit_log WHERE action LIKE 'invoice.%' ORDER BY id")).ShouldBe(["invoice.load", "invoice.withdraw", "invoice.load"]);
    }

    [Fact]
    public async Task Invoice_WithACommitment_IsLaidAgainstItsFeeAndTheUseThatItDoesNotPay()
    {
        var ledger = Portal.Host.Services.GetRequiredService<LedgerStore>();
        var store = Portal.Host.Services.GetRequiredService<InvoiceStore>();
        // 4 of 10 hours on each of the ten days with use: 40 of 100 are paid by the 30 of the month.
        (await ledger.AddAsync(Anna, new LedgerDraft(LedgerKind.Commitment, "RunPod", "Reserved", null, November.From, November.To, 30, null, "gpu", 4, "contract"), default)).ShouldBeNull();
        (await LoadAsync(store, "RunPod,R-1,2026-11,USD,usage,gpu,GPUs,60\nRunPod,R-1,2026-11,USD,commitment,,Reserved,30\n")).ShouldBeNull();

        (await store.ReadAsync(November, default)).Value!.Providers.Single().ShouldSatisfyAllConditions(
            one => one.Estimated.ShouldBe(90), one => one.Variance.ShouldBe(0), one => one.IsFlagged.ShouldBeFalse(), one => one.Keys.Single().Variance.ShouldBe(0));
    }

    private static Task<string?> LoadAsync(InvoiceStore store, string rows) => store.LoadAsync(Anna, "november.csv", InvoiceFile.Read(Head + rows).Invoices, default);
}
