using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Callbacks;
using OpsPortal.Features.Notifications.Sending;

namespace OpsPortal.Tests.Features.Notifications;

public sealed class CallbackTests
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    /// <summary>The example of Slack's own documentation of its signatures.</summary>
    [Fact]
    public void Slack_DocumentedExample_IsGood()
    {
        const string Body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var at = DateTimeOffset.FromUnixTimeSeconds(1531420618);

        bool Check(string timestamp, string signature, DateTimeOffset now) => CallbackSignature.IsSlacks(Secret, timestamp, signature, Encoding.UTF8.GetBytes(Body), now);

        const string Good = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
        Check("1531420618", Good, at).ShouldBeTrue();
        Check("1531420618", Good, at.AddMinutes(6)).ShouldBeFalse();
        Check("1531420619", Good, at).ShouldBeFalse();
        Check("1531420618", Good.Replace('a', 'b'), at).ShouldBeFalse();
        Check("", "", at).ShouldBeFalse();
        Check("99999999999999999999", Good, at).ShouldBeFalse();
    }

    /// <summary>The body, secret and signature that PagerDuty publishes with its own client to try verifiers with (go-pagerduty, webhookv3).</summary>
    [Fact]
    public void PagerDuty_PublishedExample_IsGood()
    {
        const string Published = "lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK";
        const string Good = "v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd";
        var body = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pagerduty", "webhook.json"));

        CallbackSignature.IsPagerDutys(Published, Good, body).ShouldBeTrue();
        CallbackSignature.IsPagerDutys(Published, "v1=7020c8a7ec668a9b7012bc3dd82e483394b038f4230acc6785efbf2a7d8bcaf5," + Good, body).ShouldBeTrue();
        CallbackSignature.IsPagerDutys(Published, "v1=7020c8a7ec668a9b7012bc3dd82e483394b038f4230acc6785efbf2a7d8bcaf5", body).ShouldBeFalse();
        CallbackSignature.IsPagerDutys(Published, Good, []).ShouldBeFalse();
        Callback.ReadPagerDuty(body).ShouldBeNull("it is no acknowledgement");
    }

    [Fact]
    public void PagerDuty_OneOfSeveralSignatures_IsEnough()
    {
        var body = Encoding.UTF8.GetBytes("{\"é\":1}");
        var good = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));

        CallbackSignature.IsPagerDutys(Secret, good, body).ShouldBeTrue();
        CallbackSignature.IsPagerDutys(Secret, "v1=" + new string('0', 64) + ", " + good, body).ShouldBeTrue();
        CallbackSignature.IsPagerDutys("another secret, too", good, body).ShouldBeFalse();
        CallbackSignature.IsPagerDutys(Secret, good[3..], body).ShouldBeFalse();
        CallbackSignature.IsPagerDutys(Secret, "", body).ShouldBeFalse();
    }

    [Theory]
    [InlineData("incident.acknowledged", "user_reference", "opsportal/ops.example.org/INC-12", 12L)]
    [InlineData("incident.resolved", "user_reference", "opsportal/ops.example.org/INC-12", null)]
    [InlineData("incident.acknowledged", "inbound_integration_reference", "opsportal/ops.example.org/INC-12", null)]
    [InlineData("incident.acknowledged", "user_reference", "somebody else's", null)]
    [InlineData("incident.acknowledged", "user_reference", "INC-99999999999999999999", null)]
    public void ReadPagerDuty_Events_OnlyPeoplesAcknowledgementsOfOurs(string type, string agent, string key, long? incident)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { @event = new { id = "01D", event_type = type, agent = new { id = "P1", summary = "Anna", type = agent }, data = new { id = "Q2", incident_key = key } } });

        var read = Callback.ReadPagerDuty(body);

        (read?.Incident).ShouldBe(incident);
        if (read is not null)
            (read.Who, read.Name, read.Step, read.ReplyTo).ShouldBe(("pagerduty:P1", "Anna", Callback.ReadPagerDuty(body)!.Step, null));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"event\":[]}")]
    [InlineData("{\"event\":{\"event_type\":1,\"agent\":\"x\",\"data\":null}}")]
    public void Read_OtherShapes_AreNothing(string json)
    {
        Callback.ReadPagerDuty(Encoding.UTF8.GetBytes(json)).ShouldBeNull();
        Callback.ReadSlack(Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(json))).ShouldBeNull();
    }

    [Fact]
    public void Slack_ButtonThatIsSent_ComesBackAsAnAcknowledgement()
    {
        var message = new OutgoingMessage("k", AnnouncementKind.Call, true, 12, 1, "P1 INC-12: Broken", "", "https://ops.example.org/incidents/12", null, Now, []);
        var sent = JsonSerializer.SerializeToElement(SlackSender.Body(message, takesCallbacks: true));
        var button = sent.GetProperty("blocks")[1].GetProperty("elements")[0];
        var payload = JsonSerializer.Serialize(new
        {
            type = "block_actions", user = new { id = "U1", name = "anna" }, response_url = "https://hooks.slack.com/actions/x",
            actions = new[] { new { action_id = button.GetProperty("action_id").GetString(), value = button.GetProperty("value").GetString(), action_ts = "1.2" } },
        });

        var read = Callback.ReadSlack(Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(payload)))!;

        (read.Incident, read.Who, read.Name, read.ReplyTo).ShouldBe((12L, "slack:U1", "anna", "https://hooks.slack.com/actions/x"));
        JsonSerializer.Serialize(SlackSender.Body(message)).ShouldNotContain(Callback.AcknowledgeAction);
    }
}
