using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Report;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>A month signed, corrected afterwards, told of.</summary>
public sealed class MonthReportTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 12, 2, 7, 0, 0, TimeSpan.Zero);
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
            budget: {monthly: 250}
            """;
        _portal = await CostPortal.StartAsync(postgres, "", Now, "{currency: USD, prices: [{key: any, unit: hour, entries: [{from: 2020-01-01, price: 1}]}]}", ("alpha", service));
        for (var day = November.From; day <= November.To; day = day.AddDays(1))
            (await Store.CloseAsync(Day(day, 10), default)).ShouldBeTrue();
    }

    public async ValueTask DisposeAsync() => await _portal.DisposeAsync();

    private CostStore Store => _portal.Host.Services.GetRequiredService<CostStore>();

    private MonthClosingStore Closings => _portal.Host.Services.GetRequiredService<MonthClosingStore>();

    private MonthReportReader Reader => _portal.Host.Services.GetRequiredService<MonthReportReader>();

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

        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);
        var page = await viewer.GetStringAsync("/costs/report/2026-11");
        page.ShouldContain("anna signed the month on 2026-12-02 at $300.00.");
        page.ShouldContain("Over budget: Alpha by $50.00.");
        page.ShouldContain("the invoice says so");
        page.ShouldContain("data-testid=\"cost-sum\" data-raw=\"300\"");
        page.ShouldNotContain("report-desk");
        (await (await _portal.Host.SignedInAsync(Roles.Manager)).GetStringAsync("/costs/report/2026-11")).ShouldContain("report-desk");
        (await viewer.GetStringAsync("/costs?month=2026-11")).ShouldContain("$294.00");
        var csv = await viewer.GetStringAsync("/costs/report/2026-11.csv");
        csv.ShouldContain("2026-11-07,alpha,Alpha,compute,10,USD,signed,,,");
        csv.ShouldContain("2026-11-07,alpha,Alpha,,-6,USD,correction,2026-12-02T07:00:00Z,anna,the invoice says so");
        (await Should.ThrowAsync<PostgresException>(() => _portal.QueryAsync<int>("DELETE FROM month_closing_days"))).Message.ShouldContain("stays as it was signed");
    }

    [Fact]
    public async Task MonthlyJob_OfAMonthThatIsOver_TellsEachChannelOnce()
    {
        var channel = Guid.NewGuid();
        await _portal.QueryAsync<int>(
            "INSERT INTO notification_channels (id, kind, name, version, address, important, routine, updated_at, updated_by) VALUES (@channel, 'Email', 'Finance', 1, 'finance@example.org', true, true, now(), 'test')", new { channel });
        var channels = _portal.Host.Services.GetRequiredService<ReportChannels>();
        (await channels.ChangeAsync(Anna, Guid.NewGuid(), true, default))!.ShouldContain("isn't there");
        (await channels.ChangeAsync(Anna, channel, true, default)).ShouldBeNull();

        (await _portal.RunAsync("monthly-report")).Summary.ShouldBe("1 channels were told of November 2026.");
        (await _portal.RunAsync("monthly-report")).Summary.ShouldBe("Everybody was told of November 2026.");

        var told = (await _portal.QueryAsync<(string Title, string Text, string Href)>("SELECT title, body AS text, href FROM notifications WHERE kind = 'Report'")).Single();
        told.Title.ShouldBe("Costs of November 2026: $300.00");
        told.Text.ShouldStartWith("November 2026 cost $300.00.");
        told.Href.ShouldBe("/costs/report/2026-11");
    }

    [Fact]
    public async Task MonthlyJob_WhileADayIsOpen_Waits()
    {
        await _portal.QueryAsync<int>("DELETE FROM cost_days WHERE day = '2026-11-30'");

        (await _portal.RunAsync("monthly-report")).Summary.ShouldBe("November 2026 has days that aren't closed yet.");
    }

    private static DayCost Day(DateOnly day, decimal cost)
        => new("alpha", day, [new CostLine("gpu", "compute", "GPU", null, null, cost, "hour", "any", 1, new DateOnly(2020, 1, 1), cost, Quality.Exact, 0, "", "exact increase of the raw samples of x_total")], "");
}
