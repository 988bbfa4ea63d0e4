using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>The webhook over HTTP, on the real portal and a real PostgreSQL.</summary>
public sealed class WebhookTests(PortalFixture fixture, PostgresServer postgres) : IClassFixture<PortalFixture>
{
    private const string Path = "/api/v1/alertmanager/webhook";

    private PortalHost Portal => fixture.Portal;

    [Fact]
    public async Task Post_WithoutToken_Is401AndKeepsNothing()
    {
        var answer = await PostAsync(Portal.Anonymous(), Body(Alert("Unauthenticated", "h200", "critical")));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await CountAsync("SELECT count(*)::int FROM alerts WHERE name = 'Unauthenticated'")).ShouldBe(0);
    }

    [Fact]
    public async Task Post_TokenOfAnotherScopeOrAPersonsSession_Is403()
    {
        (await PostAsync(await Portal.WithTokenAsync(Scopes.EventsWrite), Body())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(await Portal.SignedInAsync(Roles.Admin), Body())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>What a redirect makes of a delivery: a GET without a body, whose 200 would count as delivered and lose the alert.</summary>
    [Fact]
    public async Task Get_AsAfterARedirect_IsNeverASuccess()
        => ((int)(await (await SenderAsync()).GetAsync(Path)).StatusCode).ShouldBeInRange(400, 499);

    [Fact]
    public async Task Post_Malformed_Is400AndNamesTheField()
    {
        var answer = await PostAsync(await SenderAsync(), Encoding.UTF8.GetBytes("""{"version":"4","alerts":[{"status":"firing","labels":{"a":"b"},"startsAt":7}]}"""));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("alerts[0].startsAt: must be text, not a number.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_LargerThanTheLimit_Is413(bool saysItsLength)
    {
        var client = await SenderAsync();
        using var content = new ByteArrayContent(new byte[8 * 1024 * 1024 + 1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = content };
        request.Headers.TransferEncodingChunked = !saysItsLength;

        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Post_AThousandAlertsOfTenKilobyteLabels_IsOneIncidentWithAll()
    {
        var alerts = Enumerable.Range(0, 600).Select(i => Alert("Storm", "hdc", "warning", i % 60, null, ("gpu", i.ToString()), ("long", new string('x', 10_000)))).ToArray();

        var answer = await PostAsync(await SenderAsync(), Body(alerts));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync("SELECT count(DISTINCT incident_number)::int FROM alert_episodes JOIN alerts USING (fingerprint) WHERE name = 'Storm'")).ShouldBe(1);
        (await CountAsync("SELECT alerts_firing FROM incidents WHERE alert_names = ARRAY['Storm']")).ShouldBe(600);
        (await CountAsync("SELECT count(*)::int FROM incident_timeline JOIN incidents ON number = incident_number WHERE alert_names = ARRAY['Storm']")).ShouldBe(1);
    }

    [Fact]
    public async Task Post_NulInALabel_IsKeptVisibly()
    {
        (await PostAsync(await SenderAsync(), Body(Alert("Nul", "hdc", "info", 0, null, ("bad", "a\0b\u2028c"))))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await using var connection = await Portal.Database.OpenConnectionAsync();
        (await connection.QuerySingleAsync<string>("SELECT labels ->> 'bad' FROM alerts WHERE name = 'Nul'")).ShouldBe("a\u2400b\u2028c");
    }

    [Fact]
    public async Task Post_UnknownSeverity_IsP3AndTheTimelineSaysSo()
    {
        await PostAsync(await SenderAsync(), Body(Alert("OddSeverity", "microdiff", "catastrophic")));

        await using var connection = await Portal.Database.OpenConnectionAsync();
        (await connection.QuerySingleAsync<string>("SELECT t.text FROM incident_timeline t JOIN incidents ON number = incident_number WHERE alert_names = ARRAY['OddSeverity'] AND priority = 3"))
            .ShouldContain("severity “catastrophic” is not in catalog/severities.yaml, so it is taken as P3");
    }

    [Fact]
    public async Task Post_Heartbeat_IsNoIncidentButAMetric()
    {
        await PostAsync(await SenderAsync(), Body(Alert("Watchdog", "opsportal", "critical")));

        (await CountAsync("SELECT count(*)::int FROM incidents WHERE 'Watchdog' = ANY(alert_names)")).ShouldBe(0);
        var metrics = await (await Portal.WithTokenAsync(Scopes.MetricsRead)).GetStringAsync("/metrics");
        var line = metrics.Split('\n').Single(one => one.StartsWith("opsportal_alertmanager_heartbeat_timestamp_seconds "));
        double.Parse(line.Split(' ')[1]).ShouldBe(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 60);
        metrics.ShouldContain("\nopsportal_alert_intake_ready 1\n");
        metrics.ShouldContain("opsportal_alert_deliveries_total{outcome=\"stored\",sender=");
    }

    [Fact]
    public async Task Post_TheFallbacksOwnAlert_IsNeverTaken()
    {
        (await PostAsync(await SenderAsync(), Body(Alert("OpsPortalFallback", "h200", "critical")))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await CountAsync("SELECT count(*)::int FROM alerts WHERE name = 'OpsPortalFallback'")).ShouldBe(0);
    }

    [Fact]
    public async Task Post_SameBodyTenTimesAtOnce_IsOneIncident()
    {
        var body = Body(Alert("Twice", "aurelis", "high"), Alert("Twice", "aurelis", "high", 5, null, ("i", "2")));
        var client = await SenderAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(client, body)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await CountAsync("SELECT count(*)::int FROM incidents WHERE alert_names = ARRAY['Twice']")).ShouldBe(1);
        (await CountAsync("SELECT count(*)::int FROM alert_episodes JOIN alerts USING (fingerprint) WHERE name = 'Twice'")).ShouldBe(2);
        (await CountAsync("SELECT times_seen FROM alert_deliveries ORDER BY times_seen DESC LIMIT 1")).ShouldBe(10);
    }

    /// <summary>The sender must be told to send again, whatever fails first: its sign-in or the write.</summary>
    [Fact]
    public async Task Post_DatabaseAway_Is503UntilItIsBack()
    {
        var connection = await postgres.CreateDatabaseAsync();
        await using var cable = new TcpCable(new NpgsqlConnectionStringBuilder(connection).Port);
        var through = new NpgsqlConnectionStringBuilder(connection) { Port = cable.Port, Timeout = 3 }.ConnectionString;
        await using (var portal = await PortalHost.StartAsync(postgres, database: through))
        {
            var client = await portal.WithTokenAsync(Scopes.AlertsWrite);
            (await PostAsync(client, Body(Alert("Before", "h200", "critical")))).StatusCode.ShouldBe(HttpStatusCode.OK);

            cable.Cut();
            var body = Body(Alert("Meanwhile", "h200", "critical"));
            var answer = await PostAsync(client, body);
            await Task.Delay(TimeSpan.FromSeconds(7));
            var later = await PostAsync(client, body);
            cable.Mend();

            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            later.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            await Eventually.EqualAsync(async () => (await PostAsync(client, body)).StatusCode, HttpStatusCode.OK);
        }
        await using (var direct = new NpgsqlConnection(connection))
            (await direct.QuerySingleAsync<int>("SELECT count(*)::int FROM alerts WHERE name IN ('Before', 'Meanwhile')")).ShouldBe(2);
        await postgres.DropDatabaseAsync(connection);
    }

    /// <summary>Somebody holds a lock on the very rows: the answer comes well before Alertmanager hangs up.</summary>
    [Fact]
    public async Task Post_DatabaseTooSlow_Is503InTime()
    {
        var client = await SenderAsync();
        await PostAsync(client, Body(Alert("Slow", "h200", "warning")));
        await using var connection = await Portal.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("SELECT FROM alerts WHERE name = 'Slow' FOR UPDATE", transaction: transaction);

        // The lock is held until the test ends: that there is an answer at all is the limit's work.
        var answer = await PostAsync(client, Body(Alert("Slow", "h200", "warning", 30)));

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private Task<HttpClient> SenderAsync() => Portal.WithTokenAsync(Scopes.AlertsWrite);

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, byte[] body)
        => client.PostAsync(Path, new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } });

    private async Task<int> CountAsync(string sql)
    {
        await using var connection = await Portal.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<int>(sql);
    }
}
