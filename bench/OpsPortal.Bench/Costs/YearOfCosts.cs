using System.Globalization;
using System.Text;
using Npgsql;
using OpsPortal.Bench.Events;
using OpsPortal.Bench.Gpus;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.Bench.Costs;

/// <summary>The daily job's back-fill of a year, by a portal that starts with an empty database: how long, how much memory, and whether nothing is missing.</summary>
internal static class YearOfCosts
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("A year is made …");
        await using var year = await YearOfTokens.StartAsync();
        await using var postgres = await PostgresProcess.CreateAsync(isDurable: true);
        var folder = Directory.CreateTempSubdirectory("opsportal-bench-costs-").FullName;
        await WriteCatalogAsync(folder);
        await using var portal = new KilledPortal(new Dictionary<string, string>
        {
            ["ConnectionStrings__OpsPortal"] = postgres.ConnectionString, ["Access__KeysPath"] = Path.Combine(folder, "keys"), ["Catalog__Path"] = Path.Combine(folder, "catalog"),
            ["Prometheus__Url"] = year.Url, ["Gpus__Local"] = "off", ["Gpus__Exporters"] = "off", ["Logging__LogLevel__Default"] = "Warning",
        });
        await portal.StartAsync();
        var run = await EndedAsync(postgres);
        var (seconds, _) = ProcessUse.Of([portal.Pid]);
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var read = new NpgsqlCommand("SELECT count(*), count(DISTINCT service || day), coalesce(sum(amount), 0) * 1000, count(*) FILTER (WHERE quality <> 'exact') FROM cost_daily WHERE revision = 1", connection);
        await using var row = await read.ExecuteReaderAsync();
        await row.ReadAsync();
        var counted = row.GetDecimal(2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            | state | days of services | lines | took | portal's CPU until then | portal's largest memory | counted | of | not exact | load |
            |---|---|---|---|---|---|---|---|---|---|
            | {run.State} | {row.GetInt64(1):N0} | {row.GetInt64(0):N0} | {run.Seconds:0.0} s | {seconds:0.0} s | {Peak(portal.Pid)} MiB | {counted:0} | {year.Counted:0} | {row.GetInt64(3)} | {File.ReadAllText("/proc/loadavg").Split(' ')[0]} |
            """));
        Directory.Delete(folder, recursive: true);
        return run.State == "succeeded" && run.Seconds <= 60 && counted == year.Counted ? 0 : 1;
    }

    private static async Task<(string State, double Seconds)> EndedAsync(PostgresProcess postgres)
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync(limit.Token);
        while (true)
        {
            await using var command = new NpgsqlCommand("SELECT state, extract(epoch FROM ended_at - started_at)::float8 FROM job_runs WHERE job = 'daily-costs' AND state <> 'running' ORDER BY id LIMIT 1", connection);
            await using (var reader = await command.ExecuteReaderAsync(limit.Token))
            {
                if (await reader.ReadAsync(limit.Token))
                    return (reader.GetString(0), reader.GetDouble(1));
            }
            await Task.Delay(250, limit.Token);
        }
    }

    /// <summary>The largest resident memory that the process ever had, MiB.</summary>
    private static long Peak(int pid)
        => long.Parse(File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;

    private static async Task WriteCatalogAsync(string folder)
    {
        var catalog = Directory.CreateDirectory(Path.Combine(folder, "catalog", "services")).Parent!.FullName;
        File.Copy(Path.Combine(RepositoryRoot.Path, "catalog", "severities.yaml"), Path.Combine(catalog, "severities.yaml"));
        var prices = new StringBuilder("currency: USD\nprices:\n");
        for (var model = 0; model < YearOfTokens.Models; model++)
            prices.Append(CultureInfo.InvariantCulture, $"  - {{key: tokens.m{model}.input, unit: 1000 tokens, entries: [{{from: 2020-01-01, price: 0.00{model + 1}}}]}}\n  - {{key: tokens.m{model}.output, unit: 1000 tokens, entries: [{{from: 2020-01-01, price: 0.0{model + 1}}}]}}\n");
        await File.WriteAllTextAsync(Path.Combine(catalog, "pricebook.yaml"), prices.ToString());
        for (var service = 0; service < YearOfTokens.Services; service++)
            await File.WriteAllTextAsync(Path.Combine(catalog, "services", $"s{service}.yaml"), $$"""
                id: s{{service}}
                name: Service {{service}}
                team: bench
                prometheus: {jobs: [s{{service}}]}
                cost:
                  - {id: tokens, kind: counter, selector: 'tokens_total{job="s{{service}}"}', per: 1000, category: services, resource: '${model}, ${type} tokens', price: 'tokens.${model}.${type}', model: model}

                """);
    }
}
