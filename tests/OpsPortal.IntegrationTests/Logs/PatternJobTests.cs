using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Patterns;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Logs;

/// <summary>Error lines counted by shape: each once, however often the job runs; a new one opens an incident.</summary>
public sealed class PatternJobTests(PostgresServer postgres)
{
    [Fact]
    public async Task Run_AgainAndAgain_CountsEachLineOnceAndANewPatternOpensAnIncident()
    {
        await using var loki = await CannedLoki.StartAsync();
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < 40; i++)
            loki.Lines.Add((Nanoseconds(now.AddMinutes(-3)) + i, $"request {i} failed after {i}.5 s: <script>\u0000"));
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Loki:Url"] = loki.Url, ["Logs:Patterns:OpenIncidents"] = "true", ["Logs:Patterns:LeastLines"] = "20" });
        using var scope = portal.Services.CreateScope();
        var job = scope.ServiceProvider.GetServices<IPortalJob>().Single(one => one.Info.Name == "log-patterns");
        await using (var connection = await portal.Database.OpenConnectionAsync())
        {
            // As if it had read for days: what comes now is new.
            await connection.ExecuteAsync(
                "INSERT INTO log_pattern_reading (read_to, began) VALUES (@to, now() - interval '3 days') ON CONFLICT (one) DO UPDATE SET read_to = @to, began = excluded.began; DELETE FROM log_patterns",
                new { to = Nanoseconds(now.AddMinutes(-30)) });
        }

        var first = await job.RunAsync(new NoProgress(), default);
        await job.RunAsync(new NoProgress(), default);

        first.Problems.ShouldBeEmpty();
        var patterns = (await portal.Services.GetRequiredService<PatternStore>().SinceAsync(now.AddHours(-1), default)).Value!;
        var pattern = patterns.ShouldHaveSingleItem();
        pattern.Shape.ShouldBe("request <*> failed after <*> s: <script>␀");
        pattern.Total.ShouldBe(40);
        pattern.Counts.Sum(one => one.Count).ShouldBe(40);
        pattern.AlertSince.ShouldNotBeNull();
        await using var check = await portal.Database.OpenConnectionAsync();
        (await check.QuerySingleAsync<string>("SELECT title FROM incidents")).ShouldContain("a new error");
    }

    private static long Nanoseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * 100;

    private sealed class NoProgress : IJobProgress
    {
        public Task ReportAsync(int done, int total, string words) => Task.CompletedTask;
    }
}
