using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Events;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Events;

/// <summary>Partitions by day, and the way from the tables before them.</summary>
public sealed class EventDaysTests(PostgresServer postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task RetentionJob_Runs_MakesDaysAheadAndDropsOldOnes()
    {
        var clock = new FakeClock(Now);
        await using var portal = await StartAsync(clock);
        var days = portal.Services.GetRequiredService<EventDays>();
        await days.EnsureAsync([new(2026, 9, 30), new(2026, 10, 1), new(2026, 10, 2)], default);

        clock.Set(Now.AddDays(61));
        var result = await RunAsync(portal);
        var again = await RunAsync(portal);

        result.Summary.ShouldBe("8 days made ahead, 3 days from before 2026-11-06 dropped");
        again.Summary.ShouldBe("0 days made ahead, 0 days from before 2026-11-06 dropped");
        (await NamesAsync(portal)).First().ShouldBe("events_20270105");
        // What is known of partitions is known anew: an event of a dropped day finds a place again.
        (await portal.Services.GetRequiredService<EventWriter>().AddAsync([new UsageEvent("h200", "late", Now, null, null, null, null, null, null, null, null)], default)).Value.ShouldBe(1);
    }

    [Fact]
    public async Task Migration_FromTheTablesBefore_MovesEventsAndHashesTheirUsers()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync("CREATE TABLE schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)");
            foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "migrations"), "*.sql").Order(StringComparer.Ordinal))
            {
                if (string.CompareOrdinal(Path.GetFileName(file), "0016") >= 0)
                    break;
                var text = await File.ReadAllTextAsync(file);
                await using (var command = new NpgsqlCommand(text, connection))
                    await command.ExecuteNonQueryAsync();
                await connection.ExecuteAsync("INSERT INTO schema_migrations VALUES (@name, @checksum, now())", new
                {
                    name = Path.GetFileName(file),
                    checksum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")))),
                });
            }
            await connection.ExecuteAsync(
                """
                INSERT INTO events VALUES ('h200', 'a', 'usage', '2026-11-01T23:59:59.5Z', now()), ('h200', 'b', 'usage', '2026-11-02T00:00:00Z', now()),
                    ('hdc', 'a', 'feedback', '2026-11-02T01:00:00Z', now()), ('hdc', 'd', 'deployment', '2026-11-02T02:00:00Z', now());
                INSERT INTO usage_events VALUES ('h200', 'a', '2026-11-01T23:59:59.5Z', 'maria', 'm', 't', 'f', 5, 6, 7.5, 'success'), ('h200', 'b', '2026-11-02T00:00:00Z', NULL, 'm', NULL, NULL, NULL, NULL, NULL, NULL);
                INSERT INTO feedback_events VALUES ('hdc', 'a', '2026-11-02T01:00:00Z', 'maria', 'm', 4.5, 'good');
                INSERT INTO deployments VALUES ('hdc', 'd', '2026-11-02T02:00:00Z', '1', 'production', 'ci', 'succeeded', 'abc');
                """);
        }

        await using var portal = await PortalHost.StartAsync(postgres, database: database);

        await using var moved = await portal.Database.OpenConnectionAsync();
        (await moved.QueryAsync<string>("SELECT concat_ws('|', day, service, id, type, model, task, feature, input_tokens, output_tokens, duration_ms, status, score, comment, version, environment, by_name, commit_id) FROM events ORDER BY at"))
            .ShouldBe(["2026-11-01|h200|a|usage|m|t|f|5|6|7.5|success", "2026-11-02|h200|b|usage|m", "2026-11-02|hdc|a|feedback|m|4.5|good", "2026-11-02|hdc|d|deployment|succeeded|1|production|ci|abc"]);
        await Eventually.EqualAsync(async () => await moved.ExecuteScalarAsync<string>("SELECT to_regclass('event_users_unhashed')::text"), null);
        using var hash = (await portal.Services.GetRequiredService<UserKey>().HashAsync(default)).Value!;
        (await moved.QueryAsync<Guid?>("SELECT user_key FROM events ORDER BY at")).ShouldBe([hash.Of("maria"), null, hash.Of("maria"), null]);
    }

    [Fact]
    public async Task UserKey_ClosedByOtherKeys_TakesNoEventsAndSaysWhy()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var one = await PortalHost.StartAsync(postgres, database: database))
            (await one.Services.GetRequiredService<UserKey>().HashAsync(default)).IsOk.ShouldBeTrue();
        await using var other = await PortalHost.StartAsync(postgres, new() { ["Jobs:Enabled"] = "false" },
            registered => registered.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()), database);

        (await other.Services.GetRequiredService<UserKey>().HashAsync(default)).Reason.ShouldContain("Access:KeysPath");
    }

    private Task<PortalHost> StartAsync(FakeClock clock)
        => PortalHost.StartAsync(postgres, new() { ["Events:RetentionDays"] = "60" }, registered => registered.AddSingleton<TimeProvider>(clock));

    private static async Task<JobResult> RunAsync(PortalHost portal)
    {
        using var scope = portal.Services.CreateScope();
        return await scope.ServiceProvider.GetServices<IPortalJob>().Single(job => job.Info.Name == "event-retention").RunAsync(new Silent(), default);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(PortalHost portal)
    {
        await using var connection = await portal.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE 'events\\_2%' ORDER BY relname")];
    }

    private sealed class Silent : IJobProgress
    {
        public Task ReportAsync(int done, int total, string words) => Task.CompletedTask;
    }
}
