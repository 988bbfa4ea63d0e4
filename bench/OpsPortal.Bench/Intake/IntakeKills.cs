using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using OpsPortal.BrowserTests.Infrastructure;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.Bench.Intake;

/// <summary>
/// A real Alertmanager sends through a recording proxy while the portal is killed (SIGKILL) and PostgreSQL is stopped, at random
/// moments. In the end: every body that was answered 2xx is kept, every alert that fired is there once, with its start and its end.
/// </summary>
internal static class IntakeKills
{
    private const int AlertsASecond = 25;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(90);

    /// <param name="args">Kills of the portal (100), stops of PostgreSQL (20; each second one is a crash).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (kills, stops) = (Number(args, 0, 100), Number(args, 1, 20));
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var folder = Directory.CreateTempSubdirectory("opsportal-bench-");
        var tokenFile = Path.Combine(folder.FullName, "token");
        await File.WriteAllTextAsync(tokenFile, token);
        await using var postgres = await PostgresProcess.CreateAsync(isDurable: true);
        await using var portal = new KilledPortal(new Dictionary<string, string>
        {
            ["ConnectionStrings__OpsPortal"] = postgres.ConnectionString + ";Maximum Pool Size=50", ["Access__KeysPath"] = Path.Combine(folder.FullName, "keys"),
            ["Access__ProvisionedTokens__0__Name"] = "bench", ["Access__ProvisionedTokens__0__Scopes"] = "alerts:write", ["Access__ProvisionedTokens__0__File"] = tokenFile,
            ["Gpus__Local"] = "off", ["Gpus__Exporters"] = "off", ["Jobs__Enabled"] = "false", ["Incidents__ReconcileSeconds"] = "0", ["Logging__LogLevel__Default"] = "Error",
        });
        await portal.StartAsync();
        await using var proxy = await RecordingProxy.StartAsync(FreePorts.One(), new Uri($"http://127.0.0.1:{portal.Port}/api/v1/alertmanager/webhook"), token);
        await using var alertmanager = await AlertmanagerServer.StartAsync(webhook: proxy.Url);
        var alerts = new FiringAlerts(alertmanager, AlertsASecond);
        using var stop = new CancellationTokenSource();
        var fire = alerts.RunAsync(stop.Token);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < kills; i++)
        {
            await Task.Delay(Random.Shared.Next(50, 2000));
            await portal.KillAsync();
            await portal.StartAsync();
        }
        for (var i = 0; i < stops; i++)
        {
            await Task.Delay(Random.Shared.Next(200, 3000));
            await postgres.StopAsync(i % 2 == 0 ? "INT" : "QUIT");
            await Task.Delay(Random.Shared.Next(0, 2000));
            await postgres.StartAsync();
        }
        var took = Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();
        await fire;
        await alerts.EndAsync();
        var good = await SettledAsync(postgres, alerts);
        await SayAsync(postgres, proxy, alerts, kills, stops, took);
        folder.Delete(recursive: true);
        return good ? 0 : 1;
    }

    /// <summary>Waits until nothing fires any more, as it must come to be.</summary>
    private static async Task<bool> SettledAsync(PostgresProcess postgres, FiringAlerts alerts)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Quiet; await Task.Delay(500))
        {
            if (await connection.QuerySingleAsync<int>("SELECT count(*)::int FROM alert_episodes WHERE ends_at IS NOT NULL AND merged_into IS NULL") >= alerts.All.Count)
            {
                await Task.Delay(3000);
                return true;
            }
        }
        return false;
    }

    private static async Task SayAsync(PostgresProcess postgres, RecordingProxy proxy, FiringAlerts alerts, int kills, int stops, TimeSpan took)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        var kept = (await connection.QueryAsync<string>("SELECT encode(body_hash, 'hex') FROM alert_deliveries")).ToHashSet(StringComparer.Ordinal);
        var rows = (await connection.QueryAsync<(int Number, DateTime Start, DateTime? End, long? Incident)>(
            """
            SELECT (a.labels ->> 'n')::int, e.starts_at, e.ends_at, e.incident_number FROM alert_episodes e JOIN alerts a USING (fingerprint)
            WHERE e.merged_into IS NULL AND a.labels ? 'n'
            """)).ToLookup(row => row.Number);
        var incidents = await connection.QuerySingleAsync<int>("SELECT count(*)::int FROM incidents");
        var (refused, broken) = proxy.Others;
        var wrong = alerts.All.Where(one => rows[one.Number].ToArray() is [var row] && (row.Start != one.Start.UtcDateTime || row.End != one.End?.UtcDateTime)).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {kills} kills of the portal and {stops} stops of PostgreSQL in {took.TotalMinutes:0.0} min; load average {File.ReadAllText("/proc/loadavg").Trim()}

            | what | count |
            |---|---|
            | alerts that fired (and ended) | {alerts.All.Count} |
            | of them not there | {alerts.All.Count(one => !rows[one.Number].Any())} |
            | of them there more than once | {alerts.All.Count(one => rows[one.Number].Count() > 1)} |
            | of them with another start or end, or firing still | {wrong.Length} |
            | bodies answered 2xx | {proxy.Taken.Count} |
            | of them not kept | {proxy.Taken.Keys.Count(hash => !kept.Contains(hash))} |
            | bodies kept whose answer never arrived | {kept.Count(hash => !proxy.Taken.ContainsKey(hash))} |
            | deliveries that got another answer / none | {refused} / {broken} |
            | incidents | {incidents} |
            """));
        foreach (var one in wrong.Take(5))
            Console.WriteLine($"  wrong: {one} has {rows[one.Number].First()}");
    }

    private static int Number(string[] args, int index, int usual) => args.Length > index && int.TryParse(args[index], out var number) && number >= 0 ? number : usual;
}
