using OpsPortal.Features.Notifications;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Sending;

namespace OpsPortal.Tests.Features.Notifications;

public sealed class RulesTests
{
    [Theory]
    [InlineData("https://hooks.example.org/x", false, true)]
    [InlineData("http://127.0.0.1:9/x", false, true)]
    [InlineData("http://[::1]/x", false, true)]
    [InlineData("http://localhost/x", false, true)]
    [InlineData("http://chat.internal/x", false, false)]
    [InlineData("http://chat.internal/x", true, true)]
    [InlineData("http://127.0.0.1.example.org/", false, false)]
    [InlineData("https://user:pass@example.org/", true, false)]
    [InlineData("https://example.org/#x", true, false)]
    [InlineData("ftp://example.org/", true, false)]
    [InlineData("file:///etc/passwd", true, false)]
    [InlineData("/hook", true, false)]
    public void WebhookUrl_Text_IsAllowedOrNot(string url, bool allowHttp, bool allowed) => (WebhookUrl.Problem(url, allowHttp) is null).ShouldBe(allowed);

    [Theory]
    [InlineData(false, 1, 0, "Each")]
    [InlineData(false, 3, 0, "Each")]
    [InlineData(false, 4, 0, "Together")]
    [InlineData(false, 2, 2, "Together")]
    [InlineData(false, 1, 3, "Later")]
    [InlineData(false, 1, 2, "Each")]
    [InlineData(true, 500, 50, "Each")]
    public void Digest_Waiting_IsPutTogetherOrNot(bool isMachine, int waiting, int recent, string expected)
        => DigestRule.Choose(isMachine, waiting, recent).ToString().ShouldBe(expected);

    [Fact]
    public void Retry_Pauses_DoubleUpToAQuarterOfAnHour()
    {
        Enumerable.Range(1, 10).Select(tries => Retry.PauseAfter(tries, 0).TotalSeconds).ShouldBe([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
        Retry.PauseAfter(1, 1).ShouldBe(TimeSpan.FromSeconds(6));
        Retry.PauseAfter(1, 0, TimeSpan.FromMinutes(2)).ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Secret_Printed_SaysNothing() => new ChannelSecret("https://x/secret", "key").ToString().ShouldBe("(secret)");

    [Theory]
    [InlineData(ChannelKind.Webhook, null, "https://x.example/", "short", "16 to 200")]
    [InlineData(ChannelKind.Webhook, null, "https://x.example/", "", "16 to 200")]
    [InlineData(ChannelKind.Webhook, "anna", "https://x.example/", "0123456789abcdef", "own way")]
    [InlineData(ChannelKind.PagerDuty, null, "", "no spaces here!!!!", "routing key")]
    [InlineData(ChannelKind.Browser, null, "", "", "own way")]
    [InlineData(ChannelKind.Slack, null, "http://x.example/", "", "https://")]
    [InlineData(ChannelKind.Email, null, "", "", "mail server")]
    public void Channel_Wrong_SaysWhatInWords(ChannelKind kind, string? owner, string url, string key, string words)
        => ChannelCheck.Problem(new ChannelDraft(Guid.Empty, kind, "name", 0, owner, "", url, key), null, new NotificationsOptions())!.ShouldContain(words);
}
