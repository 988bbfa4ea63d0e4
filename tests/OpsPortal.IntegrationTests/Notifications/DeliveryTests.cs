using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Outbox;
using OpsPortal.Features.Notifications.Sending;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>The outbox on a real PostgreSQL, with real servers at the other end that answer, refuse, stall and redirect.</summary>
public sealed class DeliveryTests(NotificationFixture fixture) : NotificationTests(fixture)
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Slack_Sent_HasItsFormatAndIsSentOnce()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");

        await Portal.TellAsync(id, "a", title: "P1 <INC-1> & more");
        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();
        await Portal.SendAsync();

        var posted = Portal.Web.Posts.ShouldHaveSingleItem();
        posted.Path.ShouldBe("/hook");
        var json = JsonDocument.Parse(posted.Text).RootElement;
        json.GetProperty("text").GetString().ShouldBe("P1 &lt;INC-1&gt; &amp; more");
        json.GetProperty("blocks")[1].GetProperty("elements")[0].GetProperty("url").GetString().ShouldBe("https://ops.example.org/incidents/1");
        (await Portal.RowsAsync()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Sent);
        (await Portal.AttemptsAsync()).ShouldBe(["Sent Answered 200."]);
    }

    [Fact]
    public async Task Teams_Sent_IsAnAdaptiveCard()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Teams, url: Portal.Web.Url + "/hook");

        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();

        var card = JsonDocument.Parse(Portal.Web.Posts.ShouldHaveSingleItem().Text).RootElement.GetProperty("attachments")[0];
        card.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        card.GetProperty("content").GetProperty("body")[0].GetProperty("text").GetString().ShouldBe("P1 INC-1: Broken");
    }

    [Fact]
    public async Task Webhook_Sent_IsSignedOverTimeAndBody()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Webhook, url: Portal.Web.Url + "/hook", key: Key);

        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();

        var posted = Portal.Web.Posts.ShouldHaveSingleItem();
        byte[] signed = [.. Encoding.UTF8.GetBytes(posted.Headers["X-OpsPortal-Timestamp"] + ":"), .. posted.Body];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), signed);
        posted.Headers["X-OpsPortal-Signature"].ShouldBe("sha256=" + Convert.ToHexStringLower(expected));
        posted.Headers["X-OpsPortal-Timestamp"].ShouldBe(Portal.Clock.GetUtcNow().ToUnixTimeSeconds().ToString());
    }

    [Fact]
    public async Task PagerDuty_CallThenResolve_HaveOneDeduplicationKey()
    {
        var id = await Portal.ChannelAsync(ChannelKind.PagerDuty, key: Key);

        await Portal.TellAsync(id, "a", incident: 7);
        await Portal.SendAsync();
        await using (var connection = await Portal.Portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await Portal.Notifications.FollowUpAsync(connection, transaction, new Announcement("r", AnnouncementKind.Resolved, "Resolved", "", "/incidents/7", false, 7, 1), default);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }
        await Portal.SendAsync();

        var events = Portal.Web.Posts.Select(posted => JsonDocument.Parse(posted.Text).RootElement).ToArray();
        events.Select(one => one.GetProperty("event_action").GetString()).ShouldBe(["trigger", "resolve"]);
        events.Select(one => one.GetProperty("dedup_key").GetString()).Distinct().ShouldBe(["opsportal/ops.example.org/INC-7"]);
        events[0].GetProperty("payload").GetProperty("severity").GetString().ShouldBe("critical");
        events[0].GetProperty("routing_key").GetString().ShouldBe(Key);
    }

    [Fact]
    public async Task Email_ToAPerson_CarriesTheLinkAndOneMessageId()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Email, owner: "anna", address: "anna@example.org");
        Portal.Mail.ToData = "451 later";

        await Portal.TellAsync(id, "a", incident: 1, title: "P1 INC-1: Größer\r\nBcc: evil@example.org");
        await Portal.SendAsync();
        Portal.Mail.ToData = "250 ok";
        Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await Portal.SendAsync();

        var mails = Portal.Mail.Mails.Select(SmtpSink.Read).ToArray();
        mails.Length.ShouldBe(2);
        mails[0].Headers.Split("\r\n").ShouldNotContain(line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        mails[0].Body.ShouldContain("https://ops.example.org/acknowledge?key=");
        mails.Select(mail => mail.Headers.Split("\r\n").Single(line => line.StartsWith("Message-ID", StringComparison.OrdinalIgnoreCase))).Distinct().Count().ShouldBe(1);
        (await Portal.RowsAsync())[0].State.ShouldBe(NotificationState.Sent);
        (await Portal.AttemptsAsync()).Select(words => words.Split(' ')[0]).ShouldBe(["Again", "Sent"]);
    }

    [Fact]
    public async Task Email_Refused_IsDeadAtOnce()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Email, address: "a@example.org, b@example.org");
        Portal.Mail.ToData = "554 never";

        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();

        (await Portal.RowsAsync())[0].State.ShouldBe(NotificationState.Dead);
    }

    [Fact]
    public async Task Email_ServerSaysNothing_IsGivenUpInTimeAndTriedAgain()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Email, address: "a@example.org");
        Portal.Mail.ToData = null;

        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();

        (await Portal.RowsAsync())[0].State.ShouldBe(NotificationState.Queued);
        (await Portal.AttemptsAsync()).ShouldHaveSingleItem().ShouldContain("may have arrived");
    }

    [Theory]
    [InlineData("500 Internal Server Error", "", NotificationState.Queued)]
    [InlineData("429 Too Many Requests", "Retry-After: 300\r\n", NotificationState.Queued)]
    [InlineData("404 Not Found", "", NotificationState.Dead)]
    [InlineData("302 Found", "Location: http://169.254.169.254/\r\n", NotificationState.Dead)]
    public async Task Webhook_Refused_IsTriedAgainOrDead(string status, string headers, NotificationState expected)
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook/secret-part");
        Portal.Web.Answer = _ => HttpSink.Status(status, headers, "no_service secret");

        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();

        var row = (await Portal.RowsAsync())[0];
        row.State.ShouldBe(expected);
        Portal.Web.Posts.Count.ShouldBe(1);
        if (headers.StartsWith("Retry"))
            (row.NextTryAt - Portal.Clock.GetUtcNow()).ShouldBe(TimeSpan.FromMinutes(5));
        (await Portal.AttemptsAsync()).ShouldHaveSingleItem().ShouldNotContain("secret-part");
    }

    [Fact]
    public async Task Webhook_FailsAgainAndAgain_PausesGrowAndItDies()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");
        Portal.Web.Answer = _ => HttpSink.Status("503 Unavailable");
        await Portal.TellAsync(id, "a");

        var pauses = new List<double>();
        for (var i = 0; i < 2; i++)
        {
            await Portal.SendAsync();
            var next = (await Portal.RowsAsync())[0].NextTryAt;
            pauses.Add((next - Portal.Clock.GetUtcNow()).TotalSeconds);
            Portal.Clock.Set(next);
        }
        await Portal.SendAsync();

        pauses[0].ShouldBeInRange(5, 6);
        pauses[1].ShouldBeInRange(10, 12);
        (await Portal.RowsAsync())[0].State.ShouldBe(NotificationState.Dead);
        Portal.Web.Posts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Webhook_SaysNothingOrTooMuch_EndsInTime()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");
        Portal.Web.Answer = posted => null;
        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();
        Portal.Web.Answer = _ => HttpSink.Status("500 Error", "", new string('x', 5_000_000));
        await Portal.TellAsync(id, "b");
        await Portal.SendAsync();

        (await Portal.RowsAsync()).ShouldAllBe(row => row.State == NotificationState.Queued);
        (await Portal.AttemptsAsync()).ShouldAllBe(words => words.Length < 300);
    }

    [Fact]
    public async Task Restart_BetweenClaimAndSend_IsSentOnceTheClaimRunsOut()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");
        await Portal.TellAsync(id, "a");
        var store = Portal.Portal.Services.GetRequiredService<OutboxStore>();
        (await store.TakeAsync(default))!.Rows.ShouldHaveSingleItem();

        // The process that took it is gone; nobody else may send while it could still be at it.
        await Portal.SendAsync();
        Portal.Web.Posts.ShouldBeEmpty();
        Portal.Clock.Advance(store.Claim + TimeSpan.FromSeconds(1));
        await Portal.SendAsync();

        Portal.Web.Posts.Count.ShouldBe(1);
        var attempts = await Portal.AttemptsAsync();
        attempts.Length.ShouldBe(2);
        attempts[0].ShouldContain("may have arrived");
        (await Portal.RowsAsync())[0].State.ShouldBe(NotificationState.Sent);
    }

    [Fact]
    public async Task TwoSenders_ManyMessages_EachIsSentOnce()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Webhook, url: Portal.Web.Url + "/hook", key: Key);
        for (var i = 0; i < 60; i++)
            await Portal.TellAsync(id, "m" + i);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Portal.SendAsync()));

        Portal.Web.Posts.Select(posted => posted.Headers["X-OpsPortal-Delivery"]).Order().ShouldBe(Enumerable.Range(0, 60).Select(i => $"m{i}:{id:N}").Order());
    }

    [Fact]
    public async Task Storm_ManyForOne_BecomesAFewAndALosslessDigest()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");

        for (var i = 0; i < 3; i++)
        {
            await Portal.TellAsync(id, "m" + i, title: "Message " + i);
            await Portal.SendAsync();
        }
        for (var i = 3; i < 40; i++)
            await Portal.TellAsync(id, "m" + i, title: "Message " + i);
        await Portal.SendAsync();
        Portal.Web.Posts.Count.ShouldBe(3);
        Portal.Clock.Advance(TimeSpan.FromSeconds(61));
        await Portal.SendAsync();

        Portal.Web.Posts.Count.ShouldBe(4);
        var digest = Portal.Web.Posts.Last().Text;
        digest.ShouldContain("37 messages");
        Enumerable.Range(3, 37).ShouldAllBe(i => digest.Contains($"Message {i}"));
        (await Portal.RowsAsync()).ShouldAllBe(row => row.State == NotificationState.Sent);
    }

    [Fact]
    public async Task Storm_DigestFails_EachStaysAndIsTriedAgain()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");
        Portal.Web.Answer = _ => HttpSink.Status("500 Error");
        for (var i = 0; i < 10; i++)
            await Portal.TellAsync(id, "m" + i);
        await Portal.SendAsync();
        Portal.Web.Answer = _ => HttpSink.Status("200 OK");
        Portal.Clock.Advance(TimeSpan.FromSeconds(61));
        await Portal.SendAsync();

        Portal.Web.Posts.Count.ShouldBe(2);
        (await Portal.RowsAsync()).ShouldAllBe(row => row.State == NotificationState.Sent && row.Tries == 2);
    }

    [Fact]
    public async Task Secrets_StoredAuditedLogged_AreNeverText()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Webhook, url: Portal.Web.Url + "/hook/very-secret-path", key: Key);
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var everything = string.Join("\n", await connection.QueryAsync<string>("SELECT row_to_json(c)::text FROM notification_channels c UNION ALL SELECT row_to_json(a)::text FROM audit_log a"));

        everything.ShouldNotContain("very-secret-path");
        everything.ShouldNotContain(Key);
        everything.ShouldContain("channel.create");
        var channel = (await Portal.Channels.ListAsync(null, default)).Value!.Single(one => one.Id == id);
        // Nothing entered keeps what there is.
        (await Portal.Channels.SaveAsync(NotificationPortal.Me, new ChannelDraft(id, ChannelKind.Webhook, "renamed", channel.Version, null, "", "", ""), default)).ShouldBeNull();
        (await Portal.Channels.SaveAsync(NotificationPortal.Me, new ChannelDraft(id, ChannelKind.Webhook, "again", channel.Version, null, "", "", ""), default))!.ShouldContain("meanwhile");
        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();
        Portal.Web.Posts.ShouldHaveSingleItem().Path.ShouldBe("/hook/very-secret-path");
    }
}
