using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Playwright;
using Npgsql;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>What pages show of the portal's own records is what SQL, Loki's API and the servers say when they are asked directly.</summary>
[Collection(nameof(Portal))]
public sealed class RecordTests(Portal portal)
{
    [Fact]
    public async Task IncidentFigures_AgreeWithTheDatabase()
    {
        var (page, _) = await OpenAsync("/incidents?show=All");
        await page.Locator("[data-testid=tab-open]").WaitForAsync();

        await AgreeAsync("incidents in the list", () => CountAsync(page, "[data-testid=incident-row]"), "SELECT count(*) FROM incidents");
        await AgreeAsync("the tab's open incidents", () => NumberAsync(page.Locator("[data-testid=tab-open] .op-count")), "SELECT count(*) FROM incidents WHERE status <> 'resolved'");
        await AgreeAsync("the menu's open incidents", () => NumberAsync(page.Locator("[data-testid=open-incidents] [aria-hidden]").First), "SELECT count(*) FROM incidents WHERE status <> 'resolved'");
        await AgreeAsync("firing alerts without incident", () => NumberAsync(page.Locator("[data-testid=tab-alerts] .op-count")),
            "SELECT count(*) FROM alert_episodes e JOIN alerts a USING (fingerprint) WHERE e.ends_at IS NULL AND e.merged_into IS NULL AND e.incident_number IS NULL AND a.name <> 'Watchdog'");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task JobFigures_AgreeWithTheDatabase()
    {
        var (page, _) = await OpenAsync("/jobs");
        await page.Locator("[data-testid=job-days] table").WaitForAsync();
        // The page reads days when it is opened: the day's job has to be through.
        await AgreeAsync("runs in progress", () => Task.FromResult(0L), "SELECT count(*) FROM job_runs WHERE state = 'running' AND job = 'daily-costs'", seconds: 90);
        await page.ReloadAsync();
        await page.Locator("[data-testid=job-days] table").WaitForAsync();

        await AgreeAsync("days closed", () => CountAsync(page, "[data-testid=job-days] td[data-state=closed], [data-testid=job-days] td[data-state=partial]"),
            "SELECT count(DISTINCT (service, day)) FROM cost_days WHERE revision >= 1 AND day > (now() AT TIME ZONE 'utc')::date - 35");
        await AgreeAsync("services with days", () => CountAsync(page, "[data-testid=job-days] tbody tr"), "SELECT count(DISTINCT service) FROM cost_days WHERE day > (now() AT TIME ZONE 'utc')::date - 35");
        await AgreeAsync("runs that failed, in the history", () => CountAsync(page, "[data-testid=job-history] tbody tr:has-text('failed')"),
            "SELECT count(*) FROM (SELECT state FROM job_runs ORDER BY id DESC LIMIT 30) latest WHERE state = 'failed'");
        await using var database = await DatabaseAsync();
        var words = await database.QuerySingleAsync<string>("SELECT words FROM job_runs WHERE job = 'daily-costs' ORDER BY id DESC LIMIT 1");
        await Assertions.Expect(page.Locator("[data-testid=job-daily-costs]")).ToContainTextAsync(words);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task AccessFigures_AgreeWithTheDatabase()
    {
        var (page, _) = await OpenAsync("/access");
        await page.Locator("[data-testid=users] tbody tr").First.WaitForAsync();
        await AgreeAsync("accounts", () => CountAsync(page, "[data-testid=users] tbody tr"), "SELECT count(*) FROM accounts");

        await page.GotoAsync(new Uri(portal.Stack.Portal, "/access/tokens").ToString());
        await page.Locator("[data-testid=tokens] tbody tr").First.WaitForAsync();
        await AgreeAsync("tokens", () => CountAsync(page, "[data-testid=tokens] tbody tr"), "SELECT count(*) FROM api_tokens");

        await page.GotoAsync(new Uri(portal.Stack.Portal, "/access/audit").ToString());
        var chain = page.Locator("[data-testid=chain-unbroken]");
        await chain.WaitForAsync();
        await using var database = await DatabaseAsync();
        var (rows, last) = await database.QuerySingleAsync<(long Rows, long Last)>("SELECT count(*), max(id) FROM audit_log");
        await page.Locator("[data-testid=chain-check]").ClickAsync();
        await Assertions.Expect(chain).ToContainTextAsync($"up to row {last}: {rows} rows");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task SystemFigures_AgreeWithTheServers()
    {
        var (page, _) = await OpenAsync("/system");
        await page.Locator("[data-testid=migrations] tbody tr").First.WaitForAsync();
        await AgreeAsync("migrations", () => CountAsync(page, "[data-testid=migrations] tbody tr"), "SELECT count(*) FROM schema_migrations");

        using var http = new HttpClient();
        foreach (var (backend, address) in new[] { ("Prometheus", portal.Stack.Prometheus), ("Loki", portal.Stack.Loki) })
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(address, backend == "Loki" ? "/loki/api/v1/status/buildinfo" : "/api/v1/status/buildinfo")));
            var version = (answer.RootElement.TryGetProperty("data", out var data) ? data : answer.RootElement).GetProperty("version").GetString()!;
            await Assertions.Expect(page.Locator($"[data-testid=backend-{backend}]")).ToContainTextAsync(version);
        }
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task LogFigures_AgreeWithLoki()
    {
        var to = DateTimeOffset.UtcNow.AddMinutes(-3);
        to = to.AddTicks(-(to.Ticks % TimeSpan.TicksPerMinute));
        var from = to.AddMinutes(-10);
        var span = $"from={from.ToUnixTimeMilliseconds()}&to={to.ToUnixTimeMilliseconds()}";

        var (page, _) = await OpenAsync($"/logs?service=hdc&limit=5000&{span}");
        var count = page.Locator("[data-testid=count]");
        await count.WaitForAsync();
        var lines = await LokiAsync("{service=\"hdc\"}", from, to, result => result.GetProperty("values").GetArrayLength());
        (await NumberAsync(count)).ShouldBe((long)lines.Sum(one => one.Value));

        await page.GotoAsync(new Uri(portal.Stack.Portal, $"/logs?{span}&query={Uri.EscapeDataString("sum by (level) (count_over_time({service=\"hdc\"}[5m]))")}").ToString());
        var rows = page.Locator("[data-testid=number-row]");
        await rows.First.WaitForAsync();
        var levels = await LokiAsync("sum by (level) (count_over_time({service=\"hdc\"}[5m]))", from, to, result => Last(result));
        levels.Count.ShouldBeGreaterThanOrEqualTo(2);
        foreach (var (labels, value) in levels)
        {
            var level = JsonDocument.Parse(labels).RootElement.GetProperty("level").GetString()!;
            var shown = rows.Filter(new() { HasText = $"\"{level}\"" }).Locator("[data-raw]");
            double.Parse((await shown.GetAttributeAsync("data-raw"))!, NumberStyles.Float, CultureInfo.InvariantCulture).ShouldBe(value, level);
        }
        await page.Context.DisposeAsync();
    }

    private async Task<(IPage Page, PageWatch Watch)> OpenAsync(string path)
    {
        var (page, watch) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, path).ToString());
        return (page, watch);
    }

    // Records change while they are looked at: shown and written must come to agree, and soon.
    private async Task AgreeAsync(string what, Func<Task<long>> shown, string sql, int seconds = 15)
    {
        await using var database = await DatabaseAsync();
        var (page, record) = (-1L, -2L);
        for (var half = 0; half < seconds * 2; half++)
        {
            (page, record) = (await shown(), await database.QuerySingleAsync<long>(sql));
            if (page == record)
                return;
            await Task.Delay(500);
        }
        page.ShouldBe(record, what);
    }

    private async Task<NpgsqlConnection> DatabaseAsync()
    {
        var connection = new NpgsqlConnection(portal.Stack.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<long> CountAsync(IPage page, string selector) => await page.Locator(selector).CountAsync();

    // A count of zero has no badge; of "1,024 lines, newest first" the number counts.
    private static async Task<long> NumberAsync(ILocator element)
    {
        if (await element.CountAsync() == 0)
            return 0;
        var text = await element.InnerTextAsync();
        return long.Parse(text.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<(string Labels, double Value)>> LokiAsync(string query, DateTimeOffset from, DateTimeOffset to, Func<JsonElement, double> read)
    {
        using var http = new HttpClient { BaseAddress = portal.Stack.Loki };
        using var answer = JsonDocument.Parse(await http.GetStringAsync(
            $"/loki/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={from.ToUnixTimeMilliseconds()}000000&end={to.ToUnixTimeMilliseconds()}000000&limit=5000&step=5"));
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(one => (one.TryGetProperty("metric", out var metric) ? metric.GetRawText() : one.GetProperty("stream").GetRawText(), read(one)))];
    }

    private static double Last(JsonElement series)
        => double.Parse(series.GetProperty("values").EnumerateArray().Last()[1].GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
}
