using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Report;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>A month signed, corrected afterwards, told of.</summary>
public sealed class MonthReportTests(PostgresServer postgres) : ClosedNovember(postgres, Prices, "any", 30, "budget: {monthly: 250}")
{
    private const string Prices = "{currency: USD, prices: [{key: any, unit: hour, entries: [{from: 2020-01-01, price: 1}]}]}";

    private MonthClosingStore Closings => Portal.Host.Services.GetRequiredService<MonthClosingStore>();

    private MonthReportReader Reader => Portal.Host.Services.GetRequiredService<MonthReportReader>();

    [Fact]
    public async Task SignedMonth_ComputedAnewLater_KeepsItsFiguresBesideTheCorrection()
    {
        (await Closings.SignAsync(Anna, November, 299, "", default))!.ShouldContain("meanwhile");
        (await Closings.SignAsync(Anna, November.Shifted(1), 0, "", default))!.ShouldContain("when it is over");
        (await Closings.SignAsync(Anna, November.Shifted(-1), 0, "", default))!.ShouldContain("Nothing was computed");
        (await Closings.SignAsync(Anna, November, 300, "checked", default)).ShouldBeNull();
        (await Closings.SignAsync(Anna, November, 300, "", default))!.ShouldContain("anna signed it already");

        (await Store.ReviseAsync(Day(new DateOnly(2026, 11, 7), 4), 1, Anna, "the invoice says so", default)).ShouldBeTrue();
        var report = (await Reader.ReadAsync(November, default)).Value!;
        (report.Total, report.Corrected, report.Corrections.Single().Difference).ShouldBe((300m, 294m, -6m));
        report.Services.Days.Single(day => day.Day.Day == 7).Revision.ShouldBe(1);
        report.Budgets.Single().Spent.ShouldBe(300);

        var viewer = await Portal.Host.SignedInAsync(Roles.Viewer);
        var page = await viewer.GetStringAsync("/costs/report/2026-11");
        page.ShouldContain("anna signed the month on 2026-12-02 at $300.00.");
        page.ShouldContain("Over budget: Alpha by $50.00.");
        page.ShouldContain("the invoice says so");
        page.ShouldContain("data-testid=\"cost-sum\" data-raw=\"300\"");
        page.ShouldNotContain("report-desk");
        (await (await Portal.Host.SignedInAsync(Roles.Manager)).GetStringAsync("/costs/report/2026-11")).ShouldContain("report-desk");
        (await viewer.GetStringAsync("/costs?month=2026-11")).ShouldContain("$294.00");
        var csv = await viewer.GetStringAsync("/costs/report/2026-11.csv");
        csv.ShouldContain("2026-11-07,alpha,Alpha,compute,10,USD,signed,,,");
        csv.ShouldContain("2026-11-07,alpha,Alpha,,-6,USD,correction,2026-12-02T07:00:00Z,anna,the invoice says so");
        (await Should.ThrowAsync<PostgresException>(() => Portal.QueryAsync<int>("DELETE FROM month_closing_days"))).Message.ShouldContain("stays as it was signed");
    }

    [Fact]
    public async Task MonthlyJob_OfAMonthThatIsOver_TellsEachChannelOnce()
    {
        var channel = Guid.NewGuid();
        await Portal.QueryAsync<int>(
            "INSERT INTO notification_channels (id, kind, name, version, address, important, routine, updated_at, updated_by) VALUES (@channel, 'Email', 'Finance', 1, 'finance@example.org', true, true, now(), 'test')", new { channel });
        var channels = Portal.Host.Services.GetRequiredService<ReportChannels>();
        (await channels.ChangeAsync(Anna, Guid.NewGuid(), true, default))!.ShouldContain("isn't there");
        (await channels.ChangeAsync(Anna, channel, true, default)).ShouldBeNull();

        (await Portal.RunAsync("monthly-report")).Summary.ShouldBe("1 channels were told of November 2026.");
        (await Portal.RunAsync("monthly-report")).Summary.ShouldBe("Everybody was told of November 2026.");

        var told = (await Portal.QueryAsync<(string Title, string Text, string Href)>("SELECT title, body AS text, href FROM notifications WHERE kind = 'Report'")).Single();
        told.Title.ShouldBe("Costs of November 2026: $300.00");
        told.Text.ShouldStartWith("November 2026 cost $300.00.");
        told.Href.ShouldBe("/costs/report/2026-11");
    }

    [Fact]
    public async Task MonthlyJob_WhileADayIsOpen_Waits()
    {
        await Portal.QueryAsync<int>("DELETE FROM cost_days WHERE day = '2026-11-30'");

        (await Portal.RunAsync("monthly-report")).Summary.ShouldBe("November 2026 has days that aren't closed yet.");
    }
}
