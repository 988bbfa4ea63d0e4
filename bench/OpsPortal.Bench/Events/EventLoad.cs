using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using OpsPortal.Bench.Gpus;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.Bench.Events;

/// <summary>
/// Events at a fixed rate into a portal and a durable PostgreSQL of their own; then the same while the portal and PostgreSQL's
/// processes are killed. At the end each acknowledged id must be stored, and each stored one acknowledged.
/// </summary>
internal static class EventLoad
{
    /// <param name="args">The command's name, seconds (300), events a second (20000), events a batch (1000), kills (50), gzip.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (seconds, rate, size, kills) = (Number(args, 1, 300), Number(args, 2, 20_000), Number(args, 3, 1_000), Number(args, 4, 50));
        var gzip = args.Contains("gzip");
        var folder = Directory.CreateTempSubdirectory("opsportal-bench-events-").FullName;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var tokenFile = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(tokenFile, token);
        await using var postgres = await PostgresProcess.CreateAsync(isDurable: true);
        await using var portal = new KilledPortal(new Dictionary<string, string>
        {
            ["ConnectionStrings__OpsPortal"] = postgres.ConnectionString, ["Access__KeysPath"] = Path.Combine(folder, "keys"), ["Jobs__Enabled"] = "false",
            ["Gpus__Local"] = "off", ["Gpus__Exporters"] = "off", ["Logging__LogLevel__Default"] = "Warning",
            ["Access__ProvisionedTokens__0__Name"] = "bench", ["Access__ProvisionedTokens__0__Scopes"] = "events:write", ["Access__ProvisionedTokens__0__File"] = tokenFile,
        });
        await portal.StartAsync();
        var good = seconds == 0 || await RateAsync(postgres, portal, token, seconds, rate, size, gzip);
        if (kills > 0)
            good &= await KillsAsync(postgres, portal, token, kills);
        Directory.Delete(folder, recursive: true);
        return good ? 0 : 1;
    }

    private static async Task<bool> RateAsync(PostgresProcess postgres, KilledPortal portal, string token, int seconds, int rate, int size, bool gzip)
    {
        await WarmAsync(postgres, portal, token, size);
        using var senders = new EventSenders(new Uri($"http://127.0.0.1:{portal.Port}"), token, size, gzip);
        var before = (Portal: ProcessUse.Of([portal.Pid]), Postgres: ProcessUse.Of(ProcessUse.Tree(postgres.Pid)), Bench: ProcessUse.Of([Environment.ProcessId]));
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        using var until = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await senders.RunAsync(rate, until.Token);
        var took = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = (Portal: ProcessUse.Of([portal.Pid]), Postgres: ProcessUse.Of(ProcessUse.Tree(postgres.Pid)), Bench: ProcessUse.Of([Environment.ProcessId]));
        var (missing, extra) = await DifferenceAsync(postgres, senders, size);
        var milliseconds = senders.Took.Order().ToArray();
        var events = (long)senders.Acknowledged.Count * size;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            | asked for | seconds | acknowledged | a second | acknowledged, not stored | stored, not acknowledged | p50 | p99 | longest | portal CPU, memory | PostgreSQL CPU | senders CPU | load |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            | {rate:N0}/s in batches of {size:N0}{(gzip ? ", gzip" : "")} | {took:0.0} | {events:N0} | {events / took:N0} | {missing} | {extra} | {At(milliseconds, .5):0} ms | {At(milliseconds, .99):0} ms | {At(milliseconds, 1):0} ms | {(after.Portal.Seconds - before.Portal.Seconds) / took:0.00} cores, {after.Portal.Bytes / 1048576} MiB | {(after.Postgres.Seconds - before.Postgres.Seconds) / took:0.00} cores | {(after.Bench.Seconds - before.Bench.Seconds) / took:0.00} cores | {Load()} |
            """));
        return missing + extra == 0 && events / took >= rate * 0.98;
    }

    private static async Task<bool> KillsAsync(PostgresProcess postgres, KilledPortal portal, string token, int kills)
    {
        await ExecuteAsync(postgres, "TRUNCATE events");
        const int size = 500;
        using var senders = new EventSenders(new Uri($"http://127.0.0.1:{portal.Port}"), token, size, false);
        var killer = new EventKiller(postgres, portal);
        using var ended = new CancellationTokenSource();
        var sending = senders.RunAsync(8_000, ended.Token);
        var counts = new SortedDictionary<string, (int Kills, int Inside)>(StringComparer.Ordinal);
        string[] kinds = ["portal", "session", "backend"];
        for (var n = 0; n < kills; n++)
        {
            // Between the kills events flow again, for a time that nobody chose.
            var acknowledged = senders.Acknowledged.Count;
            while (senders.Acknowledged.Count < acknowledged + 4)
                await Task.Delay(20);
            await Task.Delay(Random.Shared.Next(20, 600));
            var kind = kinds[n % kinds.Length];
            var inside = await killer.KillAsync(kind, insideTransaction: n % 4 != 3);
            var (all, within) = counts.GetValueOrDefault(kind);
            counts[kind] = (all + 1, within + (inside ? 1 : 0));
        }
        await ended.CancelAsync();
        await sending;
        var (missing, extra) = await DifferenceAsync(postgres, senders, size);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            | killed | times | inside a transaction |
            |---|---|---|
            {string.Join('\n', counts.Select(one => $"| {one.Key} | {one.Value.Kills} | {one.Value.Inside} |"))}
            | together | {counts.Values.Sum(one => one.Kills)} | {counts.Values.Sum(one => one.Inside)} |

            {(long)senders.Acknowledged.Count * size:N0} events acknowledged, {missing} of them not stored, {extra} stored and not acknowledged; {senders.Resent} batches sent again, {senders.LostAnswers} of them had been
            committed and only their answer was lost; {senders.Torn} batches stored in part. Load average {Load()}.
            """));
        return missing + extra + senders.Torn == 0 && counts.Values.Sum(one => one.Inside) >= kills * 3 / 5;
    }

    private static async Task WarmAsync(PostgresProcess postgres, KilledPortal portal, string token, int size)
    {
        using var warm = new EventSenders(new Uri($"http://127.0.0.1:{portal.Port}"), token, size, false);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await warm.RunAsync(5_000, soon.Token);
        await ExecuteAsync(postgres, "TRUNCATE events");
    }

    /// <summary>Ids that were acknowledged and are not stored, and the other way round.</summary>
    private static async Task<(long Missing, long Extra)> DifferenceAsync(PostgresProcess postgres, EventSenders senders, int size)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false;Command Timeout=300");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            WITH acknowledged AS (SELECT first + n AS id FROM unnest($1::bigint[]) AS first, generate_series(0, $2 - 1) AS n), stored AS (SELECT id::bigint AS id FROM events)
            SELECT count(*) FILTER (WHERE s.id IS NULL), count(*) FILTER (WHERE a.id IS NULL) FROM acknowledged AS a FULL JOIN stored AS s USING (id)
            """, connection) { Parameters = { new() { Value = senders.Acknowledged.ToArray() }, new() { Value = size } } };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task ExecuteAsync(PostgresProcess postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..2]);

    private static double At(double[] sorted, double quantile) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(quantile * (sorted.Length - 1))];

    private static int Number(string[] args, int index, int usual) => args.Length > index && int.TryParse(args[index], out var number) && number >= 0 ? number : usual;
}
