using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Callbacks;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>Acknowledged in PagerDuty or Slack is acknowledged here: signed, once, under whose name it was.</summary>
public sealed class CallbackTests(NotificationFixture fixture) : NotificationTests(fixture)
{
    private const string Secret = "0123456789abcdef";

    [Fact]
    public async Task PagerDuty_SignedTwice_AcknowledgesOnce_UnsignedNever()
    {
        var channel = await ChannelAsync(ChannelKind.PagerDuty, key: "0123456789abcdef0123456789abcdef");
        var number = await IncidentAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            @event = new { id = "01D", event_type = "incident.acknowledged", agent = new { id = "P1", summary = "Anna", type = "user_reference" }, data = new { incident_key = $"opsportal/x/INC-{number}" } },
        });

        (await PagerDutyAsync(channel, body, "another secret!!")).ShouldBe(HttpStatusCode.Unauthorized);
        (await PagerDutyAsync(Guid.NewGuid(), body, Secret)).ShouldBe(HttpStatusCode.Unauthorized);
        (await AcknowledgedAsync(number)).ShouldBeEmpty();
        (await PagerDutyAsync(channel, body, Secret)).ShouldBe(HttpStatusCode.OK);
        (await PagerDutyAsync(channel, body, Secret)).ShouldBe(HttpStatusCode.OK);

        (await AcknowledgedAsync(number)).ShouldBe(["Anna (PagerDuty) pagerduty:P1"]);
    }

    [Fact]
    public async Task Slack_PersonWithAnAccount_ActsUnderIt_AndIsToldWhenItIsTooLate()
    {
        var account = await Accounts.CreateAsync(Portal.Portal, Roles.Responder);
        var channel = await ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/chat");
        var number = await IncidentAsync();

        (await SlackAsync(channel, number, account, "1")).ShouldBe(HttpStatusCode.OK);
        (await SlackAsync(channel, number, account, "2")).ShouldBe(HttpStatusCode.OK);

        (await AcknowledgedAsync(number)).Single().ShouldStartWith("Test responder (Slack) ");
        (await AcknowledgedAsync(number)).Single().ShouldNotContain("slack:");
        Portal.Web.Posts.Single().Text.ShouldContain("You acknowledged this already");
    }

    [Fact]
    public async Task Channel_WithoutASecret_TakesNoCallbacks()
    {
        var channel = await Portal.ChannelAsync(ChannelKind.PagerDuty, key: "0123456789abcdef0123456789abcdef");

        (await PagerDutyAsync(channel, "{}"u8.ToArray(), "")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Body_GarbageOrTooLarge_IsRefused()
    {
        var channel = await ChannelAsync(ChannelKind.PagerDuty, key: "0123456789abcdef0123456789abcdef");

        (await PagerDutyAsync(channel, "{"u8.ToArray(), Secret)).ShouldBe(HttpStatusCode.BadRequest);
        (await PagerDutyAsync(channel, new byte[300_000], Secret)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<Guid> ChannelAsync(ChannelKind kind, string key = "", string url = "")
    {
        var id = Guid.NewGuid();
        (await Portal.Channels.SaveAsync(NotificationPortal.Me, new ChannelDraft(id, kind, kind.ToString(), 0, null, "", url, key, Callback: Secret), default)).ShouldBeNull();
        return id;
    }

    private Task<HttpStatusCode> PagerDutyAsync(Guid channel, byte[] body, string secret)
        => PostAsync(channel, body, ("X-PagerDuty-Signature", "v1=" + Sign(secret, body)));

    private Task<HttpStatusCode> SlackAsync(Guid channel, long number, string user, string at)
    {
        var payload = JsonSerializer.Serialize(new
        {
            type = "block_actions", user = new { id = "U1", name = user }, response_url = Portal.Web.Url + "/reply",
            actions = new[] { new { action_id = Callback.AcknowledgeAction, value = "INC-" + number, action_ts = at } },
        });
        var body = Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(payload));
        var timestamp = Portal.Clock.GetUtcNow().ToUnixTimeSeconds().ToString();
        return PostAsync(channel, body, ("X-Slack-Request-Timestamp", timestamp), ("X-Slack-Signature", "v0=" + Sign(Secret, [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body])));
    }

    private async Task<HttpStatusCode> PostAsync(Guid channel, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, CallbackEndpoint.Path + channel) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var client = Portal.Portal.Anonymous();
        return (await client.SendAsync(request)).StatusCode;
    }

    private static string Sign(string secret, byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private async Task<long> IncidentAsync()
    {
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<long>(
            """
            INSERT INTO incidents (origin, correlation, title, priority, status, opened_at, due_from, updated_at)
            VALUES ('alert', 'x', 'Broken', 1, 'open', now(), now(), now()) RETURNING number
            """);
    }

    private async Task<string[]> AcknowledgedAsync(long number)
    {
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("SELECT actor_name || ' ' || actor_id FROM incident_timeline WHERE incident_number = @number AND kind = 'acknowledged' ORDER BY id", new { number })];
    }
}
