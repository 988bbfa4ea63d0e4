using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsPortal.Tests.Lab.Hosting;

public sealed class LabServerTests
{
    private static readonly (int Offset, string Path)[] Pages =
    [
        (1, "/api/metrics"), (1, "/gpu/metrics"), (2, "/metrics"), (3, "/metrics"), (4, "/metrics"), (5, "/metrics"), (5, "/gpu-metrics"),
        (6, "/metrics"), (7, "/metrics"), (7, "/metrics?target=redis-aurelis:6379"), (8, "/metrics"),
    ];

    private static readonly (int Offset, string Path)[] Health =
        [(1, "/api/health"), (2, "/health"), (3, "/health"), (4, "/health"), (4, "/ready"), (4, "/live"), (5, "/health"), (5, "/health/detailed")];

    [Fact]
    public async Task Get_EveryEndpoint_Answers()
    {
        await using var lab = await LabServer.StartAsync();
        foreach (var (offset, path) in Pages)
        {
            var response = await lab.Client.GetAsync(lab.Url(offset, path));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
            (await response.Content.ReadAsStringAsync()).ShouldContain("# TYPE process_start_time_seconds gauge");
        }

        foreach (var (offset, path) in Health)
        {
            using var json = JsonDocument.Parse(await lab.Client.GetStringAsync(lab.Url(offset, path)));
            json.RootElement.GetProperty("status").GetString().ShouldNotBeNullOrEmpty();
        }

        (await lab.Client.GetAsync(lab.Url(2, "/nothing"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await lab.Client.PostAsync(lab.Url(2, "/metrics"), null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await lab.Client.GetStringAsync(lab.Url(10, "/"))).ShouldContain("error-burst");
        (await lab.Client.GetStringAsync(lab.Url(10, "/ready"))).ShouldContain("ready");
    }

    [Fact]
    public async Task Put_Scenario_SwitchesAndSaysWhatIsWrong()
    {
        await using var lab = await LabServer.StartAsync();
        async Task<(HttpStatusCode Code, string Body)> Put(string path)
        {
            var response = await lab.Client.PutAsync(lab.Url(10, path), null);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        (await Put("/lab/scenarios/earthquake")).ShouldSatisfyAllConditions(a => a.Code.ShouldBe(HttpStatusCode.NotFound), a => a.Body.ShouldContain("error-burst"));
        (await Put("/lab/scenarios/latency?minutes=soon")).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Put("/lab/scenarios/gpu-overheat?service=aurelis")).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Put("/lab/scenarios/service-down?service=hdc&minutes=5")).Code.ShouldBe(HttpStatusCode.OK);

        // Closed, as by a program that isn't there; the others go on.
        await Eventually(async () =>
        {
            await Should.ThrowAsync<HttpRequestException>(() => lab.Client.GetAsync(lab.Url(2, "/metrics")));
            await Should.ThrowAsync<HttpRequestException>(() => lab.Client.GetAsync(lab.Url(2, "/health")));
        });
        (await lab.Client.GetAsync(lab.Url(3, "/metrics"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await lab.Client.GetStringAsync(lab.Url(10, "/lab/scenarios"))).ShouldContain("\"service\":\"hdc\"");
        (await Put("/lab/scenarios/calm")).Code.ShouldBe(HttpStatusCode.OK);
        await Eventually(async () => (await lab.Client.GetAsync(lab.Url(2, "/metrics"))).StatusCode.ShouldBe(HttpStatusCode.OK));
    }

    [Fact]
    public async Task Get_Emitted_IsWhatTheCountersGrewBy()
    {
        await using var lab = await LabServer.StartAsync();
        await Eventually(async () => (await lab.Client.GetStringAsync(lab.Url(2, "/metrics"))).ShouldContain("hdc_operation_total{operation=\"bind\"} "));
        (await lab.Client.GetAsync(lab.Url(10, "/lab/emitted?day=yesterday"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lab.Client.GetAsync(lab.Url(10, "/lab/emitted?day=2001-01-01"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var days = JsonDocument.Parse(await lab.Client.GetStringAsync(lab.Url(10, "/lab/emitted")));
        var today = days.RootElement.GetProperty("days")[0].GetString();
        using var emitted = JsonDocument.Parse(await lab.Client.GetStringAsync(lab.Url(10, $"/lab/emitted?day={today}&name=gpu_allocated_seconds_total")));
        emitted.RootElement.GetProperty("complete").GetBoolean().ShouldBeFalse();
        var gateway = emitted.RootElement.GetProperty("series").EnumerateArray()
            .Single(s => s.GetProperty("labels").GetProperty("job").GetString() == "ai-gateway");
        gateway.GetProperty("labels").GetProperty("gpu_type").GetString().ShouldBe("A100");
        var seconds = emitted.RootElement.GetProperty("until").GetInt64() - LongOf(await lab.Client.GetStringAsync(lab.Url(3, "/metrics")), "process_start_time_seconds ");
        gateway.GetProperty("value").GetDecimal().ShouldBe(2 * seconds, "two A100 for as long as the lab runs");
    }

    [Fact]
    public async Task Portal_ThatWasAway_GetsThePastAndFrames()
    {
        var got = new ConcurrentDictionary<string, int>();
        var refuse = true;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var portal = builder.Build();
        portal.MapPost("/api/v1/{**what}", async (string what, HttpRequest request) =>
        {
            if (refuse || request.Headers.Authorization != "Bearer secret")
            {
                refuse = false;
                return Results.StatusCode(503);
            }

            using var body = await JsonDocument.ParseAsync(request.Body);
            var count = what == "events" ? body.RootElement.GetProperty("events").GetArrayLength() : body.RootElement.GetArrayLength();
            got.AddOrUpdate(what, count, (_, n) => n + count);
            return Results.Json(new { accepted = count, duplicates = 0, rejected = Array.Empty<object>() });
        });
        await portal.StartAsync();

        await using var lab = await LabServer.StartAsync(new Uri(portal.Urls.First()));
        await Eventually(async () =>
        {
            got.GetValueOrDefault("events").ShouldBeGreaterThan(8000);
            got.GetValueOrDefault("gpu/frames").ShouldBeGreaterThan(1);
            // The lab hears of what it sent a moment after the portal counted it.
            using var status = JsonDocument.Parse(await lab.Client.GetStringAsync(lab.Url(10, "/lab/status")));
            status.RootElement.GetProperty("events").GetProperty("accepted").GetInt64().ShouldBeGreaterThan(8000);
        }, seconds: 60);
    }

    [Fact]
    public async Task Fallback_Messages_AreKept()
    {
        await using var lab = await LabServer.StartAsync();
        using var body = new StringContent("{\"status\":\"firing\"}", Encoding.UTF8, "application/json");
        (await lab.Client.PostAsync(lab.Url(10, "/notify/fallback"), body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var bad = new StringContent("no json");
        (await lab.Client.PostAsync(lab.Url(10, "/notify/fallback"), bad)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lab.Client.GetStringAsync(lab.Url(10, "/notify/fallback"))).ShouldContain("\"status\":\"firing\"");
    }

    private static long LongOf(string page, string name)
    {
        var line = page.Split('\n').Single(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..]);
    }

    private static async Task Eventually(Func<Task> check, int seconds = 10)
    {
        for (var deadline = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await check();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(seconds))
            {
                await Task.Delay(200);
            }
        }
    }
}
