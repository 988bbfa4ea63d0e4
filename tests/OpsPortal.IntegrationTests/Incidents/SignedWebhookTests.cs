using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Features.Incidents.Intake.Door;
using OpsPortal.IntegrationTests.Infrastructure;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Senders that sign: Grafana's webhook and any program's, on the real portal.</summary>
public sealed class SignedWebhookTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string OldKey = "the-old-key-of-the-sender";
    private const string NewKey = "the-new-key-of-the-sender";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsportal-keys-");
    private PortalHost _portal = null!;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a"), OldKey + "\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "b"), NewKey);
        _portal = await PortalHost.StartAsync(postgres, new()
        {
            ["Incidents:Integrations:0:Name"] = "grafana",
            ["Incidents:Integrations:0:KeyFiles:0"] = Path.Combine(_folder.FullName, "a"),
            ["Incidents:Integrations:0:KeyFiles:1"] = Path.Combine(_folder.FullName, "b"),
            ["Incidents:DeliveriesPerMinute"] = "4",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(OldKey)]
    [InlineData(NewKey)]
    public async Task Post_SignedByEitherKey_IsTakenUnderTheIntegrationsName(string key)
    {
        (await PostAsync(Body(Alert("Signed", "h200", "critical")), key)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await OneAsync<string>("SELECT sender FROM alert_deliveries")).ShouldBe("grafana");
    }

    [Fact]
    public async Task Post_WrongKeyOldTimeOrOtherBody_Is401AndKeepsNothing()
    {
        var body = Body(Alert("Signed", "h200", "critical"));
        (await PostAsync(body, "another-key-that-is-not-known")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(body, OldKey, TimeSpan.FromSeconds(-301))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(body, OldKey, TimeSpan.FromSeconds(600))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(body, OldKey, signed: Body())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(body, OldKey, integration: "unknown")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(new byte[9 * 1024 * 1024], OldKey)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        (await OneAsync<int>("SELECT count(*)::int FROM alert_deliveries")).ShouldBe(0);
    }

    /// <summary>Alertmanager tries 503 again in the same flush, 429 not: what is over the limit must not be lost.</summary>
    [Fact]
    public async Task Post_MoreThanASenderMay_Is503WithRetryAfterAndNothingElse()
    {
        // Its allowance grows while it posts, so the limit is met after four, or some more on a slow machine.
        var answers = new List<HttpResponseMessage>();
        do
            answers.Add(await PostAsync(Body(Alert("Many", "h200", "warning", answers.Count)), OldKey));
        while (answers[^1].IsSuccessStatusCode && answers.Count < 100);

        answers.Count.ShouldBeGreaterThan(4);
        answers.SkipLast(1).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        answers[^1].StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answers[^1].Headers.RetryAfter.ShouldNotBeNull();
        var another = await _portal.WithTokenAsync(Domain.Scopes.AlertsWrite);
        (await another.PostAsync("/api/v1/alertmanager/webhook", Content(Body(Alert("Other", "h200", "warning"))))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_GrafanasBody_OpensAnIncident()
    {
        const string Body =
            """
            {"receiver":"portal","status":"firing","orgId":1,"version":"1","groupKey":"{alertname=\"High load\"}","truncatedAlerts":0,"externalURL":"http://grafana/","title":"x","state":"alerting","message":"y",
             "alerts":[{"status":"firing","labels":{"alertname":"High load","grafana_folder":"Ops","service":"hdc","severity":"critical"},"annotations":{"summary":"Load is high"},
               "startsAt":"2026-11-21T03:14:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://grafana/alerting/grafana/abc/view","fingerprint":"c6eadffa33fcdf37",
               "silenceURL":"http://grafana/silence","dashboardURL":"","panelURL":"","values":{"B":44.2,"C":1},"valueString":"[ var='B' value=44.2 ]"}]}
            """;

        (await PostAsync(Encoding.UTF8.GetBytes(Body), OldKey)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await OneAsync<string>("SELECT title || ' P' || priority FROM incidents")).ShouldBe("Load is high P1");
        (await OneAsync<string>("SELECT source FROM alerts")).ShouldBe("grafana");
    }

    [Fact]
    public async Task Post_PlainBody_OpensAndResolvesTheSameIncident()
    {
        await PostAsync("""{"name":"Backup failed","service":"aurelis","severity":"high","key":"nightly","summary":"The nightly backup failed"}"""u8.ToArray(), NewKey);
        (await OneAsync<string>("SELECT title || ' ' || status FROM incidents")).ShouldBe("The nightly backup failed open");

        await PostAsync("""{"alerts":[{"name":"Backup failed","service":"aurelis","severity":"low","key":"nightly","status":"resolved"}]}"""u8.ToArray(), NewKey);

        (await OneAsync<string>("SELECT title || ' ' || status FROM incidents")).ShouldBe("The nightly backup failed resolved");
        (await OneAsync<int>("SELECT count(*)::int FROM alert_episodes")).ShouldBe(1);
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string key, TimeSpan ahead = default, byte[]? signed = null, string integration = "grafana")
    {
        var timestamp = (DateTimeOffset.UtcNow + ahead).ToUnixTimeSeconds().ToString();
        using var client = _portal.Anonymous();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/alerts/" + integration) { Content = Content(body) };
        request.Headers.Add("X-Grafana-Alerting-Timestamp", timestamp);
        request.Headers.Add("X-Grafana-Alerting-Signature", Convert.ToHexStringLower(SignatureKeys.Sign(Encoding.UTF8.GetBytes(key), timestamp, signed ?? body)));
        return await client.SendAsync(request);
    }

    private static ByteArrayContent Content(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<T> OneAsync<T>(string sql)
    {
        await using var connection = await _portal.Database.OpenConnectionAsync();
        return (await connection.QuerySingleAsync<T>(sql))!;
    }
}
