using System.Globalization;
using OpsPortal.Features.Costs.Anomalies;

namespace OpsPortal.Tests.Features.Costs.Anomalies;

public sealed class HourJudgeTests(ITestOutputHelper output)
{
    // A week of production services by the hour, thousands of tokens: BurstGPT (CC-BY-4.0); of ServeGen (Apache-2.0) the model that is used
    // every day, and all four models together, of which one has an hour of ten million tokens at 5 o'clock on the first two days, and at 7 on the last.
    private static readonly double[] Burst = [
        41, 10, 21, 15, 1, 4, 0, 7, 45, 119, 167, 253, 74, 91, 244, 267, 238, 268, 193, 191, 185, 170, 157, 62,
        47, 15, 2, 2, 8, 0, 4, 6, 41, 133, 173, 319, 73, 94, 230, 262, 249, 243, 121, 146, 211, 193, 191, 108,
        60, 51, 38, 20, 2, 0, 0, 9, 29, 86, 139, 234, 118, 112, 158, 227, 221, 160, 78, 50, 93, 108, 81, 81,
        11, 23, 2, 0, 0, 3, 0, 7, 14, 31, 98, 151, 46, 58, 120, 149, 103, 103, 34, 86, 86, 83, 77, 33,
        57, 63, 24, 7, 3, 4, 0, 0, 7, 49, 102, 129, 97, 134, 133, 179, 204, 146, 60, 135, 210, 176, 115, 107,
        97, 32, 42, 5, 6, 17, 2, 5, 53, 113, 204, 228, 101, 88, 200, 290, 241, 100, 132, 126, 221, 170, 113, 156,
        56, 41, 28, 24, 21, 8, 1, 4, 18, 232, 351, 220, 156, 136, 129, 244, 197, 148, 127, 175, 120, 152, 143, 168,
    ];
    private static readonly double[] OneModel = [
        1001, 426, 0, 0, 92, 0, 109, 278, 4759, 10176, 14360, 10609, 3972, 7209, 12405, 13886, 21409, 18652, 7375, 18627, 10713, 7270, 5614, 3637,
        1047, 817, 255, 164, 295, 0, 0, 250, 4996, 15451, 14874, 16187, 6393, 7442, 9312, 11836, 10142, 13551, 3103, 4992, 6165, 4524, 3503, 2836,
        286, 53, 0, 0, 0, 0, 0, 141, 3482, 14459, 14085, 13180, 5755, 6740, 10709, 14678, 14474, 9182, 3859, 3355, 2133, 1926, 2001, 678,
        237, 0, 0, 0, 0, 0, 140, 0, 308, 1141, 1092, 1268, 1789, 865, 1182, 0, 0, 3058, 2244, 1889, 8414, 2576, 4912, 2780,
        1345, 268, 163, 0, 0, 0, 0, 281, 712, 1829, 3535, 2686, 2142, 3212, 2403, 3906, 2442, 2352, 855, 928, 2585, 1564, 1667, 1433,
        1080, 2133, 0, 3138, 0, 0, 0, 371, 555, 1372, 2033, 2418, 0, 6545, 4566, 7073, 3341, 3595, 1364, 2292, 2139, 0, 2153, 1540,
        1313, 399, 0, 0, 0, 1246, 549, 426, 5686, 10848, 11784, 10475, 5106, 9261, 11788, 11548, 13754, 12967, 8721, 7558, 6952, 6539, 5493, 2754,
    ];
    private static readonly double[] AllModels = [
        1058, 426, 231, 0, 266, 9831, 109, 323, 4759, 10252, 17774, 10915, 3981, 7355, 12427, 14054, 21435, 18660, 8469, 19251, 10721, 7285, 5614, 3637,
        1104, 817, 255, 705, 295, 10591, 0, 250, 4996, 15459, 14882, 16187, 6393, 7473, 9329, 11844, 10152, 13551, 3109, 4992, 6189, 4524, 3503, 2836,
        335, 53, 0, 0, 0, 0, 0, 141, 3482, 14459, 14192, 13316, 5944, 6786, 10747, 14689, 14474, 9938, 3867, 3355, 2133, 1926, 2001, 678,
        279, 0, 41, 0, 0, 0, 140, 0, 308, 1141, 1092, 1268, 1789, 865, 1216, 0, 0, 3058, 2244, 1889, 8414, 2576, 4912, 2780,
        1375, 292, 199, 0, 0, 0, 0, 281, 712, 1829, 3535, 2686, 2142, 3212, 2443, 3906, 2560, 2352, 855, 928, 2585, 1564, 1667, 1433,
        1131, 2133, 38, 3138, 0, 0, 0, 371, 555, 1372, 2033, 2418, 0, 6545, 4604, 7725, 3341, 3595, 1364, 2292, 2139, 0, 2153, 1540,
        1352, 399, 36, 0, 0, 1246, 549, 10855, 5686, 10862, 11814, 10493, 5125, 9261, 11881, 11608, 13889, 13105, 8781, 7748, 8432, 6539, 5672, 6422,
    ];
    private static readonly double[] Week = [1, 1.05, 1.1, 1.05, 1, 0.5, 0.45];

