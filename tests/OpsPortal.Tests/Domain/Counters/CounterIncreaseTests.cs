using OpsPortal.Domain.Counters;

namespace OpsPortal.Tests.Domain.Counters;

public sealed class CounterIncreaseTests
{
    private static readonly UtcSpan Day = UtcSpan.Day(new DateOnly(2026, 11, 3));

    [Theory]
    [InlineData("rising", 100.0, "0:100 60:150 120:175", 75)]
    [InlineData("restart counts from zero", 100.0, "60:150 120:20 180:30", 80)]
    [InlineData("two restarts", 10.0, "60:5 120:3 180:9", 5 + 3 + 6)]
    [InlineData("restart between the base and the first sample", 100.0, "60:7", 7)]
    [InlineData("a sample at the start is the base, not an increase", 40.0, "0:40 60:41", 1)]
    [InlineData("a sample at the end belongs to the day", 40.0, "86400:42", 2)]
    [InlineData("one after the end does not", 40.0, "86399:42 86401:50", 2)]
    [InlineData("pages overlap", 40.0, "60:42 120:50 120:50 60:42 180:51", 11)]
    [InlineData("no traffic", 40.0, "60:40 120:40", 0)]
    [InlineData("no samples", 40.0, "", 0)]
    public void Total_OfSamples_IsWhatWasCounted(string what, double baseValue, string samples, int expected)
    {
        var increase = Fold(Day, baseValue, samples);

        increase.Total.ShouldBe(expected, what);
    }

    [Fact]
    public void Birth_WithoutBase_IsSetApart()
    {
        var increase = Fold(Day, null, "60:7 120:10");

        increase.Total.ShouldBe(3);
        increase.Birth.ShouldBe((Day.StartSeconds + 60, 7));
    }

    [Fact]
    public void Total_BirthThenRestart_CountsTheRestartFromZero()
        => Fold(Day, null, "60:7 120:10 180:2").Total.ShouldBe(3 + 2);

    [Fact]
    public void Total_NotANumber_IsPassedOver()
    {
        var increase = new CounterIncrease(Day, 5);
        increase.Add(Day.StartSeconds + 60, double.NaN);
        increase.Add(Day.StartSeconds + 120, 9);

        increase.Total.ShouldBe(4);
    }

    [Theory]
    [InlineData(0.1, 0.3, "0.2")]
    [InlineData(1234567.891234, 1234567.891235, "0.000001")]
    [InlineData(9007199254740000, 9007199254740992, "992")]
    public void Total_Fractions_AreTheDecimalsThatWerePrinted(double from, double to, string expected)
    {
        var increase = new CounterIncrease(Day, from);
        increase.Add(Day.StartSeconds + 1, to);

        increase.Total.ShouldBe(decimal.Parse(expected));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Total_OverDaysThatFollowEachOther_SumsToTheWholeRange(int seed)
    {
        var counter = RandomCounter(new Random(seed), days: 5);
        var whole = new UtcSpan(Day.Start, Day.Start.AddDays(5));

        var sum = 0m;
        for (var day = 0; day < 5; day++)
        {
            var span = new UtcSpan(Day.Start.AddDays(day), Day.Start.AddDays(day + 1));
            double? before = counter.LastOrDefault(sample => sample.Time <= span.StartSeconds) is { Time: > 0 } last ? last.Value : null;
            var increase = new CounterIncrease(span, before);
            foreach (var (time, value) in counter)
                increase.Add(time, value);
            sum += increase.Total;
        }

        sum.ShouldBe(Reference(counter, whole));
        var all = new CounterIncrease(whole, counter[0].Time <= whole.StartSeconds ? counter.Last(sample => sample.Time <= whole.StartSeconds).Value : null);
        foreach (var (time, value) in counter)
            all.Add(time, value);
        all.Total.ShouldBe(sum);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 200)];

    /// <summary>The plain reading of the rule: pairs of neighbours, in integers.</summary>
    private static decimal Reference(List<(double Time, double Value)> counter, UtcSpan span)
    {
        var total = 0L;
        for (var i = 1; i < counter.Count; i++)
        {
            if (counter[i].Time > span.StartSeconds && counter[i].Time <= span.EndSeconds)
                total += (long)(counter[i].Value < counter[i - 1].Value ? counter[i].Value : counter[i].Value - counter[i - 1].Value);
        }
        return total;
    }

    // Scrapes at odd phases, some exactly at midnight, outages over midnight, restarts anywhere, a birth now and then.
    private static List<(double Time, double Value)> RandomCounter(Random random, int days)
    {
        var samples = new List<(double, double)>();
        var step = random.Next(15, 900);
        var time = Day.StartSeconds - (random.Next(3) == 0 ? -random.Next(200_000) : random.Next(5_000)) + random.Next(2);
        long value = random.Next(1_000_000);
        for (var end = Day.StartSeconds + days * 86_400 + 4_000; time <= end; time += step)
        {
            if (random.Next(60) == 0)
                value = 0;
            value += random.Next(4) == 0 ? random.Next(5_000) : 0;
            if (random.Next(80) == 0)
                time += random.Next(30_000);
            if (random.Next(10) == 0)
                time = Math.Ceiling(time / 86_400) * 86_400 - time < step ? Math.Ceiling(time / 86_400) * 86_400 : time;
            if (samples.Count == 0 || time > samples[^1].Item1)
                samples.Add((time, value));
        }
        return samples;
    }

    private static CounterIncrease Fold(UtcSpan span, double? baseValue, string samples)
    {
        var increase = new CounterIncrease(span, baseValue);
        foreach (var sample in samples.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':')))
            increase.Add(span.StartSeconds + double.Parse(sample[0]), double.Parse(sample[1]));
        return increase;
    }
}
