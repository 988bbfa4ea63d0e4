using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Playwright;
using Npgsql;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>What managers change about money, by the forms, in a browser: a price, the days that it corrects, a budget, a credit, an invoice, a signed month.</summary>
[Collection(nameof(Portal))]
public sealed class ManagerFormsTests(Portal portal)
{
    private static readonly DateTime Yesterday = ClosedDay.Last.ToDateTime(TimeOnly.MinValue);

    [Fact]
    public async Task Price_EnteredAndItsDayRevised_ShowsBothRevisions()
    {
        await ClosedAsync("h200", Yesterday);
        var (page, watch) = await portal.OpenAsync();
        await UntilAsync(page, "/costs/prices?key=plan.redis-1gb", "price-impact", async () =>
        {
            await page.FillAsync("#price-day", Day(Yesterday));
            await page.FillAsync("#price-price", "45");
            await page.FillAsync("#price-reason", "the invoice says so");
            await page.GetByTestId("price-preview").ClickAsync();
        });
        // Three times the price: what a closed day costs by this key and would cost are shown before anything is saved.
        await Assertions.Expect(page.GetByTestId("price-closed")).ToContainTextAsync("used it there and keep what they cost");
        (await EntriesAsync("plan.redis-1gb")).ShouldBe(0);
        await page.GetByTestId("price-enter").ClickAsync();
        await Assertions.Expect(page.GetByTestId("done")).ToContainTextAsync("plan.redis-1gb: $45.00 / month");
        (await EntriesAsync("plan.redis-1gb")).ShouldBe(1);
        await page.ShouldBeAccessible();

        await UntilAsync(page, $"/costs/revisions?service=h200&from={Day(Yesterday)}&to={Day(Yesterday)}", "revise-keep", () => page.GetByTestId("revise-preview").ClickAsync());
        await Assertions.Expect(page.GetByTestId("revise")).ToContainTextAsync("1 of 1 closed days change");
        await page.FillAsync("#revise-reason", "price corrected");
        await page.GetByTestId("revise-keep").ClickAsync();
        await Assertions.Expect(page.GetByTestId("done")).ToContainTextAsync("1 day has a new revision.");
        await Assertions.Expect(page.GetByTestId("revision-lines")).ToBeVisibleAsync();
        await using var database = new NpgsqlConnection(portal.Stack.ConnectionString);
        var costs = (await database.QueryAsync<decimal>("SELECT cost FROM cost_days WHERE service = 'h200' AND day = @day::date AND revision > 0 ORDER BY revision", new { day = Day(Yesterday) })).ToArray();
        // 30 a month more, by that very month's days.
        Math.Round(costs[^1] - costs[^2], 9).ShouldBe(Math.Round(30m / DateTime.DaysInMonth(Yesterday.Year, Yesterday.Month), 9));
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task BudgetCreditAndInvoice_Entered_AreShownWithTheirVariance()
    {
        await ClosedAsync("h200", Yesterday);
        var (page, watch) = await portal.OpenAsync();
        await UntilAsync(page, "/costs/budgets?scope=service&name=hdc", "done", async () =>
        {
            await page.FillAsync("#budget-amount", "1234.50");
            await page.FillAsync("#budget-reason", "plan of the year");
            await page.GetByTestId("budget-set").ClickAsync();
        });
        await Assertions.Expect(page.GetByTestId("budget-service-hdc")).ToContainTextAsync("$1,234.50");

        await UntilAsync(page, "/costs/ledger", "done", async () =>
        {
            await page.SelectOptionAsync("#ledger-kind", "Credit");
            await page.FillAsync("#ledger-provider", "RunPod");
            await page.FillAsync("#ledger-description", "For the outage");
            await page.FillAsync("#ledger-from", Day(Yesterday));
            await page.FillAsync("#ledger-to", Day(Yesterday));
            await page.FillAsync("#ledger-amount", "-0.25");
            await page.FillAsync("#ledger-reason", "said sorry");
            await page.GetByTestId("ledger-enter").ClickAsync();
        });
        await Assertions.Expect(page.GetByTestId("ledger")).ToContainTextAsync("For the outage");
        await page.ShouldBeAccessible();
        await GoAsync(page, $"/costs?from={Day(Yesterday)}&to={Day(Yesterday)}");
        await Assertions.Expect(page.GetByTestId("charges")).ToContainTextAsync("−$0.25");
        // Other services' days may be closed meanwhile, and the page is live.
        var sums = await page.FindAsync("dataset.raw", "cost-sum", "net");
        decimal.Parse(sums[1], CultureInfo.InvariantCulture).ShouldBe(decimal.Parse(sums[0], CultureInfo.InvariantCulture) - 0.25m);

        var month = Yesterday.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var rows = $"provider,number,month,currency,kind,price_key,description,amount\nMongoDB,E2E-1,{month},USD,usage,plan.mongodb-m10,M10,99.00\nMongoDB,E2E-1,{month},USD,tax,,VAT,18.81\n";
        await UntilAsync(page, "/costs/invoices?month=" + month, "invoice-save", () => page.SetInputFilesAsync("#invoice-file", new FilePayload { Name = "november.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(rows) }));
        await page.GetByTestId("invoice-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("done")).ToContainTextAsync("1 invoice is loaded.");
        var provider = page.GetByTestId("provider").Filter(new() { HasText = "MongoDB" });
        await Assertions.Expect(provider).ToContainTextAsync("$99.00");
        await Assertions.Expect(provider).ToContainTextAsync("$117.81");
        await Assertions.Expect(provider).ToContainTextAsync("over the limit");
        await page.ShouldBeAccessible();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Month_SignedByTheButton_StaysAtThatSum()
    {
        // A month long over, of a service that is not watched any more.
        var day = new DateTime(Yesterday.Year, Yesterday.Month, 1).AddMonths(-3).AddDays(6);
        await using (var database = new NpgsqlConnection(portal.Stack.ConnectionString))
        {
            await database.ExecuteAsync(
                """
                INSERT INTO cost_days (service, day, revision, cost, needs_price, quality, missing_minutes, note, computed_at, computed_by, reason) VALUES ('former', @day::date, 1, 12.34, 0, 'exact', 0, '', now(), 'test', 'test');
                INSERT INTO cost_daily (service, day, revision, line, driver, category, resource, amount, unit, price_key, unit_price, price_from, cost, quality, missing_minutes, note, source_query)
                VALUES ('former', @day::date, 1, 0, 'gpu', 'compute', 'GPU', 12.34, 'hour', 'gpu.H200.hourly', 1, '2020-01-01', 12.34, 'exact', 0, '', 'x')
                """, new { day = Day(day) });
        }
        var (page, watch) = await portal.OpenAsync();
        await UntilAsync(page, "/costs/report/" + day.ToString("yyyy-MM", CultureInfo.InvariantCulture), "done", async () =>
        {
            await Assertions.Expect(page.GetByTestId("sign")).ToContainTextAsync("at $12.34");
            await page.FillAsync("#sign-note", "as invoiced");
            await page.GetByTestId("sign").ClickAsync();
        });

        await Assertions.Expect(page.GetByTestId("done")).ToContainTextAsync("is signed.");
        await Assertions.Expect(page.GetByTestId("report-words")).ToContainTextAsync("signed the month on");
        await Assertions.Expect(page.GetByTestId("report-desk")).ToContainTextAsync("as invoiced");
        await Assertions.Expect(page.GetByTestId("schedule-words")).ToContainTextAsync("on day 1 of the month after, at 06:00 UTC");
        await page.ShouldBeAccessible();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    private async Task GoAsync(IPage page, string path) => await page.GotoAsync(new Uri(portal.Stack.Portal, path).ToString());

    // What is sent before the circuit is up is lost, and the browser leads elsewhere: then it is begun again.
    private async Task UntilAsync(IPage page, string path, string testId, Func<Task> act)
    {
        for (var tries = 0; tries < 8; tries++)
        {
            await GoAsync(page, path);
            await page.WaitForTimeoutAsync(1000 * (tries + 1));
            await act();
            try
            {
                await page.GetByTestId(testId).First.WaitForAsync(new() { Timeout = 5_000 });
                return;
            }
            catch (TimeoutException)
            {
                // Once more.
            }
        }
        await page.GetByTestId(testId).First.WaitForAsync();
    }

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<long> EntriesAsync(string key)
    {
        await using var database = new NpgsqlConnection(portal.Stack.ConnectionString);
        return await database.ExecuteScalarAsync<long>("SELECT count(*) FROM price_entries WHERE key = @key", new { key });
    }

    // The job runs soon after the start; a day that is not closed yet is waited for.
    private async Task ClosedAsync(string service, DateTime day)
    {
        await using var database = new NpgsqlConnection(portal.Stack.ConnectionString);
        for (var second = 0; second < 90; second++)
        {
            if (await database.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM cost_days WHERE service = @service AND day = @day::date AND revision >= 1)", new { service, day = Day(day) }))
                return;
            await Task.Delay(1000);
        }
        throw new TimeoutException($"The daily cost job did not close {service}'s {Day(day)}.");
    }
}