    [Fact]
    public void Judge_HeldHours_TellsOfTheOneThatNoHourBeforeWasLike()
    {
        Odd(Burst).ShouldBeEmpty();
        Odd(OneModel).ShouldBeEmpty();
        Odd(AllModels).ShouldBe([6 * 24 + 7]);
    }

    /// <summary>A run of hours as dear as three busy ones: a loop that asks without end. At night it is as clear as by day.</summary>
    [Fact]
    public void Judge_HeldHoursWithThreeBusyHoursMore_FindsThemAll()
    {
        foreach (var hours in new[] { Burst, OneModel })
        {
            var more = 3 * hours.Order().ElementAt((int)(0.9 * hours.Length));
            var found = Enumerable.Range(96, 72).Count(hour => Odd([.. hours.Select((cost, index) => index == hour ? cost + more : cost)]).Contains(hour));

            output.WriteLine($"{found} of 72");
            found.ShouldBe(72);
        }
    }

    /// <summary>Services with hours, weekdays, growth and noise.</summary>
    [Theory]
    [InlineData(0.05, 0.6)]
    [InlineData(0.1, 0.35)]
    [InlineData(0.3, 0.1)]
    public void Judge_OrdinaryWeeks_HardlyAlarmsAndFindsTripledHours(double noise, double least)
    {
        var (hours, alarms, found) = (0, 0, 0);
        for (var seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            var costs = Enumerable.Range(0, 42 * 24).Select(hour => Shape(hour) * Math.Exp(noise * Normal(random))).ToArray();
            alarms += HourJudge.Judge(costs, 100).Count();
            hours += costs.Length - 100;
            for (var hour = 100; hour < costs.Length; hour += 13)
                found += HourJudge.Judge([.. costs[..hour], 3 * costs[hour]], hour).Any() ? 1 : 0;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"noise {noise}: {alarms} alarms on {hours} ordinary hours, {found * 13.0 / hours:P0} of tripled hours found"));
        alarms.ShouldBeLessThanOrEqualTo(hours / 500);
        (found * 13.0 / hours).ShouldBeGreaterThan(least);
    }

    [Fact]
    public void Judge_ALastingChange_IsToldForADayAndThenIsThePast()
    {
        var hours = Enumerable.Range(0, 28 * 24).Select(hour => hour < 20 * 24 ? 10.0 : 30).ToArray();

        Odd(hours).ShouldBe(Enumerable.Range(20 * 24, 24));
    }

    [Fact]
    public void Judge_HoursThatAreNotKnown_AreNeitherJudgedNorThePast()
    {
        var hours = Enumerable.Repeat(10.0, 5 * 24).ToArray();
        hours[^1] = 100;
        hours[^25] = double.NaN;
        Odd(hours).ShouldBe([hours.Length - 1]);

        hours[^49] = hours[^73] = double.NaN;
        Odd(hours).ShouldBeEmpty("the hour is known on one day only");

        Odd([.. Enumerable.Repeat(10.0, 5 * 24), double.NaN]).ShouldBeEmpty();
    }

    private static int[] Odd(IReadOnlyList<double> hours) => [.. HourJudge.Judge(hours, 0).Select(odd => odd.Index)];

    private static double Shape(int hour) => 100 * Week[hour / 24 % 7] * Math.Pow(1.005, hour / 24.0) * (hour % 24 is >= 6 and <= 22 ? 0.2 + 0.8 * Math.Sin(Math.PI * (hour % 24 - 6) / 16) : 0.2);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
