using System.Net;
using System.Web;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Models;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Features.Models;

public sealed class ModelFiguresTests
{
    private static readonly FakeClock Clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    private readonly Dictionary<string, string> _answers = new()
    {
        ["requests[1h]"] = """[{"metric":{"model":"a"},"value":[1,"4"]},{"metric":{"model":"new"},"value":[1,"2"]}]""",
        ["errors[1h]"] = """[{"metric":{"model":"a"},"value":[1,"1"]}]""",
        ["avg_over_time((accuracy)[1h:18s])"] = """[{"metric":{"model":"a"},"value":[1,"NaN"]}]""",
    };

    [Fact]
    public async Task Read_ListedAndDiscoveredModels_AreRowsWithRatiosAndCosts()
    {
        var rows = await ReadAsync(new ModelCost("s", "a", 3m, 100m, null, 0.03m, null, Quality.Exact, 0, false));

        rows.Select(row => row.Model.Id).ShouldBe(["a", "listed", "new"]);
        var a = rows[0];
        a[ModelFigures.ErrorRatio].ShouldBe(0.25);
        a[ModelFigures.CostPerRequest].ShouldBe(0.03);
        a[SignalNames.Accuracy].ShouldBeNull("not a number is no figure");
        rows[2][ModelFigures.ErrorRatio].ShouldBe(0, "traffic and never an error");
        rows[1][ModelFigures.ErrorRatio].ShouldBeNull("no traffic is no ratio");
    }

    [Fact]
    public async Task Read_ModelWithoutPrice_SaysSoInsteadOfACost()
    {
        var rows = await ReadAsync(new ModelCost("s", "a", 3m, 100m, null, 0.03m, null, Quality.Exact, NeedsPrice: 2, false));

        rows[0][ModelFigures.CostPerRequest].ShouldBeNull();
        rows[0].Figures[ModelFigures.CostPerRequest].Source.ShouldBe("needs a price");
        rows[1].Figures[ModelFigures.CostPerRequest].Source.ShouldBe("not billed by model");
    }

    [Fact]
    public async Task Read_OneSignalFails_TheServiceFailsInWords()
    {
        _answers.Remove("errors[1h]");

        var answer = await AnswerAsync();

        answer.IsOk.ShouldBeFalse();
        answer.Reason.ShouldBe("unknown question errors[1h]");
    }

    private async Task<IReadOnlyList<ModelRow>> ReadAsync(params ModelCost[] costs) => (await AnswerAsync(costs)).Value!;

    private async Task<Outcome<IReadOnlyList<ModelRow>>> AnswerAsync(params ModelCost[] costs)
    {
        var handler = new StubHandler(async (request, token) =>
        {
            var form = request.Content is { } posted ? await posted.ReadAsStringAsync(token) : request.RequestUri!.Query;
            var query = HttpUtility.ParseQueryString(form)["query"]!;
            return _answers.TryGetValue(query, out var result)
                ? StubHandler.Response(HttpStatusCode.OK, "application/json", "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":" + result + "}}")
                : StubHandler.Response(HttpStatusCode.BadRequest, "application/json", "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"unknown question " + query + "\"}");
        });
        var options = Options.Create(new PrometheusOptions { Url = "http://prometheus.test" });
        var servers = PrometheusServers.Of(new PrometheusClient(new HttpClient(handler), options, Clock), Clock);
        var models = new ModelSet(
            "model",
            new[] { (SignalNames.Requests, "requests[$window]"), (SignalNames.Errors, "errors[$window]"), (SignalNames.Accuracy, "accuracy") }
                .ToDictionary(pair => pair.Item1, pair => new Signal(pair.Item1, pair.Item2, "short", null)),
            [new ModelEntry("listed", "Listed", "vendor")]);
        var service = new ServiceEntry("s", "S", "t", "", new Dictionary<string, string>(), ["s"], null, null, new Dictionary<string, Signal>(), models, [], null);
        var cache = new QueryCache(servers, options, Clock);
        var figures = new ModelFigures(new ServiceCatalog([service]), cache, new FixedCosts(costs, Clock), Clock);
        return (await figures.ReadAsync(TimeRange.Default, default)).Single().Rows;
    }

    private sealed class FixedCosts(IReadOnlyList<ModelCost> models, TimeProvider time) : ICostFigures
    {
        public string Currency => "USD";

        public Task<Outcome<IReadOnlyList<ModelCost>>> ByModelAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
            => Task.FromResult(Outcome<IReadOnlyList<ModelCost>>.Ok(models, time.GetUtcNow()));

        public Task<Outcome<IReadOnlyList<CostToday>>> TodayAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Outcome<IReadOnlyList<ServiceCost>>> ByServiceAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Outcome<IReadOnlyList<MonthOutlook>>> MonthAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
