using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Prometheus;

/// <summary>Series as a real fleet has them: counters that restart, targets that vanish for a while, series that are born and end, values that are no numbers.</summary>
internal static class SimulatedSeries
{
    private const int Scrape = 15;

    public static IReadOnlyList<SampleSeries> Make(Random random, long start, long end)
    {
        var all = new List<SampleSeries>();
        for (var instance = 0; instance < 4; instance++)
        {
            var phase = random.Next(Scrape) + random.Next(1000) / 1000.0;
            var gaps = Enumerable.Range(0, random.Next(4)).Select(_ => start + random.NextInt64(end - start)).Select(at => (From: at, To: at + 20 + random.Next(1500))).ToArray();
            var restarts = Enumerable.Range(0, random.Next(1, 6)).Select(_ => start + random.NextInt64(end - start)).ToArray();
            var (born, dead) = random.Next(3) == 0 ? (start + random.NextInt64((end - start) / 2), end - random.NextInt64((end - start) / 3)) : (start, end);
            foreach (var code in new[] { "200", "500" })
                all.Add(Series($"requests_total{{instance=\"i{instance}\",job=\"job{instance % 2}\",code=\"{code}\"}}", _ => random.Next(code == "200" ? 40 : 3), counts: true));
            foreach (var (le, most) in new[] { ("0.1", 5), ("1", 9), ("+Inf", 10) })
                all.Add(Series($"latency_seconds_bucket{{instance=\"i{instance}\",le=\"{le}\"}}", _ => most, counts: true));
            all.Add(Series($"temperature_celsius{{instance=\"i{instance}\"}}", _ => random.Next(60) switch
            {
                0 => double.NaN,
                1 => double.PositiveInfinity,
                var other => 40 + other / 7.0,
            }));
            all.Add(Series($"up{{instance=\"i{instance}\",job=\"job{instance % 2}\"}}", _ => random.Next(50) == 0 ? 0 : 1));

            SampleSeries Series(string name, Func<double, double> next, bool counts = false)
            {
                var samples = new List<(double, double)>();
                var value = 0.0;
                for (double at = start + phase; at < end; at += Scrape)
                {
                    if (restarts.Any(restart => restart <= at && restart > at - Scrape))
                        value = 0;
                    value = counts ? value + next(at) : next(at);
                    if (at >= born && at <= dead && !gaps.Any(gap => at > gap.From && at < gap.To))
                        samples.Add((Math.Round(at, 3), value));
                }
                return new SampleSeries(name, samples);
            }
        }
        return all;
    }
}
