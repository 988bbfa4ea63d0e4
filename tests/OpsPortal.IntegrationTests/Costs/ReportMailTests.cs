using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs;
using OpsPortal.Features.Costs.Report;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Sending;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.IntegrationTests.Notifications;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>The monthly report by mail, through the outbox to a mail server on 127.0.0.1.</summary>
public sealed partial class ReportMailTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly Actor Anna = new(ActorKind.User, "1", "anna", null);
    private readonly SmtpSink _mail = new();
    private CostPortal _portal = null!;

    public async ValueTask InitializeAsync()
    {
        const string service = """
            id: alpha
            name: Alpha <&> Sons
            team: red
            prometheus: {jobs: [alpha]}
            cost:
              - {id: gpu, kind: counter, selector: 'x_total{job="alpha"}', category: compute, resource: GPU, price: any}
            """;
        _portal = await CostPortal.StartAsync(postgres, "", new DateTimeOffset(2026, 12, 1, 5, 0, 0, TimeSpan.Zero), "{currency: USD, prices: [{key: any, unit: hour, entries: [{from: 2020-01-01, price: 1}]}]}", new Dictionary<string, string>
        {
            ["Notifications:Send"] = "false", ["Notifications:Smtp:Host"] = "127.0.0.1", ["Notifications:Smtp:Port"] = _mail.Port.ToString(), ["Notifications:Smtp:Tls"] = "false",
            ["Notifications:Smtp:From"] = "opsportal@example.org", ["Access:PublicUrl"] = "https://ops.example.org",
        }, ("alpha", service));
        var store = _portal.Host.Services.GetRequiredService<CostStore>();
        for (var day = new DateOnly(2026, 11, 1); day.Month == 11; day = day.AddDays(1))
        {
            await store.CloseAsync(new DayCost("alpha", day,
                [new CostLine("gpu", "compute", "GPU", null, null, 10.123456789012m, "hour", "any", 1, new DateOnly(2020, 1, 1), 10.123456789012m, Quality.Exact, 0, "", "exact increase of the raw samples of x_total")], ""), default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task Report_DueByItsSchedule_IsMailedOnceToEachWithLinkAndFiles()
    {
        await ChannelAsync("Finance", "finance@example.org");
        await ChannelAsync("Board", "board@example.org");
        var schedules = _portal.Host.Services.GetRequiredService<ReportScheduleStore>();
        (await schedules.SetAsync(Anna, new ReportSchedule(2, 8, "Nowhere/Land"), default))!.ShouldContain("no time zone");
        (await schedules.SetAsync(Anna, new ReportSchedule(2, 8, "Europe/Berlin"), default)).ShouldBeNull();

        // Before its time only October would be due, and nothing is known of it.
        _portal.Clock.Set(new DateTimeOffset(2026, 12, 2, 6, 59, 0, TimeSpan.Zero));
        (await _portal.RunAsync("monthly-report")).Summary.ShouldBe("Nothing is known of October 2026.");
        _portal.Clock.Set(new DateTimeOffset(2026, 12, 2, 7, 0, 0, TimeSpan.Zero));
        // Two replicas at once, and again after a restart that forgot everything.
        var told = await Task.WhenAll(_portal.RunAsync("monthly-report"), _portal.RunAsync("monthly-report"));
        told.Select(one => one.Summary).Order().ShouldBe(["2 channels were told of November 2026.", "Everybody was told of November 2026."]);
        (await _portal.RunAsync("monthly-report")).Summary.ShouldBe("Everybody was told of November 2026.");
        _mail.ToData = "451 later";
        await SendAsync();
        _mail.ToData = "250 ok";
        _mail.Mails.Clear();
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();
        await SendAsync();

        _mail.Mails.Count.ShouldBe(2);
        string.Join("\n", _mail.Mails).ShouldContain("finance@example.org");
        string.Join("\n", _mail.Mails).ShouldContain("board@example.org");
        foreach (var mail in _mail.Mails)
            await FilesAreTheReportsAsync(mail);
        (await _portal.QueryAsync<long>("SELECT count(*) FROM audit_log WHERE action = 'report.schedule'")).Single().ShouldBe(1);
    }

    [Fact]
    public async Task Report_ToOtherWays_HasTheLinkOnly()
    {
        await _portal.QueryAsync<int>(
            "INSERT INTO notification_channels (id, kind, name, version, address, important, routine, updated_at, updated_by) VALUES (@id, 'Slack', 'Chat', 1, '', true, true, now(), 'test')", new { id = Guid.NewGuid() });
        await _portal.QueryAsync<int>("INSERT INTO report_channels (channel, added_at, added_by) SELECT id, now(), 'test' FROM notification_channels");
        _portal.Clock.Set(new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero));

        (await _portal.RunAsync("monthly-report")).Summary.ShouldBe("1 channels were told of November 2026.");

        (await _portal.QueryAsync<long>("SELECT count(*) FROM notifications")).Single().ShouldBe(1);
        (await _portal.QueryAsync<long>("SELECT count(*) FROM notification_files")).Single().ShouldBe(0);
    }

    private async Task FilesAreTheReportsAsync(string mail)
    {
        var files = Part().Matches(mail).ToDictionary(part => part.Groups[1].Value, part => Encoding.UTF8.GetString(Convert.FromBase64String(part.Groups[2].Value.Replace("\r\n", ""))));
        files.Keys.Order().ShouldBe(["costs-2026-11.html", "report-2026-11.csv"]);
        var html = files["costs-2026-11.html"];
        html.TrimStart().ShouldStartWith("<!DOCTYPE html>");
        html.ShouldContain("November 2026 cost $303.70.");
        html.ShouldContain("Alpha &lt;&amp;&gt; Sons");
        html.ShouldContain("https://ops.example.org/costs/report/2026-11");
        html.ShouldContain("<svg");
        // Nothing of it comes from elsewhere, and nothing runs.
        html.ShouldNotContain("<script");
        html.ShouldNotContain(" src=");
        html.ShouldNotContain("<link");
        var csv = files["report-2026-11.csv"];
        csv.ShouldContain("2026-11-30,alpha,Alpha <&> Sons,compute,10.123456789012,USD,not signed,,,");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(31);
        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);
        (await viewer.GetStringAsync("/costs/report/2026-11.csv")).ShouldBe(csv);
        (await viewer.GetStringAsync("/costs/report/2026-11.html")).ShouldContain("November 2026 cost $303.70.");
    }

    private async Task ChannelAsync(string name, string address)
    {
        var id = Guid.NewGuid();
        (await _portal.Host.Services.GetRequiredService<ChannelStore>().SaveAsync(Anna, new ChannelDraft(id, ChannelKind.Email, name, 0, null, address, "", ""), default)).ShouldBeNull();
        (await _portal.Host.Services.GetRequiredService<ReportChannels>().ChangeAsync(Anna, id, true, default)).ShouldBeNull();
    }

    private async Task SendAsync()
    {
        while (await _portal.Host.Services.GetRequiredService<Delivery>().RoundAsync(default))
            continue;
    }

    [GeneratedRegex(@"Content-Type: text/(?:html|csv);\s*name=""?([^""\s;]+)""?(?:[^\r\n]*\r\n)+?\r\n((?:[A-Za-z0-9+/=]+\r\n)+)")]
    private static partial Regex Part();
}
