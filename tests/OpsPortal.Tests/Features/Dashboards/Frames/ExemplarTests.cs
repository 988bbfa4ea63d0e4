using System.Net;
using System.Text;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Features.Dashboards.Frames;

public sealed class ExemplarTests
{
    private const string Panel = """{"id":1,"type":"timeseries","targets":[{"expr":"rate(x_bucket[1m])","refId":"A","exemplar":true}]}""";

    private static readonly string Two =
        """[{"seriesLabels":{"__name__":"x_bucket","le":"1"},"exemplars":[{"labels":{"trace_id":"b2"},"value":"0.5","timestamp":1790000200.5},{"labels":{"trace_id":"a1"},"value":"0.25","timestamp":1790000100}]}]""";

    [Fact]
    public async Task Exemplars_OfAQuery_AreAFrameOfTheirOwn()
    {
        var engine = new Engine(Answer(Two), traceUrl: "https://traces/trace/{traceID}");

        var answer = await engine.AskAsync(Engine.WithPanel(Panel));

        answer.Frames.Count.ShouldBe(2);
        var frame = answer.Frames[1];
        frame.Topic.ShouldBe("exemplar");
        frame.Fields.Select(field => field.Name).ShouldBe(["Time", "Value", "trace_id", "__name__", "le"]);
        frame.Fields[0].Values.ShouldBe([1_790_000_100_000d, 1_790_000_200_500d]);
        frame.Fields[2].Values.ShouldBe(["a1", "b2"]);
        frame.Fields[2].Config["links"]![0]!["url"]!.GetValue<string>().ShouldBe("https://traces/trace/${__value.raw}");
        frame.Fields[4].Config.Count.ShouldBe(0);
        answer.Queries.Single(query => query.Kind == "exemplars").Samples.ShouldBe(2);
        Encoding.UTF8.GetString(PanelAnswerWriter.Write(answer, Engine.To).Body.Span).ShouldContain("\"name\":\"exemplar\",\"topic\":\"exemplar\"");
    }

    [Theory]
    [InlineData("""{"id":1,"type":"timeseries","targets":[{"expr":"x","refId":"A"}]}""")]
    [InlineData("""{"id":1,"type":"stat","targets":[{"expr":"x","refId":"A","exemplar":true}]}""")]
    [InlineData("""{"id":1,"type":"timeseries","targets":[{"expr":"x","refId":"A","exemplar":true,"instant":true,"range":false}]}""")]
    public async Task Exemplars_NotWanted_AreNotAsked(string panel)
    {
        var engine = new Engine(Answer(Two));

        await engine.AskAsync(Engine.WithPanel(panel));

        engine.Handler.Asked.ShouldNotContain(asked => asked.Contains("exemplars"));
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.OK)]
    [InlineData("\"no\"", HttpStatusCode.NotFound)]
    [InlineData("\"no\"", HttpStatusCode.ServiceUnavailable)]
    public async Task Exemplars_ServerHasNone_ChartIsAsWithout(string data, HttpStatusCode status)
    {
        var answer = await new Engine(Answer(data, status)).AskAsync(Engine.WithPanel(Panel));

        answer.Frames.ShouldHaveSingleItem();
        answer.Notices.ShouldBeEmpty();
        answer.Queries.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Exemplars_Thousands_AreThinnedToTheGreatestOfEachPlace()
    {
        var many = string.Join(',', Enumerable.Range(0, 3000).Select(i => $$$"""{"labels":{"trace_id":"t{{{i}}}"},"value":"{{{i % 97}}}","timestamp":{{{1_790_000_000 + i}}}}"""));

        var answer = await new Engine(Answer($$"""[{"seriesLabels":{},"exemplars":[{{many}}]}]""")).AskAsync(Engine.WithPanel(Panel));

        var values = answer.Frames[1].Fields[1].Values.Cast<double>().ToArray();
        values.Length.ShouldBeInRange(200, 400);
        values.Max().ShouldBe(96);
        answer.Queries.Single(query => query.Kind == "exemplars").Samples.ShouldBe(3000);
    }

    private static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer(string exemplars, HttpStatusCode status = HttpStatusCode.OK) => (request, _) =>
    {
        var asksExemplars = request.RequestUri!.AbsolutePath.EndsWith("query_exemplars");
        var data = asksExemplars ? exemplars : Engine.Matrix(("{}", [1, 2]));
        return Task.FromResult(StubHandler.Response(asksExemplars ? status : HttpStatusCode.OK, "application/json", status == HttpStatusCode.OK || !asksExemplars ? $"{{\"status\":\"success\",\"data\":{data}}}" : "no"));
    };
}
