using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Dashboards;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Prometheus;

/// <summary>Ad hoc filters against a real Prometheus: an expression with a filter in it says what the plain one says where only the filtered series are.</summary>
public sealed class SelectorFilterTruthTests
{
    private const long Start = 1_795_200_000;
    private const long End = Start + 5400;

    [Fact]
    public async Task RandomExpressions_WithAFilter_AreThoseOfTheFilteredSeries()
    {
        var random = new Random(31);
        var series = SimulatedSeries.Make(random, Start, End);
        await using var all = await PrometheusServer.StartAsync(series);
        await using var few = await PrometheusServer.StartAsync(series.Where(one => one.Name.Contains("instance=\"i1\"", StringComparison.Ordinal)));
        using var asked = new DirectPrometheus(all.Url);
        using var truth = new DirectPrometheus(few.Url);
        var promql = new RandomPromql(random);
        var (compared, withData) = (0, 0);

        while (compared < 200)
        {
            var expr = promql.Next();
            // absent() repeats the conditions that it was given as labels, and which of several equal values topk takes is Prometheus' choice.
            if (expr.Contains("absent", StringComparison.Ordinal) || expr.Contains("topk", StringComparison.Ordinal))
                continue;
            var filtered = SelectorFilter.With(expr, [new LabelMatcher("instance", "=~", "i1|zz")]);
            var got = await asked.RangeAsync(filtered, (Start + 1200) * 1000, End * 1000, 60);
            var wanted = await truth.RangeAsync(expr, (Start + 1200) * 1000, End * 1000, 60);
            got.ShouldNotBeNull($"refused: {filtered}");
            Words(got).ShouldBe(Words(wanted!), filtered);
            compared++;
            withData += wanted!.Count > 0 ? 1 : 0;
        }
        withData.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task RandomExpressions_WithGroupingKeys_AreStillAnswered_AndAddUpToThePlainOnes()
    {
        var random = new Random(32);
        await using var server = await PrometheusServer.StartAsync(SimulatedSeries.Make(random, Start, End));
        using var asked = new DirectPrometheus(server.Url);
        var promql = new RandomPromql(random);
        for (var i = 0; i < 100; i++)
        {
            var expr = promql.Next();
            if (await AskAsync(expr) is not null)
                (await AskAsync(GroupingKeys.With(expr, ["instance"]))).ShouldNotBeNull($"refused: {GroupingKeys.With(expr, ["instance"])}");
        }
        foreach (var (plain, outer) in new[]
        {
            ("sum(rate(requests_total[5m]))", "sum"), ("sum by (code) (requests_total)", "sum by (code)"), ("count(up) by (job)", "sum by (job)"), ("max(max without (job) (up))", "max"),
        })
        {
            var grouped = GroupingKeys.With(plain, ["instance"]);
            (await AskAsync(grouped))!.ShouldAllBe(series => series.Labels.Contains("instance=", StringComparison.Ordinal));
            Words((await AskAsync($"{outer} ({grouped})"))!).ShouldBe(Words((await AskAsync(plain))!), grouped);
        }

        Task<IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)>?> AskAsync(string expr) => asked.RangeAsync(expr, (Start + 1200) * 1000, End * 1000, 60);
    }

    private static string[] Words(IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)> answer)
        => [.. answer.Select(series => $"{series.Labels} {string.Join(' ', series.Values.OrderBy(point => point.Key).Select(point => $"{point.Key}={point.Value:G9}"))}").Order(StringComparer.Ordinal)];
}
