using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs;
using OpsPortal.Features.Costs.Invoices;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Report;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>A month with a commitment, a tax, a late credit and a revision after it was signed: the same sums on every page and in every file.</summary>
public sealed class LedgerTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly DaySpan November = DaySpan.Month(new DateOnly(2026, 11, 1));
    private static readonly Actor Anna = new(ActorKind.User, "1", "anna", null);
    private CostPortal _portal = null!;

    public async ValueTask InitializeAsync()
    {
        const string service = """
            id: alpha
            name: Alpha
            team: red
            prometheus: {jobs: [alpha]}
            cost:
              - {id: gpu, kind: counter, selector: 'x_total{job="alpha"}', category: compute, resource: GPU, price: any}
            """;
        const string prices = "{currency: USD, prices: [{key: any, unit: hour, entries: [{from: 2020-01-01, price: 1}]}, {key: fx.EUR, unit: EUR, entries: [{from: 2020-01-01, price: 1.1}]}]}";
        _portal = await CostPortal.StartAsync(postgres, "", new DateTimeOffset(2026, 12, 1, 7, 0, 0, TimeSpan.Zero), prices, ("alpha", service));
        for (var day = November.From; day <= November.To; day = day.AddDays(1))
            (await Store.CloseAsync(Day(day, 10), default)).ShouldBeTrue();
    }

    public async ValueTask DisposeAsync() => await _portal.DisposeAsync();

    private CostStore Store => _portal.Host.Services.GetRequiredService<CostStore>();

    private LedgerStore Ledger => _portal.Host.Services.GetRequiredService<LedgerStore>();

    [Fact]
    public async Task SignedMonth_CreditAndRevisionAfterwards_AreCorrectionsAndEverySumIsTheSame()
    {
        // 8 of 10 hours a day are paid by 150; what they would have cost, 240, is not charged.
        (await Ledger.AddAsync(Anna, Draft(LedgerKind.Commitment, "Reserved", 150) with { PriceKey = "any", PerDay = 8 }, default)).ShouldBeNull();
        (await Ledger.AddAsync(Anna, Draft(LedgerKind.Tax, "VAT", 36.2727272727m) with { Currency = "EUR" }, default)).ShouldBeNull();
        (await Ledger.AddAsync(Anna, Draft(LedgerKind.Credit, "Wrong", 5), default))!.ShouldContain("below 0");
        var tax = Math.Round(36.2727272727m * 1.1m, 12);
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        (await _portal.Host.Services.GetRequiredService<MonthClosingStore>().SignAsync(Anna, November, 300, "", default)).ShouldBeNull();
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        (await Ledger.AddAsync(Anna, Draft(LedgerKind.Credit, "For the outage", -20) with { Service = "alpha" }, default)).ShouldBeNull();
        // Of that day's 4 hours the commitment pays all; 4 of its 8 are unused.
        (await Store.ReviseAsync(Day(new DateOnly(2026, 11, 7), 4), 1, Anna, "the invoice says so", default)).ShouldBeTrue();

        var signed = 300 - 240 + 150 + tax;
        var now = 294 - 236 + 150 + tax - 20;
        var report = (await _portal.Host.Services.GetRequiredService<MonthReportReader>().ReadAsync(November, default)).Value!;
        (report.Total, report.Net, report.Corrected + report.LedgerNow.Effect).ShouldBe((300m, signed, now));
        report.Ledger.Lines.Select(line => line.Entry.Description).ShouldBe(["Reserved", "VAT"]);

        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);
        var page = await viewer.GetStringAsync("/costs/report/2026-11");
        page.ShouldContain($"data-testid=\"net\" data-raw=\"{Exact(signed)}\"");
        page.ShouldContain("$16.00 against what was signed.");
        (await viewer.GetStringAsync("/costs?month=2026-11")).ShouldContain($"data-testid=\"net\" data-raw=\"{Exact(now)}\"");
        (await viewer.GetStringAsync("/costs?month=2026-11&category=compute")).ShouldNotContain("data-testid=\"net\"");
        Sum(await RowsAsync(viewer, "/costs/report/2026-11.csv"), "cost").ShouldBe(now);
        (await viewer.GetStringAsync("/costs/report/2026-11.html")).ShouldContain("Reserved");

        var focus = await RowsAsync(viewer, "/costs/focus.csv?month=2026-11");
        Sum(focus, "EffectiveCost").ShouldBe(now);
        Sum(focus, "BilledCost").ShouldBe(now);
        Sum(focus.Where(row => row["ChargeClass"].Length == 0), "EffectiveCost").ShouldBe(signed);
        Sum(focus.Where(row => row["CommitmentDiscountStatus"] == "Unused"), "EffectiveCost").ShouldBe(2.5m);
        var billed = await RowsAsync(viewer, "/costs/focus.csv?billing=2026-12");
        billed.ShouldAllBe(row => row["ChargeClass"] == "Correction" && row["BillingPeriodStart"] == "2026-12-01T00:00:00Z" && row["ChargePeriodStart"].StartsWith("2026-11"));
        Sum(billed, "EffectiveCost").ShouldBe(now - signed);
        Sum(await RowsAsync(viewer, "/costs/focus.csv?billing=2026-11"), "BilledCost").ShouldBe(signed);
        (await viewer.GetAsync("/costs/focus.csv?billing=soon")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    /// <summary>4 a day at a fifth off pay for 5 of the 10 that each day's use costs by the price book.</summary>
    [Fact]
    public async Task Money_AtADiscount_TakesOutWhatItsPricesWouldHaveCost()
    {
        (await Ledger.AddAsync(Anna, Draft(LedgerKind.Commitment, "All of RunPod", 120) with { PriceKey = "a*", Discount = 0.2m }, default)).ShouldBeNull();
        (await Ledger.AddAsync(Anna, Draft(LedgerKind.Commitment, "Nothing", 120) with { PriceKey = "b_*", Discount = 0.2m }, default))!.ShouldContain("No price");
        await Should.ThrowAsync<PostgresException>(() => _portal.QueryAsync<int>(
            "INSERT INTO ledger_entries (kind, provider, description, from_day, to_day, amount, currency, rate, price_key, per_day, discount, entered_at, entered_by, reason) VALUES ('commitment', 'x', 'x', now(), now(), 1, 'USD', 1, 'any', 1, 0.2, now(), 'x', 'x')"));

        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);
        var page = await viewer.GetStringAsync("/costs?month=2026-11");
        page.ShouldContain("data-testid=\"net\" data-raw=\"270\"");
        page.ShouldContain("$150.00 of a*, 20% off");
        (await viewer.GetStringAsync("/costs/ledger")).ShouldContain("$5.00 a day of a*, 20% off");
        (await viewer.GetStringAsync("/costs/ledger.csv")).ShouldContain(",a*,,0.2,");
        var focus = await RowsAsync(viewer, "/costs/focus.csv?month=2026-11");
        (Sum(focus, "EffectiveCost"), Sum(focus, "BilledCost")).ShouldBe((270m, 270m));
        var used = focus.Where(row => row["CommitmentDiscountStatus"] == "Used").ToArray();
        (used.Length, Sum(used, "CommitmentDiscountQuantity"), used[0]["CommitmentDiscountUnit"], used[0]["CommitmentDiscountCategory"]).ShouldBe((30, 120m, "USD", "Spend"));
    }

    [Fact]
    public async Task Withdrawn_AfterTheMonthWasSigned_IsTakenBackAsACorrection()
    {
        (await Ledger.AddAsync(Anna, Draft(LedgerKind.Tax, "VAT", 30), default)).ShouldBeNull();
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        (await _portal.Host.Services.GetRequiredService<MonthClosingStore>().SignAsync(Anna, November, 300, "", default)).ShouldBeNull();
        _portal.Clock.Advance(TimeSpan.FromDays(40));
        var id = (await Ledger.ListAsync(default)).Value!.Single().Id;
        (await Ledger.WithdrawAsync(Anna, id, " ", default))!.ShouldContain("Say why");
        (await Ledger.WithdrawAsync(Anna, id, "entered twice", default)).ShouldBeNull();
        (await Ledger.WithdrawAsync(Anna, id, "entered twice", default))!.ShouldContain("withdrawn already");

        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);
        Sum(await RowsAsync(viewer, "/costs/focus.csv?month=2026-11"), "BilledCost").ShouldBe(300);
        var january = await RowsAsync(viewer, "/costs/focus.csv?billing=2027-01");
        Sum(january, "BilledCost").ShouldBe(-30);
        january.ShouldAllBe(row => row["ChargeCategory"] == "Tax");
        (await RowsAsync(viewer, "/costs/focus.csv?billing=2026-12")).ShouldBeEmpty();
        var page = await viewer.GetStringAsync("/costs/ledger");
        page.ShouldContain("entered twice");
        page.ShouldNotContain("ledger-form");
        (await (await _portal.Host.SignedInAsync(Roles.Manager)).GetStringAsync("/costs/ledger")).ShouldContain("ledger-form");
        (await viewer.GetStringAsync("/costs/ledger.csv")).ShouldContain("entered twice");
        (await _portal.QueryAsync<string>("SELECT action FROM audit_log WHERE action LIKE 'ledger.%' ORDER BY id")).ShouldBe(["ledger.enter", "ledger.withdraw"]);
        (await Should.ThrowAsync<PostgresException>(() => _portal.QueryAsync<int>("UPDATE ledger_entries SET amount = 1"))).Message.ShouldContain("never changed");
    }

    [Fact]
    public async Task Team_OfClosedDays_StaysAndARevisionKeepsIt()
    {
        await _portal.QueryAsync<int>("UPDATE cost_days SET team = 'green' WHERE day <= '2026-11-10'");
        await _portal.QueryAsync<int>("UPDATE cost_days SET team = NULL WHERE day = '2026-11-30'");
        (await Store.ReviseAsync(Day(new DateOnly(2026, 11, 5), 12), 1, Anna, "late samples", default)).ShouldBeTrue();
        await _portal.RunAsync("daily-costs");

        (await _portal.QueryAsync<(int Day, string Team)>("SELECT extract(day FROM day)::int, team FROM cost_days WHERE revision > 1 OR day = '2026-11-30' ORDER BY 1")).ShouldBe([(5, "green"), (30, "red")]);
        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);
        var table = await viewer.GetStringAsync("/costs/table.csv?month=2026-11&by=team");
        table.ShouldContain("green,102,102");
        table.ShouldContain("red,200,200");
        Sum(await RowsAsync(viewer, "/costs.csv?month=2026-11&team=green"), "cost").ShouldBe(102);
        Sum(await RowsAsync(viewer, "/costs/focus.csv?month=2026-11&team=green"), "BilledCost").ShouldBe(102);
        var page = await viewer.GetStringAsync("/costs?month=2026-11&team=green");
        page.ShouldContain("10 of 30 days");
    }

    private static LedgerDraft Draft(LedgerKind kind, string words, decimal amount) => new(kind, "RunPod", words, null, November.From, November.To, amount, null, null, null, "invoice of November");

    private static DayCost Day(DateOnly day, decimal cost)
        => new("alpha", day, [new CostLine("gpu", "compute", "GPU", null, null, cost, "hour", "any", 1, new DateOnly(2020, 1, 1), cost, Quality.Exact, 0, "", "exact increase of the raw samples of x_total")], "");

    private static string Exact(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    private static decimal Sum(IEnumerable<Dictionary<string, string>> rows, string column) => rows.Sum(row => row[column].Length == 0 ? 0 : decimal.Parse(row[column], CultureInfo.InvariantCulture));

    private static async Task<IReadOnlyList<Dictionary<string, string>>> RowsAsync(HttpClient client, string path)
    {
        var rows = CsvRows.Read(await client.GetStringAsync(path));
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(one => one.First, one => one.Second))];
    }
}
