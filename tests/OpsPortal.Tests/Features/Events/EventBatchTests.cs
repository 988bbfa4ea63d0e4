using System.Text.Json;
using OpsPortal.Features.Events;

namespace OpsPortal.Tests.Features.Events;

public sealed class EventBatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_OneOfEachKind_KeepsAllFields()
    {
        var batch = Read("""
            {"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00+01:00","user":"u1","model":"m","task":"t","feature":"f","inputTokens":10,"outputTokens":20,"durationMs":1.5,"status":"success"},
            {"id":"b","type":"feedback","service":"h200","at":"2026-11-03T11:00:00Z","score":4.5,"comment":"good"},
            {"id":"c","type":"deployment","service":"h200","at":"2026-11-03T11:00:00.123Z","version":"1.2","environment":"production","by":"ci","status":"succeeded","commit":"abc"},
            {"id":"d","type":"error","service":"h200","at":"2026-11-03T11:00:00Z","user":"u1","errorType":"timeout","model":"m","feature":"f","comment":"after 30 s"},
            {"id":"e","type":"conversion","service":"h200","at":"2026-11-03T11:00:00Z","name":"accepted","value":1.25,"currency":"USD","model":"m"}
            """);

        batch.Rejected.ShouldBeEmpty();
        batch.Events[0].ShouldBe(new UsageEvent("h200", "a", new DateTimeOffset(2026, 11, 3, 10, 0, 0, TimeSpan.Zero), HashOf("u1"), "m", "t", "f", 10, 20, 1.5, "success"));
        batch.Events[1].ShouldBe(new FeedbackEvent("h200", "b", Now.AddHours(-1), null, 4.5m, null, "good"));
        batch.Events[2].ShouldBe(new DeploymentEvent("h200", "c", Now.AddHours(-1).AddMilliseconds(123), "1.2", "production", "ci", "succeeded", "abc"));
        batch.Events[3].ShouldBe(new ErrorEvent("h200", "d", Now.AddHours(-1), HashOf("u1"), "timeout", "m", "f", "after 30 s"));
        batch.Events[4].ShouldBe(new ConversionEvent("h200", "e", Now.AddHours(-1), null, "accepted", 1.25m, "USD", "m", null));
    }

    [Theory]
    [InlineData("""{"type":"usage","service":"h200","at":"2026-11-03T11:00:00Z"}""", "\"id\" is missing or empty")]
    [InlineData("""{"id":"a","type":"usage","service":"nope","at":"2026-11-03T11:00:00Z"}""", "\"service\" is \"nope\", which is not in the catalog")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"yesterday"}""", "\"at\" is \"yesterday\"")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-04T11:00:00Z"}""", "in the future")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2020-11-04T11:00:00Z"}""", "older than events are kept")]
    [InlineData("""{"id":"a","type":"party","service":"h200","at":"2026-11-03T11:00:00Z"}""", "\"type\" is \"party\"")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","inputTokens":-1}""", "\"inputTokens\" is -1")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","inputTokens":1.5}""", "must be a whole number")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","inputTokens":"1"}""", "must be a number")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","status":"ok"}""", "allowed are success, error, cancelled")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","model":7}""", "\"model\" must be a text")]
    [InlineData("""{"id":"a\u0000","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z"}""", "NUL")]
    [InlineData("""{"id":"a","type":"feedback","service":"h200","at":"2026-11-03T11:00:00Z"}""", "\"score\" is missing")]
    [InlineData("""{"id":"a","type":"feedback","service":"h200","at":"2026-11-03T11:00:00Z","score":6}""", "from 1 to 5")]
    [InlineData("""{"id":"a","type":"deployment","service":"h200","at":"2026-11-03T11:00:00Z","version":"1","environment":"p"}""", "\"status\" is missing")]
    [InlineData("""{"id":"a","type":"error","service":"h200","at":"2026-11-03T11:00:00Z"}""", "\"errorType\" is missing")]
    [InlineData("""{"id":"a","type":"conversion","service":"h200","at":"2026-11-03T11:00:00Z","name":"n","value":1}""", "\"currency\" is missing")]
    [InlineData("""{"id":"a","type":"conversion","service":"h200","at":"2026-11-03T11:00:00Z","name":"n","value":1,"currency":"usd"}""", "three capitals")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","inputTokes":1}""", "\"inputTokes\" is no field of usage")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","model":"a","model":"b"}""", "\"model\" is there twice")]
    [InlineData("""{"id":"a","type":"deployment","service":"h200","at":"2026-11-03T11:00:00Z","user":"u","version":"1","environment":"p","status":"started"}""", "\"user\" is no field of deployment")]
    [InlineData("""{"id":"a","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z","user":"\ud800"}""", "surrogate")]
    [InlineData("7", "must be a JSON object")]
    public void Read_BadEventBetweenGoodOnes_IsRejectedWithIndexKeyAndReason(string bad, string reason)
    {
        const string good = """{"id":"GOOD","type":"usage","service":"h200","at":"2026-11-03T11:00:00Z"}""";

        var batch = Read(good.Replace("GOOD", "1"), bad, good.Replace("GOOD", "2"));

        batch.Events.Select(one => one.Id).ShouldBe(["1", "2"]);
        batch.Rejected.Single().Index.ShouldBe(1);
        batch.Rejected.Single().Reason.ShouldContain(reason);
        if (batch.Rejected.Single().Key.Length > 0)
            batch.Rejected.Single().Reason.ShouldStartWith($"\"{batch.Rejected.Single().Key}\" ");
    }

    private static EventBatch Read(params string[] events)
    {
        using var json = JsonDocument.Parse("[" + string.Join(",", events) + "]");
        return EventBatch.Read(json.RootElement, new EventRules(id => id == "h200", HashOf, Now.AddDays(-400), Now.AddMinutes(5)));
    }

    private static Guid HashOf(string user) => new(user.Length, 0, 0, new byte[8]);
}
