using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Models;

namespace OpsPortal.Tests.Features.Models;

public sealed class ModelColumnTests
{
    private static readonly ServiceEntry Service = new(
        "gateway", "Gateway", "team", "", new Dictionary<string, string>(), ["gateway"], null, null, new Dictionary<string, Signal>(), null, [], null);

    [Fact]
    public void For_ServiceWithoutErrorsAndTokens_LeavesTheirColumnsOut()
    {
        var models = new ModelSet("model", new Dictionary<string, Signal> { [SignalNames.Requests] = new(SignalNames.Requests, "x", "reqps", null) }, []);

        ModelColumn.For(models).Select(column => column.Figure).ShouldBe([SignalNames.Requests, ModelFigures.CostPerRequest]);
    }

    [Fact]
    public void Best_LatencyLowestAccuracyHighest()
    {
        var (fast, exact) = (Row("fast", latency: 0.1, accuracy: 0.8), Row("exact", latency: 0.4, accuracy: 0.95));

        Column(SignalNames.LatencyP95, high: false).Best([fast, exact]).ShouldBe(0.1);
        Column(SignalNames.Accuracy, high: true).Best([fast, exact]).ShouldBe(0.95);
    }

    [Fact]
    public void Best_TwoShareIt_IsOfBoth()
        => Column(SignalNames.Accuracy, high: true).Best([Row("a", 1, 0.9), Row("b", 1, 0.9), Row("c", 1, 0.8)]).ShouldBe(0.9);

    [Fact]
    public void Best_AllEqual_IsNobodys()
        => Column(SignalNames.Accuracy, high: true).Best([Row("a", 1, 0.9), Row("b", 1, 0.9)]).ShouldBeNull();

    [Fact]
    public void Best_OnlyOneMeasured_IsNobodys()
        => Column(SignalNames.Accuracy, high: true).Best([Row("a", 1, 0.9), Row("b", 1, null)]).ShouldBeNull();

    [Fact]
    public void Best_NeitherEndIsBetter_IsNobodys()
        => Column(SignalNames.Accuracy, high: null).Best([Row("a", 1, 0.9), Row("b", 1, 0.8)]).ShouldBeNull();

    private static ModelColumn Column(string figure, bool? high) => new(figure, figure, "s", high);

    private static ModelRow Row(string id, double? latency, double? accuracy) => new(Service, new ModelEntry(id, id, "self-hosted"), new Dictionary<string, ModelFigure>
    {
        [SignalNames.LatencyP95] = new(latency, "s", "q"),
        [SignalNames.Accuracy] = new(accuracy, "percentunit", "q"),
    });
}
