using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Playwright;
using Npgsql;
using OpsPortal.Bench.Gpus;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench.Intake;

/// <summary>
/// A storm of 10,000 alerts and the time until it is on every open page (5 in view, more in the background, each with a circuit of its
/// own); what is answered 503 is sent again after a second, as Alertmanager would. Then alerts at a steady rate with latencies, processor time and the database's growth.
/// </summary>
internal static class IntakeStorm
{
    private const int Watched = 5;
    private const int Bodies = 20;
    private const int AlertsABody = 500;
    private const int MostTimes = 30;

    // Notes when a row with the storm's name is first there, by the browser's clock, which is the machine's.
    private const string Note = """
        addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
          if (!window.seenAt && [...document.querySelectorAll('[data-testid=incident-row]')].some(row => row.textContent.includes('Stormy'))) window.seenAt = Date.now();
        }).observe(document.documentElement, { subtree: true, childList: true, characterData: true }));
        """;

    /// <param name="args">The command's name, seconds of the steady rate (300), alerts a second (1000), pages in the background (45).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300;
        var rate = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1000;
        var listeners = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 45;
        var tokenFile = Path.GetTempFileName();
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await File.WriteAllTextAsync(tokenFile, token);
        await using var stack = await Stack.StartAsync(new Dictionary<string, string>
        {
            ["Access__ProvisionedTokens__3__Name"] = "bench", ["Access__ProvisionedTokens__3__Scopes"] = "alerts:write", ["Access__ProvisionedTokens__3__File"] = tokenFile,
        });
        using var playwright = await Playwright.CreateAsync();
        await using (var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        }))
        {
            await StormAsync(stack, await Session.SignInAsync(browser, stack), token, listeners);
        }
        var good = await SteadyAsync(stack, tokenFile, seconds, rate);
        File.Delete(tokenFile);
        return good;
    }

    private static async Task StormAsync(Stack stack, Session session, string token, int listeners)
    {
        var pages = new List<IPage>();
        for (var i = 0; i < Watched + listeners; i++)
        {
            var page = await session.OpenAsync(stack);
            await page.AddInitScriptAsync(Note);
            await page.GotoAsync(new Uri(stack.Portal, "/incidents?q=Stormy").ToString());
            await page.WaitForSelectorAsync("[data-testid=empty]");
            pages.Add(page);
        }
        // The last circuit comes up.
        await Task.Delay(5000);
        using var http = new HttpClient { BaseAddress = stack.Portal, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var (began, started) = (Now(), Stopwatch.GetTimestamp());
        var answers = await Task.WhenAll(Enumerable.Range(0, Bodies).Select(async body =>
        {
            var bytes = Body(body);
            for (var again = 0; ; again++)
            {
                using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var answer = await http.PostAsync("/api/v1/alertmanager/webhook", content);
                if (answer.IsSuccessStatusCode || again == MostTimes)
                    return (answer.IsSuccessStatusCode, Again: again, Seconds: Stopwatch.GetElapsedTime(started).TotalSeconds);
                await Task.Delay(1000);
            }
        }));
        var seen = new List<long>();
        foreach (var page in pages)
        {
            await page.WaitForSelectorAsync("[data-testid=incident-row]", new() { Timeout = 60_000 });
            seen.Add(await page.EvaluateAsync<long>("() => window.seenAt") - began);
        }
        await using var connection = new NpgsqlConnection(stack.ConnectionString);
        var (incidents, alerts) = await connection.QuerySingleAsync<(int, int)>(
            "SELECT (SELECT count(*)::int FROM incidents WHERE title LIKE 'Stormy%' OR correlation = 'storm'), (SELECT count(*)::int FROM alert_episodes e JOIN alerts a USING (fingerprint) WHERE a.name = 'Stormy' AND e.incident_number IS NOT NULL)");
        var watched = seen.Take(Watched).Order().ToArray();
        var listening = seen.Skip(Watched).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            A storm: {Bodies} bodies of {AlertsABody} alerts at once; load average {File.ReadAllText("/proc/loadavg").Trim()}

            | what | |
            |---|---|
            | bodies answered 200 | {answers.Count(one => one.Item1)} of {Bodies}, the first after {answers.Min(one => one.Seconds):0.00} s, the last after {answers.Max(one => one.Seconds):0.00} s; 503 before: {answers.Sum(one => one.Again)} |
            | alerts kept in an incident | {alerts} |
            | incidents made | {incidents} |
            | first row on {Watched} pages in view, from the start of sending | median {watched[watched.Length / 2]} ms, longest {watched[^1]} ms |
            | first row on {listening.Length} listening pages | {(listening.Length == 0 ? "" : $"median {listening[listening.Length / 2]} ms, longest {listening[^1]} ms")} |

            """));
    }

    private static async Task<int> SteadyAsync(Stack stack, string tokenFile, int seconds, int rate)
    {
        int[] portal = [GpuLoad.Portal(stack.FirstPort)];
        var postgres = ProcessUse.Tree(ProcessUse.Find((_, line) => line.Contains("postgres", StringComparison.Ordinal) && line.Contains(stack.Folder, StringComparison.Ordinal)).Min());
        await using var connection = new NpgsqlConnection(stack.ConnectionString);
        var (portalBefore, postgresBefore, sizeBefore) = (ProcessUse.Of(portal), ProcessUse.Of(postgres), await SizeAsync(connection));
        var result = await IntakeLoad.RunAsync([stack.Portal.ToString(), tokenFile, $"{seconds}", $"{rate}", "50"]);
        var (portalAfter, size) = (ProcessUse.Of(portal), await SizeAsync(connection));
        // Back ends come and go: what ended took its time with it.
        var databaseSeconds = ProcessUse.Of(ProcessUse.Tree(postgres[0])).Seconds - postgresBefore.Seconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"portal {portalAfter.Seconds - portalBefore.Seconds:0.0} s of processor time, {portalAfter.Bytes >> 20} MiB; PostgreSQL at least {databaseSeconds:0.0} s; database {sizeBefore >> 20} → {size >> 20} MiB; load average {File.ReadAllText("/proc/loadavg").Trim()}"));
        return result;
    }

    private static Task<long> SizeAsync(NpgsqlConnection connection) => connection.QuerySingleAsync<long>("SELECT pg_database_size(current_database())");

    private static byte[] Body(int body) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = "4", receiver = "opsportal", status = "firing", groupKey = $"{{}}:{{storm {body}}}", externalURL = "http://bench", truncatedAlerts = 0,
        alerts = Enumerable.Range(body * AlertsABody, AlertsABody).Select(i => new
        {
            status = "firing", labels = new Dictionary<string, string> { ["alertname"] = "Stormy", ["service"] = "storm-" + i, ["severity"] = "critical" },
            annotations = new Dictionary<string, string> { ["summary"] = $"Stormy weather on storm-{i}" },
            startsAt = TimeProvider.System.GetUtcNow().ToString("O"), endsAt = "0001-01-01T00:00:00Z", generatorURL = "http://127.0.0.1:9790/graph?g0.expr=up",
        }),
    });

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
