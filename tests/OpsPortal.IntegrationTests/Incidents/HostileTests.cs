using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Malformed, hostile and oversized bodies: no 500, all counted, memory not growing. OPSPORTAL_HOSTILE_BODIES sets how many.</summary>
[Collection(nameof(Alone))]
public sealed class HostileTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Usual = 2000;
    private PortalHost _portal = null!;

    private static readonly HttpStatusCode[] Fine = [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge];

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync(postgres, new() { ["Incidents:DeliveriesPerMinute"] = "10000000" });

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Post_HostileBodies_AreAnsweredAndCountedAndLeaveNoMemory()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("OPSPORTAL_HOSTILE_BODIES"), out var given) ? given : Usual;
        var token = await Accounts.CreateTokenAsync(_portal, [Scopes.AlertsWrite]);
        var name = await NameAsync();
        using var client = _portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();

        await SendAsync(client, 1, count / 5, answers);
        var before = Memory();
        await SendAsync(client, 2, count - count / 5, answers);
        var grown = Memory() - before;

        answers.Keys.Except(Fine).ShouldBeEmpty();
        answers[HttpStatusCode.BadRequest].ShouldBeGreaterThan(count / 2);
        answers[HttpStatusCode.OK].ShouldBeGreaterThan(0);
        (await CountedAsync(name)).ShouldBe(count);
        grown.ShouldBeLessThan(32 * 1024 * 1024, $"{string.Join(", ", answers)}; {grown / 1024} KiB more after {count - count / 5} bodies");
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} bodies: {string.Join(", ", answers)}; live memory grew by {grown / 1024} KiB");

        async Task<string> NameAsync()
        {
            await using var connection = await _portal.Database.OpenConnectionAsync();
            return await Dapper.SqlMapper.QuerySingleAsync<string>(connection, "SELECT name FROM api_tokens ORDER BY created_at DESC LIMIT 1");
        }
    }

    private static async Task SendAsync(HttpClient client, int seed, int count, ConcurrentDictionary<HttpStatusCode, int> answers)
        => await Parallel.ForEachAsync(Enumerable.Range(0, 4), async (lane, _) =>
        {
            var bodies = new HostileBodies(seed * 100 + lane);
            for (var i = lane; i < count; i += 4)
            {
                // Some lie about their type; it is their bytes that count.
                var type = i % 7 == 0 ? "text/html" : "application/json";
                var content = new ByteArrayContent(i % 997 == 5 ? new byte[9 * 1024 * 1024] : bodies.Next()) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
                using var answer = await client.PostAsync("/api/v1/alertmanager/webhook", content);
                answers.AddOrUpdate(answer.StatusCode, 1, (_, sofar) => sofar + 1);
            }
        });

    private async Task<int> CountedAsync(string sender)
    {
        var metrics = await (await _portal.WithTokenAsync(Scopes.MetricsRead)).GetStringAsync("/metrics");
        return (int)metrics.Split('\n').Where(line => line.StartsWith("opsportal_alert_deliveries_total{") && line.Contains($"sender=\"{sender}\""))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
