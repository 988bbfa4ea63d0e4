using System.Globalization;
using OpsPortal.Features.Costs.Anomalies;

namespace OpsPortal.Tests.Features.Costs.Anomalies;

public sealed class DayJudgeTests(ITestOutputHelper output)
{
    // BurstGPT, 14 days of a production service (CC-BY-4.0): requests and tokens. Two days stand out for whoever looks at them: the
    // tenth and the eleventh.
    private static readonly double[] Requests = [3389, 3172, 2659, 1576, 2099, 3176, 3360, 3297, 5145, 149520, 91322, 3089, 7269, 5926];
    private static readonly double[] Tokens = [2823563, 2871317, 2155429, 1319936, 2139339, 2743142, 2900305, 2901138, 4408369, 71774843, 30949498, 2924806, 11630737, 7483187];
    private static readonly double[] Week = [1, 1.05, 1.1, 1.05, 1, 0.5, 0.45];

    [Fact]
    public void Judge_HeldDays_FindsTheTwoThatStandOutAndNoOther()
    {
        foreach (var days in new[] { Requests, Tokens })
        {
            var odd = Enumerable.Range(DayJudge.LeastDays, days.Length - DayJudge.LeastDays).Where(day => DayJudge.Judge(days[..day], days[day])!.IsAnomaly).ToArray();

            output.WriteLine(string.Join(", ", odd));
            odd.ShouldContain(9);
            odd.Except([9, 10]).ShouldBeEmpty();
        }
    }

    /// <summary>Services with weekdays, growth and noise: of thousands of ordinary days hardly one is told of, a doubled one mostly.</summary>
    [Theory]
    [InlineData(0.05, 0.95)]
    [InlineData(0.1, 0.6)]
    public void Judge_OrdinaryWeeks_SeldomAlarmsAndFindsDoubledDays(double noise, double least)
    {
        var (days, alarms, found) = (0, 0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var costs = Enumerable.Range(0, 60).Select(day => 100 * Week[day % 7] * Math.Pow(1.005, day) * Math.Exp(noise * Normal(random))).ToArray();
            for (var day = 21; day < costs.Length; day++)
            {
                days++;
                alarms += DayJudge.Judge(costs[..day], costs[day])!.IsAnomaly ? 1 : 0;
                found += DayJudge.Judge(costs[..day], 2 * costs[day])!.IsAnomaly ? 1 : 0;
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"noise {noise}: {alarms} alarms on {days} ordinary days, {(double)found / days:P1} of doubled days found"));
        alarms.ShouldBeLessThanOrEqualTo(days / 200);
        ((double)found / days).ShouldBeGreaterThan(least);
    }

    [Fact]
    public void Judge_TheWeekend_IsExpectedOnceThreeWeeksAreKnown()
    {
        var weeks = Enumerable.Range(0, 28).Select(day => 100 * Week[day % 7]).ToArray();

        var saturday = weeks[..26];

        DayJudge.Judge(saturday, 50)!.IsAnomaly.ShouldBeFalse();
        DayJudge.Judge(saturday, 150)!.IsAnomaly.ShouldBeTrue();
        DayJudge.Judge(weeks, 100)!.IsAnomaly.ShouldBeFalse();
    }

    [Fact]
    public void Judge_TooFewDaysOrNothingPaid_SaysNothing()
    {
        DayJudge.Judge([1, 2, 3, 4, 5, 6], 100).ShouldBeNull();
        DayJudge.Judge([0, 0, 0, 0, 0, 0, 0, 0], 100).ShouldBeNull();
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
