using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Tests.Features.Dashboards.Data;

/// <summary>Lists of alerts and of dashboards.</summary>
public sealed class ListPanelTests
{
    private const string Rules =
        """
        {"groups":[{"name":"g","file":"f","interval":15,"rules":[
          {"type":"alerting","name":"Slow","query":"latency > 1","duration":60,"labels":{"severity":"warning"},"annotations":{"summary":"It is slow"},"health":"ok","state":"pending","alerts":[
            {"labels":{"alertname":"Slow","severity":"warning","pod":"a"},"annotations":{"summary":"a is slow"},"state":"pending","activeAt":"2026-09-21T10:00:00Z","value":"2"}]},
          {"type":"alerting","name":"Down","query":"up == 0","duration":0,"labels":{"severity":"critical"},"annotations":{},"health":"ok","state":"firing","alerts":[
            {"labels":{"alertname":"Down","severity":"critical","pod":"b"},"annotations":{"description":"b is gone"},"state":"firing","activeAt":"2026-09-21T11:00:00Z","value":"0"},
            {"labels":{"alertname":"Down","severity":"critical","pod":"c"},"annotations":{},"state":"firing","activeAt":"2026-09-21T09:00:00Z","value":"0"}]},
          {"type":"alerting","name":"Full","query":"disk > 1","duration":0,"labels":{},"annotations":{"summary":"{{ $labels.disk }} is full"},"health":"ok","state":"inactive","alerts":[]},
          {"type":"alerting","name":"Odd","query":"(","duration":0,"labels":{},"annotations":{},"health":"err","lastError":"cannot be read","state":"inactive","alerts":[]},
          {"type":"recording","name":"job:x","query":"x","health":"ok"}]}]}
        """;

    [Theory]
    [InlineData("{}", "firing Down c, firing Down b, error Odd , pending Slow a")]
    [InlineData("""{"sortOrder":2}""", "pending Slow a, error Odd , firing Down c, firing Down b")]
    [InlineData("""{"sortOrder":3}""", "firing Down c, firing Down b, error Odd , pending Slow a")]
    [InlineData("""{"sortOrder":4,"stateFilter":{"firing":true,"pending":true}}""", "firing Down c, pending Slow a, firing Down b")]
    [InlineData("""{"sortOrder":5,"stateFilter":{"firing":true,"pending":true}}""", "firing Down b, pending Slow a, firing Down c")]
    [InlineData("""{"stateFilter":{"normal":true,"firing":false}}""", "normal Full ")]
    [InlineData("""{"alertName":"DO"}""", "firing Down c, firing Down b")]
    [InlineData("""{"alertInstanceLabelFilter":"{severity=~\"crit.*\", pod!=\"c\"}"}""", "firing Down b")]
    [InlineData("""{"alertInstanceLabelFilter":"pod=a"}""", "pending Slow a")]
    [InlineData("""{"alertInstanceLabelFilter":"pod=\"$pod\""}""", "firing Down b")]
    public async Task Alerts_EachOption_ChoosesAndSorts(string options, string expected)
    {
        var answer = await AskAsync(Engine.Answering(_ => Rules), $$"""{"id":1,"type":"alertlist","options":{{options}}}""");

        answer.State.Kind.ShouldBe("ready");
        Rows(answer).ShouldBe(expected);
    }

    [Fact]
    public async Task Alerts_Columns_SayWhatItIs()
    {
        var answer = await AskAsync(Engine.Answering(_ => Rules), """{"id":1,"type":"alertlist","options":{"alertName":"slow"}}""");

        answer.Frames[0].Fields.ToDictionary(field => field.Name, field => field.Values[0]?.ToString())
            .ShouldContainKeyAndValue("Summary", "a is slow");
        answer.Frames[0].Fields.Single(field => field.Name == "Query").Values.ShouldBe(["latency > 1"]);
    }

    [Fact]
    public async Task Alerts_RuleWithoutAlerts_DoesntShowItsTemplate()
    {
        var answer = await AskAsync(Engine.Answering(_ => Rules), """{"id":1,"type":"alertlist","options":{"stateFilter":{"normal":true}}}""");

        answer.Frames[0].Fields.Single(field => field.Name == "Summary").Values.ShouldBe([""]);
    }

    [Fact]
    public async Task Alerts_NoServer_SayWhy()
    {
        var answer = await AskAsync(Engine.Failing(System.Net.HttpStatusCode.InternalServerError), """{"id":1,"type":"alertlist"}""");

        answer.State.Kind.ShouldBe("failed");
        answer.State.Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Alerts_LabelsThatCantBeRead_AreTold()
    {
        var answer = await AskAsync(Engine.Answering(_ => Rules), """{"id":1,"type":"alertlist","options":{"alertInstanceLabelFilter":"severity > 3"}}""");

        answer.Notices.ShouldHaveSingleItem().Text.ShouldContain("isn't wholly read");
    }

    [Fact]
    public void Read_AlertListOfGrafana7_HasTodaysOptions()
    {
        var panel = Engine.WithPanel("""{"id":1,"type":"alertlist","limit":5,"nameFilter":"Down","onlyAlertsOnDashboard":true,"stateFilter":["alerting","ok"],"show":"changes"}""");

        panel.Panels[0].Modern["options"]!.ToJsonString().ShouldBe("""{"maxItems":5,"alertName":"Down","stateFilter":{"firing":true,"normal":true},"dashboardAlerts":true,"showOptions":"changes"}""");
        panel.Notes.Select(note => note.Tone).ShouldBe(["info", "info"]);
    }

    [Fact]
    public async Task Dashboards_All_AreColumns()
    {
        var engine = Engine.Answering(_ => "{}");
        engine.Dashboards.Add(new DashboardSummary("u1", "One", ["a", "b"], "F", "saved", false, 1, null, null));

        var answer = await AskAsync(engine, """{"id":1,"type":"dashlist","starred":true,"search":false,"tags":[],"limit":3}""");

        answer.Frames[0].Fields.Select(field => $"{field.Name}={field.Values[0]}").ShouldBe(["Title=One", "Folder=F", "Tags=a, b", "Uid=u1"]);
        answer.Spec["options"]!.ToJsonString().ShouldBe("""{"maxItems":3,"showStarred":true,"showSearch":false,"tags":[]}""");
    }

    private static Task<PanelAnswer> AskAsync(Engine engine, string panel)
        => engine.AskAsync(Engine.WithPanel(panel, """[{"type":"constant","name":"pod","query":"b"}]"""));

    private static string Rows(PanelAnswer answer)
    {
        var fields = answer.Frames[0].Fields;
        return string.Join(", ", Enumerable.Range(0, answer.Frames[0].Length).Select(row => $"{fields[1].Values[row]} {fields[2].Values[row]} {((IReadOnlyDictionary<string, string>)fields[3].Values[row]!).GetValueOrDefault("pod", "")}"));
    }
}
