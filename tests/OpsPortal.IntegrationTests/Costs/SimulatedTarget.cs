using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>
/// A scrape target whose counters are made up: it restarts, is away, shows a series only after its first event. What is
/// kept of it is what a Prometheus would have scraped.
/// </summary>
internal sealed class SimulatedTarget(string job, long start, long end, int step, int phase)
{
    public List<SampleSeries> Series { get; } = [];

    /// <param name="labels">Beside job and instance.</param>
    /// <param name="rate">Units that are counted in a step at a time.</param>
    /// <param name="restarts">Unix seconds at which the process starts anew.</param>
    /// <param name="outages">Unix seconds between which nothing is scraped.</param>
    /// <param name="born">The series is not there before.</param>
    public IReadOnlyList<(double Time, double Value)> Counter(
        string name, string labels, Func<long, long> rate, long[]? restarts = null, (long From, long To)[]? outages = null, long born = 0)
    {
        var samples = new List<(double, double)>();
        long value = 0;
        for (var time = start + phase; time <= end; time += step)
        {
            if (restarts?.Any(restart => restart > time - step && restart <= time) == true)
                value = 0;
            if (time >= born)
                value += rate(time);
            if (time >= born && outages?.Any(outage => time > outage.From && time < outage.To) != true)
                samples.Add((time, value));
        }
        Series.Add(new SampleSeries($"{name}{{job=\"{job}\",instance=\"{job}:80\"{(labels.Length > 0 ? "," + labels : "")}}}", samples));
        return samples;
    }

    public IReadOnlyList<(double Time, double Value)> Gauge(string name, string labels, Func<long, double> value, (long From, long To)[]? outages = null)
    {
        var samples = new List<(double, double)>();
        for (var time = start + phase; time <= end; time += step)
        {
            if (outages?.Any(outage => time > outage.From && time < outage.To) != true)
                samples.Add((time, value(time)));
        }
        Series.Add(new SampleSeries($"{name}{{job=\"{job}\",instance=\"{job}:80\"{(labels.Length > 0 ? "," + labels : "")}}}", samples));
        return samples;
    }

    /// <summary>
    /// What was counted in a day by the samples alone, in integers, by the plainest reading of the rule: neighbours in time, the
    /// later one inside the day; a fall is a restart from zero.
    /// </summary>
    public static decimal Scraped(IReadOnlyList<(double Time, double Value)> samples, long dayStart, bool birthCounts = false)
    {
        var total = 0L;
        for (var i = 0; i < samples.Count; i++)
        {
            if (samples[i].Time <= dayStart || samples[i].Time > dayStart + 86_400)
                continue;
            if (i == 0)
                total += birthCounts ? (long)samples[i].Value : 0;
            else
                total += (long)(samples[i].Value < samples[i - 1].Value ? samples[i].Value : samples[i].Value - samples[i - 1].Value);
        }
        return total;
    }
}
