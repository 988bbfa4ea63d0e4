using OpsPortal.Features.Business.Pages;

namespace OpsPortal.Tests.Features.Business;

public sealed class ServicePeriodTests
{
    [Fact]
    public void Of_SumsOfDays_AreNoMeansOfMeans()
    {
        var period = ServicePeriod.Of([
            Row("requests", 1_100), Row("errors", 11), Row("duration_seconds", 220), Row("duration_count", 1_000), Row("tokens_input", 5), Row("tokens_output", 7),
            Row("duration_bucket", 900, item: "0.1"), Row("duration_bucket", 1_000, item: "0.3"), Row("duration_bucket", 1_000, item: "+Inf"),
            // Two days: 10 ratings of 5, 90 of 3.
            Row("satisfaction", 8, weighted: 320, samples: 100),
            Row("conversions", 4, item: "kept"), Row("conversions", 2, item: "shared"), Row("conversion_value", 36, item: "USD") with { Costed = 30 }, Row("conversion_value", 99, item: "EUR"),
        ], users: 77, cost: 12, "USD");

        period.SuccessRatio.ShouldBe(0.99m);
        period.MeanSeconds.ShouldBe(0.22m);
        period.P95Seconds.ShouldBe(0.2m);
        (period.Satisfaction, period.Ratings).ShouldBe((3.2m, 100m));
        (period.Tokens, period.Conversions, period.UniqueUsers).ShouldBe((12m, 6m, 77m));
        // Six of the value are of a day without a cost.
        (period.ConversionValue, period.ReturnOnCost).ShouldBe((36m, 2.5m));
    }

    [Fact]
    public void Of_NothingTold_IsUnknownAndNotZero()
    {
        var period = ServicePeriod.Of([Row("requests", 0)], null, null, "USD");

        new[] { period.SuccessRatio, period.MeanSeconds, period.P95Seconds, period.UniqueUsers, period.Satisfaction, period.Tokens, period.Conversions, period.ReturnOnCost }.ShouldAllBe(value => value == null);
        period.Requests.ShouldBe(0);
    }

    [Fact]
    public void Change_AgainstDaysOfWhichSomeAreNotKnown_IsOfRatiosOnly()
    {
        var metrics = BusinessMetric.All("USD").ToDictionary(metric => metric.Key, StringComparer.Ordinal);
        var now = ServicePeriod.Of([Row("requests", 1_000), Row("errors", 10)], 20, 10, "USD");
        var then = ServicePeriod.Of([Row("requests", 500), Row("errors", 10)], 10, 5, "USD");

        (string, string?)?[] whole = [metrics["requests"].Change(now, then, 2), metrics["cost"].Change(now, then, 2)];
        whole.Select(change => change!.Value.Item1).ShouldBe(["+100.0 %", "+100.0 %"]);
        foreach (var sum in new[] { "requests", "cost", "users" })
            metrics[sum].Change(now, then, 28)!.Value.ShouldBe(("2 of 28 days known", null));
        metrics["success"].Change(now, then, 28)!.Value.Words.ShouldBe("+1.0 %");
    }

    private static PeriodRow Row(string metric, decimal value, string item = "", decimal? weighted = null, decimal? samples = null)
        => new("h200", null, metric, item, value, weighted, samples, 0, 0, 2, false, null);
}
