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
public sealed class DeliveryTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>, IAsyncLifetime
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private readonly NotificationPortal _portal = fixture.Portal;

    public async ValueTask InitializeAsync() => await _portal.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Slack_Sent_HasItsFormatAndIsSentOnce()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Slack, url: _portal.Web.Url + "/hook");

        await _portal.TellAsync(id, "a", title: "P1 <INC-1> & more");
        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();
        await _portal.SendAsync();

        var posted = _portal.Web.Posts.ShouldHaveSingleItem();
        posted.Path.ShouldBe("/hook");
        var json = JsonDocument.Parse(posted.Text).RootElement;
        json.GetProperty("text").GetString().ShouldBe("P1 &lt;INC-1&gt; &amp; more");
        json.GetProperty("blocks")[1].GetProperty("elements")[0].GetProperty("url").GetString().ShouldBe("https://ops.example.org/incidents/1");
        (await _portal.RowsAsync()).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Sent);
        (await _portal.AttemptsAsync()).ShouldBe(["Sent Answered 200."]);
    }

    [Fact]
    public async Task Teams_Sent_IsAnAdaptiveCard()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Teams, url: _portal.Web.Url + "/hook");

        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();

        var card = JsonDocument.Parse(_portal.Web.Posts.ShouldHaveSingleItem().Text).RootElement.GetProperty("attachments")[0];
        card.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        card.GetProperty("content").GetProperty("body")[0].GetProperty("text").GetString().ShouldBe("P1 INC-1: Broken");
    }

    [Fact]
    public async Task Webhook_Sent_IsSignedOverTimeAndBody()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Webhook, url: _portal.Web.Url + "/hook", key: Key);

        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();

        var posted = _portal.Web.Posts.ShouldHaveSingleItem();
        byte[] signed = [.. Encoding.UTF8.GetBytes(posted.Headers["X-OpsPortal-Timestamp"] + ":"), .. posted.Body];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), signed);
        posted.Headers["X-OpsPortal-Signature"].ShouldBe("sha256=" + Convert.ToHexStringLower(expected));
        posted.Headers["X-OpsPortal-Timestamp"].ShouldBe(_portal.Clock.GetUtcNow().ToUnixTimeSeconds().ToString());
    }

    [Fact]
    public async Task PagerDuty_CallThenResolve_HaveOneDeduplicationKey()
    {
        var id = await _portal.ChannelAsync(ChannelKind.PagerDuty, key: Key);

        await _portal.TellAsync(id, "a", incident: 7);
        await _portal.SendAsync();
        await using (var connection = await _portal.Portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await _portal.Notifications.FollowUpAsync(connection, transaction, new Announcement("r", AnnouncementKind.Resolved, "Resolved", "", "/incidents/7", false, 7, 1), default);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }
        await _portal.SendAsync();

        var events = _portal.Web.Posts.Select(posted => JsonDocument.Parse(posted.Text).RootElement).ToArray();
        events.Select(one => one.GetProperty("event_action").GetString()).ShouldBe(["trigger", "resolve"]);
        events.Select(one => one.GetProperty("dedup_key").GetString()).Distinct().ShouldBe(["opsportal/ops.example.org/INC-7"]);
        events[0].GetProperty("payload").GetProperty("severity").GetString().ShouldBe("critical");
        events[0].GetProperty("routing_key").GetString().ShouldBe(Key);
    }

    [Fact]
    public async Task Email_ToAPerson_CarriesTheLinkAndOneMessageId()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Email, owner: "anna", address: "anna@example.org");
        _portal.Mail.ToData = "451 later";

        await _portal.TellAsync(id, "a", incident: 1, title: "P1 INC-1: Größer\r\nBcc: evil@example.org");
        await _portal.SendAsync();
        _portal.Mail.ToData = "250 ok";
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await _portal.SendAsync();

        var mails = _portal.Mail.Mails.Select(SmtpSink.Read).ToArray();
        mails.Length.ShouldBe(2);
        mails[0].Headers.Split("\r\n").ShouldNotContain(line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        mails[0].Body.ShouldContain("https://ops.example.org/acknowledge?key=");
        mails.Select(mail => mail.Headers.Split("\r\n").Single(line => line.StartsWith("Message-ID", StringComparison.OrdinalIgnoreCase))).Distinct().Count().ShouldBe(1);
        (await _portal.RowsAsync())[0].State.ShouldBe(NotificationState.Sent);
        (await _portal.AttemptsAsync()).Select(words => words.Split(' ')[0]).ShouldBe(["Again", "Sent"]);
    }

    [Fact]
    public async Task Email_Refused_IsDeadAtOnce()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Email, address: "a@example.org, b@example.org");
        _portal.Mail.ToData = "554 never";

        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();

        (await _portal.RowsAsync())[0].State.ShouldBe(NotificationState.Dead);
    }

    [Fact]
    public async Task Email_ServerSaysNothing_IsGivenUpInTimeAndTriedAgain()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Email, address: "a@example.org");
        _portal.Mail.ToData = null;

        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();

        (await _portal.RowsAsync())[0].State.ShouldBe(NotificationState.Queued);
        (await _portal.AttemptsAsync()).ShouldHaveSingleItem().ShouldContain("may have arrived");
    }

    [Theory]
    [InlineData("500 Internal Server Error", "", NotificationState.Queued)]
    [InlineData("429 Too Many Requests", "Retry-After: 300\r\n", NotificationState.Queued)]
    [InlineData("404 Not Found", "", NotificationState.Dead)]
    [InlineData("302 Found", "Location: http://169.254.169.254/\r\n", NotificationState.Dead)]
    public async Task Webhook_Refused_IsTriedAgainOrDead(string status, string headers, NotificationState expected)
    {
        var id = await _portal.ChannelAsync(ChannelKind.Slack, url: _portal.Web.Url + "/hook/secret-part");
        _portal.Web.Answer = _ => HttpSink.Status(status, headers, "no_service secret");

        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();

        var row = (await _portal.RowsAsync())[0];
        row.State.ShouldBe(expected);
        _portal.Web.Posts.Count.ShouldBe(1);
        if (headers.StartsWith("Retry"))
            (row.NextTryAt - _portal.Clock.GetUtcNow()).ShouldBe(TimeSpan.FromMinutes(5));
        (await _portal.AttemptsAsync()).ShouldHaveSingleItem().ShouldNotContain("secret-part");
    }

    [Fact]
    public async Task Webhook_FailsAgainAndAgain_PausesGrowAndItDies()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Slack, url: _portal.Web.Url + "/hook");
        _portal.Web.Answer = _ => HttpSink.Status("503 Unavailable");
        await _portal.TellAsync(id, "a");

        var pauses = new List<double>();
        for (var i = 0; i < 2; i++)
        {
            await _portal.SendAsync();
            var next = (await _portal.RowsAsync())[0].NextTryAt;
            pauses.Add((next - _portal.Clock.GetUtcNow()).TotalSeconds);
            _portal.Clock.Set(next);
        }
        await _portal.SendAsync();

        pauses[0].ShouldBeInRange(5, 6);
        pauses[1].ShouldBeInRange(10, 12);
        (await _portal.RowsAsync())[0].State.ShouldBe(NotificationState.Dead);
        _portal.Web.Posts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Webhook_SaysNothingOrTooMuch_EndsInTime()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Slack, url: _portal.Web.Url + "/hook");
        _portal.Web.Answer = posted => null;
        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();
        _portal.Web.Answer = _ => HttpSink.Status("500 Error", "", new string('x', 5_000_000));
        await _portal.TellAsync(id, "b");
        await _portal.SendAsync();

        (await _portal.RowsAsync()).ShouldAllBe(row => row.State == NotificationState.Queued);
        (await _portal.AttemptsAsync()).ShouldAllBe(words => words.Length < 300);
    }

    [Fact]
    public async Task Restart_BetweenClaimAndSend_IsSentOnceTheClaimRunsOut()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Slack, url: _portal.Web.Url + "/hook");
        await _portal.TellAsync(id, "a");
        var store = _portal.Portal.Services.GetRequiredService<OutboxStore>();
        (await store.TakeAsync(default))!.Rows.ShouldHaveSingleItem();

        // The process that took it is gone; nobody else may send while it could still be at it.
        await _portal.SendAsync();
        _portal.Web.Posts.ShouldBeEmpty();
        _portal.Clock.Advance(store.Claim + TimeSpan.FromSeconds(1));
        await _portal.SendAsync();

        _portal.Web.Posts.Count.ShouldBe(1);
        var attempts = await _portal.AttemptsAsync();
        attempts.Length.ShouldBe(2);
        attempts[0].ShouldContain("may have arrived");
        (await _portal.RowsAsync())[0].State.ShouldBe(NotificationState.Sent);
    }

    [Fact]
    public async Task TwoSenders_ManyMessages_EachIsSentOnce()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Webhook, url: _portal.Web.Url + "/hook", key: Key);
        for (var i = 0; i < 60; i++)
            await _portal.TellAsync(id, "m" + i);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _portal.SendAsync()));

        _portal.Web.Posts.Select(posted => posted.Headers["X-OpsPortal-Delivery"]).Order().ShouldBe(Enumerable.Range(0, 60).Select(i => $"m{i}:{id:N}").Order());
    }

    [Fact]
    public async Task Storm_ManyForOne_BecomesAFewAndALosslessDigest()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Slack, url: _portal.Web.Url + "/hook");

        for (var i = 0; i < 3; i++)
        {
            await _portal.TellAsync(id, "m" + i, title: "Message " + i);
            await _portal.SendAsync();
        }
        for (var i = 3; i < 40; i++)
            await _portal.TellAsync(id, "m" + i, title: "Message " + i);
        await _portal.SendAsync();
        _portal.Web.Posts.Count.ShouldBe(3);
        _portal.Clock.Advance(TimeSpan.FromSeconds(61));
        await _portal.SendAsync();

        _portal.Web.Posts.Count.ShouldBe(4);
        var digest = _portal.Web.Posts.Last().Text;
        digest.ShouldContain("37 messages");
        Enumerable.Range(3, 37).ShouldAllBe(i => digest.Contains($"Message {i}"));
        (await _portal.RowsAsync()).ShouldAllBe(row => row.State == NotificationState.Sent);
    }

    [Fact]
    public async Task Storm_DigestFails_EachStaysAndIsTriedAgain()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Slack, url: _portal.Web.Url + "/hook");
        _portal.Web.Answer = _ => HttpSink.Status("500 Error");
        for (var i = 0; i < 10; i++)
            await _portal.TellAsync(id, "m" + i);
        await _portal.SendAsync();
        _portal.Web.Answer = _ => HttpSink.Status("200 OK");
        _portal.Clock.Advance(TimeSpan.FromSeconds(61));
        await _portal.SendAsync();

        _portal.Web.Posts.Count.ShouldBe(2);
        (await _portal.RowsAsync()).ShouldAllBe(row => row.State == NotificationState.Sent && row.Tries == 2);
    }

    [Fact]
    public async Task Secrets_StoredAuditedLogged_AreNeverText()
    {
        var id = await _portal.ChannelAsync(ChannelKind.Webhook, url: _portal.Web.Url + "/hook/very-secret-path", key: Key);
        await using var connection = await _portal.Portal.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var everything = string.Join("\n", await connection.QueryAsync<string>("SELECT row_to_json(c)::text FROM notification_channels c UNION ALL SELECT row_to_json(a)::text FROM audit_log a"));

        everything.ShouldNotContain("very-secret-path");
        everything.ShouldNotContain(Key);
        everything.ShouldContain("channel.create");
        var channel = (await _portal.Channels.ListAsync(null, default)).Value!.Single(one => one.Id == id);
        // Nothing entered keeps what there is.
        (await _portal.Channels.SaveAsync(NotificationPortal.Me, new ChannelDraft(id, ChannelKind.Webhook, "renamed", channel.Version, null, "", "", ""), default)).ShouldBeNull();
        (await _portal.Channels.SaveAsync(NotificationPortal.Me, new ChannelDraft(id, ChannelKind.Webhook, "again", channel.Version, null, "", "", ""), default))!.ShouldContain("meanwhile");
        await _portal.TellAsync(id, "a");
        await _portal.SendAsync();
        _portal.Web.Posts.ShouldHaveSingleItem().Path.ShouldBe("/hook/very-secret-path");
    }
}
