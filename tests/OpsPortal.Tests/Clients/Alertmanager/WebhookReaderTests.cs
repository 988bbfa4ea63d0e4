using System.Text;
using OpsPortal.Clients.Alertmanager;

namespace OpsPortal.Tests.Clients.Alertmanager;

public sealed class WebhookReaderTests
{
    private const string Alert = """{"status":"firing","labels":{"alertname":"A"},"annotations":{},"startsAt":"2026-11-21T03:14:39.495Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"abc"}""";

    [Fact]
    public void Read_UnknownFieldsAndMissingOptionalOnes_AreFine()
    {
        var (delivery, problem) = Read("""{"version":"4","alerts":[ALERT],"later":{"x":[1]}}""");

        problem.ShouldBeNull();
        delivery!.Alerts.Single().Label("alertname").ShouldBe("A");
        delivery.TruncatedAlerts.ShouldBe(0);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "must be a JSON object, not a list")]
    [InlineData("{}", "name: is missing")]
    [InlineData("""{"alerts":[{"name":""}]}""", "alerts[0].name: is empty")]
    [InlineData("""{"alerts":[{"name":"A","service":7}]}""", "alerts[0].service: must be text, not a number")]
    [InlineData("""{"alerts":[{"name":"A","status":"on"}]}""", "alerts[0].status: \"on\" is neither")]
    [InlineData("""{"version":"1","alerts":[]}""", "version: \"1\" is not known")]
    [InlineData("""{"version":4,"alerts":[]}""", "version: must be text, not a number")]
    [InlineData("""{"version":"3","alerts":[]}""", "version: \"3\" is not known")]
    [InlineData("""{"version":"4"}""", "alerts: is missing")]
    [InlineData("""{"version":"4","alerts":{}}""", "alerts: is missing or not a list")]
    [InlineData("""{"version":"4","alerts":[ALERT,7]}""", "alerts[1]: must be an object")]
    [InlineData("""{"version":"4","alerts":[{}]}""", "alerts[0].status: is missing")]
    [InlineData("""{"version":"4","alerts":[{"status":"on"}]}""", "alerts[0].status: \"on\" is neither")]
    [InlineData("""{"version":"4","alerts":[{"status":"firing","startsAt":"2026-11-21T03:14:39Z"}]}""", "alerts[0].labels: is missing")]
    [InlineData("""{"version":"4","alerts":[{"status":"firing","labels":{"a":1},"startsAt":"2026-11-21T03:14:39Z"}]}""", "alerts[0].labels.a: must be text, not a number")]
    [InlineData("""{"version":"4","alerts":[{"status":"firing","labels":{"a":"b"},"startsAt":"yesterday"}]}""", "alerts[0].startsAt: \"yesterday\" is not an RFC 3339 time")]
    [InlineData("""{"version":"4","alerts":[{"status":"resolved","labels":{"a":"b"},"startsAt":"2026-11-21T03:14:39Z","endsAt":"0001-01-01T00:00:00Z"}]}""", "alerts[0].endsAt: is not set")]
    [InlineData("""{"version":"4","alerts":[],"truncatedAlerts":-1}""", "truncatedAlerts: must be a whole number")]
    [InlineData("""{"version":"4","alerts":[{"status":"firing","labels":{"a":"\ud800"},"startsAt":"2026-11-21T03:14:39Z"}]}""", "alerts[0].labels.a: holds characters that are not valid Unicode")]
    public void Read_WrongShape_NamesTheField(string body, string words)
    {
        var (delivery, problem) = Read(body);

        delivery.ShouldBeNull();
        problem!.ShouldContain(words);
    }

    [Theory]
    [InlineData("2026-11-21T03:14:39Z", 0)]
    [InlineData("2026-11-21T03:14:39.5Z", 500_000)]
    [InlineData("2026-11-21T04:14:39.495+01:00", 495_000)]
    [InlineData("2026-11-21T03:14:39.106651432Z", 106_651)]
    public void Read_TimeWithAnyDecimals_IsUtcInMicroseconds(string text, int microseconds)
        => Read($$$"""{"version":"4","alerts":[{"status":"firing","labels":{"a":"b"},"startsAt":"{{{text}}}"}]}""").Delivery!.Alerts[0].StartsAt
            .ShouldBe(new DateTimeOffset(2026, 11, 21, 3, 14, 39, TimeSpan.Zero).AddMicroseconds(microseconds));

    [Fact]
    public void Read_NulAndOddCharacters_KeepsAllAndShowsTheNul()
    {
        var alert = Read("""{"version":"4","alerts":[{"status":"firing","labels":{"a":"x\u0000y\u0001\u2028\u202e🤖"},"startsAt":"2026-11-21T03:14:39Z"}]}""").Delivery!.Alerts[0];

        alert.Label("a").ShouldBe("x\u2400y\u0001\u2028\u202e🤖");
    }

    [Fact]
    public void Read_ResolvedThatEndsBeforeItStarts_HasNoNegativeLength()
    {
        var alert = Read("""{"version":"4","alerts":[{"status":"resolved","labels":{"a":"b"},"startsAt":"2026-11-21T03:14:39Z","endsAt":"2026-11-21T03:14:38Z"}]}""").Delivery!.Alerts[0];

        alert.EndsAt.ShouldBe(alert.StartsAt);
    }

    [Fact]
    public void Read_PlainAlert_IsKnownByNameServiceKeyAndLabelsNotBySeverity()
    {
        var fires = Read("""{"name":"Backup failed","service":"hdc","severity":"high","key":"k","labels":{"a":"b"},"summary":"s"}""").Delivery!;
        var ended = Read("""{"alerts":[{"name":"Backup failed","service":"hdc","severity":"low","key":"k","labels":{"a":"b"},"status":"resolved"}]}""").Delivery!;

        fires.Source.ShouldBe(AlertSource.Plain);
        fires.Alerts[0].Fingerprint.ShouldBe(ended.Alerts[0].Fingerprint);
        fires.Alerts[0].Label("alertname").ShouldBe("Backup failed");
        fires.Alerts[0].Annotation("summary").ShouldBe("s");
        (fires.Alerts[0].StartsAt, ended.Alerts[0].EndsAt).ShouldBe((At, At));
    }

    [Fact]
    public void Read_Grafana_IsToldByItsVersionAndOrganisation()
        => Read("""{"version":"1","orgId":1,"alerts":[ALERT]}""").Delivery!.Source.ShouldBe(AlertSource.Grafana);

    private static readonly DateTimeOffset At = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    private static (WebhookDelivery? Delivery, string? Problem) Read(string body) => WebhookReader.Read(Encoding.UTF8.GetBytes(body.Replace("ALERT", Alert)), At);
}
