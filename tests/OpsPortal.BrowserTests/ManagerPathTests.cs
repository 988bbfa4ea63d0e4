using System.Globalization;
using Microsoft.Playwright;
using Npgsql;
using Dapper;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>
/// A manager opens the month, goes to the costliest model's worst day, sees what was asked, exports and prints: one figure, on the
/// screen, in the files, in the database and on paper.
/// </summary>
[Collection(nameof(Portal))]
public sealed class ManagerPathTests(Portal portal)
{
    [Fact]
    public async Task Month_ToTheCostliestModelsWorstDay_IsTheSameFigureEverywhere()
    {
        var (page, watch) = await portal.OpenAsync();
        // Thirty days that are over: figures that stay, whatever day it is.
        var (from, to) = (ClosedDay.Last.AddDays(-29), ClosedDay.Last);
        await page.GotoAsync(new Uri(portal.Stack.Portal, FormattableString.Invariant($"/costs?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&by=model")).ToString());
        await page.GetByTestId("cost-table").WaitForAsync(new() { Timeout = 60_000 });

        // The rows are sorted by what they cost; what belongs to no model is a row too.
        var model = await page.FindAsync<string>("() => [...document.querySelectorAll('[data-testid=cost-table] tbody tr')].map(row => row.dataset.testid.slice(5)).find(name => name !== '')");
        await page.GetByTestId("cost-" + model).GetByRole(AriaRole.Link).ClickAsync();
        var days = await page.FindAsync<string[][]>(
            """
            () => {
              const cells = [...document.querySelectorAll("[data-testid=cost-table] tr[data-testid^='cost-20'] strong[data-raw]")];
              return cells.length > 0 ? cells.map(cell => [cell.dataset.testid.slice(11), cell.dataset.raw]) : null;
            }
            """);
        var worst = days.MaxBy(day => decimal.Parse(day[1], CultureInfo.InvariantCulture))![0];
        string.CompareOrdinal(worst, to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ShouldBeLessThanOrEqualTo(0);
        await page.GetByTestId("cost-" + worst).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByTestId("source-query").First.WaitForAsync();

        (await page.GetByTestId("source-query").First.InnerTextAsync()).ShouldStartWith("exact increase of the raw samples of");
        var figure = decimal.Parse((await page.GetByTestId("cost-sum").GetAttributeAsync("data-raw"))!, CultureInfo.InvariantCulture);
        figure.ShouldBeGreaterThan(0);
        figure.ShouldBe(await SqlAsync(model, worst));
        figure.ShouldBe(await FileAsync(page, "csv", "cost"));
        figure.ShouldBe(await FileAsync(page, "focus", "BilledCost"));
        figure.ShouldBe(await FileAsync(page, "table-csv", "total"));
        await PaperAsync(page, figure);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task MonthlyReport_OnPaper_HoldsTheWordsAndTheSumOfTheTable()
    {
        var (page, watch) = await portal.OpenAsync(light: true);
        await page.GotoAsync(new Uri(portal.Stack.Portal, FormattableString.Invariant($"/costs/report/{ClosedDay.Last:yyyy-MM}")).ToString());
        // Until the first of its days is closed nothing is known of the month.
        await Assertions.Expect(page.GetByTestId("report-words")).ToContainTextAsync(" cost $", new() { Timeout = 90_000 });

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        // The month may still be running, and the page is live.
        var texts = await page.FindAsync("innerText", "cost-sum", "report-words");
        texts[1].ShouldContain("cost " + texts[0]);
        (await page.GetByTestId("print").IsVisibleAsync()).ShouldBeFalse();
        (await page.Locator("nav:visible").CountAsync()).ShouldBe(0);
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true });
        pdf.Length.ShouldBeGreaterThan(10_000);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    private static async Task PaperAsync(IPage page, decimal figure)
    {
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        var text = await page.GetByTestId("cost-sum").InnerTextAsync();
        text.ShouldBe("$" + Rounded(figure));
        (await page.GetByTestId("source-query").First.IsVisibleAsync()).ShouldBeTrue();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
    }

    // As the page writes money: to the cent from ten cents on, finer below.
    private static string Rounded(decimal figure) => figure.ToString(figure >= 0.1m ? "N2" : figure >= 0.001m ? "N4" : "N6", CultureInfo.InvariantCulture);

    private async Task<decimal> SqlAsync(string model, string day)
    {
        await using var database = new NpgsqlConnection(portal.Stack.ConnectionString);
        return await database.ExecuteScalarAsync<decimal>(
            """
            SELECT sum(cost) FROM cost_daily AS l WHERE model = @model AND day = @day::date
                AND revision = (SELECT max(revision) FROM cost_days AS d WHERE d.service = l.service AND d.day = l.day)
            """, new { model, day });
    }

    private async Task<decimal> FileAsync(IPage page, string link, string column)
    {
        var href = await page.GetByTestId(link).GetAttributeAsync("href");
        var answer = await page.Context.APIRequest.GetAsync(new Uri(portal.Stack.Portal, href).ToString());
        answer.Status.ShouldBe(200, href);
        var rows = (await answer.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(Fields).ToArray();
        var index = rows[0].IndexOf(column);
        return rows.Skip(1).Sum(row => decimal.Parse(row[index], CultureInfo.InvariantCulture));
    }

    // Fields may be quoted, and hold commas and doubled quotes then.
    private static List<string> Fields(string line)
    {
        var fields = new List<string> { "" };
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                fields.Add("");
            else
                fields[^1] += c;
        }
        return fields;
    }
}
