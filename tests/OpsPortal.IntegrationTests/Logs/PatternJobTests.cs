using System.Text.Json;
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
            loki.Lines.Add((Nanoseconds.Of(now.AddMinutes(-3)) + i, $"request {i} failed after {i}.5 s: <script>\u0000"));
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Loki:Url"] = loki.Url, ["Logs:Patterns:OpenIncidents"] = "true", ["Logs:Patterns:LeastLines"] = "20" });
        using var scope = portal.Services.CreateScope();
        var job = Job(scope);
        await using (var connection = await portal.Database.OpenConnectionAsync())
        {
            // As if it had read for days: what comes now is new.
            await connection.ExecuteAsync(
                "INSERT INTO log_pattern_reading (store, read_to, began) VALUES ('loki', @to, now() - interval '3 days') ON CONFLICT (store) DO UPDATE SET read_to = @to, began = excluded.began; DELETE FROM log_patterns",
                new { to = Nanoseconds.Of(now.AddMinutes(-30)) });
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

    [Fact]
    public async Task Run_LokiIsAway_CountsElasticsearchsLinesAndReadsEachStoreFromItsOwnPlace()
    {
        var now = DateTimeOffset.UtcNow;
        var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var elastic = await CannedServer.StartAsync((path, body) =>
        {
            if (!path.EndsWith("/_search", StringComparison.Ordinal))
                return (200, "{}");
            bodies.Enqueue(body);
            return (200, JsonSerializer.Serialize(new { hits = new { hits = bodies.Count == 1 ? Hits(now.AddMinutes(-3), 12) : [] } }));
        });
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Loki:Url"] = "http://127.0.0.1:1", ["Elasticsearch:Url"] = elastic.Url });
        using var scope = portal.Services.CreateScope();

        var first = await Job(scope).RunAsync(new NoProgress(), default);
        await Job(scope).RunAsync(new NoProgress(), default);

        first.Problems.ShouldContain(problem => problem.Contains("Loki"));
        var store = portal.Services.GetRequiredService<PatternStore>();
        var pattern = (await store.SinceAsync(now.AddHours(-1), default)).Value!.ShouldHaveSingleItem();
        (pattern.Store, pattern.Service, pattern.Shape, pattern.Level, pattern.Total).ShouldBe(("elasticsearch", "api", "request <*> failed: no answer for [masked:email]", "error", 12));
        (await store.ReadingsAsync(default)).Keys.ShouldBe(["elasticsearch"]);
        bodies.TryPeek(out var asked).ShouldBeTrue();
        asked!.ShouldContain("log.level:(error OR ERROR OR Error OR err");
    }

    private static object[] Hits(DateTimeOffset at, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new
        {
            _id = $"{i}", _index = "logs-a", sort = new[] { at.AddMilliseconds(i).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture) },
            _source = new Dictionary<string, string> { ["message"] = $"request {i} failed: no answer for anna@example.org", ["log.level"] = "ERROR", ["service.name"] = "api" },
        }),
    ];

    private static IPortalJob Job(IServiceScope scope) => scope.ServiceProvider.GetServices<IPortalJob>().Single(one => one.Info.Name == "log-patterns");

    private sealed class NoProgress : IJobProgress
    {
        public Task ReportAsync(int done, int total, string words) => Task.CompletedTask;
    }
}
