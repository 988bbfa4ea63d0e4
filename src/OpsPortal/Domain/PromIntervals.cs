using System.Globalization;

namespace OpsPortal.Domain;

/// <summary>
/// The arithmetic behind <c>$__interval</c>, <c>$__rate_interval</c> and <c>$__range</c>, as Grafana's documentation gives it, and
/// the step that follows from a panel's width.
/// </summary>
public static class PromIntervals
{
    /// <summary>Prometheus refuses a range query of more points a series.</summary>
    public const int MaxPoints = 11_000;

    /// <summary>How often Grafana takes a target to be scraped when nobody says.</summary>
    public static readonly TimeSpan DefaultScrapeInterval = TimeSpan.FromSeconds(15);

    // Below the first number of milliseconds, the second is the nearest interval that people like to read.
    private static readonly (double Below, long Nice)[] Steps =
    [
        (10, 1), (15, 10), (35, 20), (75, 50), (150, 100), (350, 200), (750, 500), (1_500, 1_000), (3_500, 2_000), (7_500, 5_000),
        (12_500, 10_000), (17_500, 15_000), (25_000, 20_000), (45_000, 30_000), (90_000, 60_000), (210_000, 120_000), (450_000, 300_000),
        (750_000, 600_000), (1_050_000, 900_000), (1_500_000, 1_200_000), (2_700_000, 1_800_000), (5_400_000, 3_600_000), (9_000_000, 7_200_000),
        (16_200_000, 10_800_000), (32_400_000, 21_600_000), (86_400_000, 43_200_000), (604_800_000, 86_400_000), (1_814_400_000, 604_800_000),
        (3_628_800_000, 2_592_000_000), (double.PositiveInfinity, 31_536_000_000),
    ];

    /// <summary><c>$__interval</c>: range by points, rounded to a nice number, never below <paramref name="minInterval"/>.</summary>
    /// <param name="maxDataPoints">About one a pixel of the panel.</param>
    public static TimeSpan Interval(TimeSpan range, int maxDataPoints, TimeSpan minInterval)
    {
        var exact = range.TotalMilliseconds / Math.Clamp(maxDataPoints, 1, MaxPoints);
        var nice = TimeSpan.FromMilliseconds(Steps.First(step => exact < step.Below).Nice);
        return nice < minInterval ? minInterval : nice;
    }

    /// <summary>The step of a range query: <see cref="Interval"/> in whole seconds, longer when the range would have too many points.</summary>
    public static TimeSpan Step(TimeSpan range, int maxDataPoints, TimeSpan minInterval)
        => TimeSpan.FromSeconds(Math.Max(1, Math.Max(LeastStepSeconds(range), Math.Ceiling(Interval(range, maxDataPoints, minInterval).TotalSeconds))));

    /// <summary>The shortest step, in whole seconds, at which a range has no more points than <see cref="MaxPoints"/>.</summary>
    public static long LeastStepSeconds(TimeSpan range) => (long)Math.Ceiling(range.TotalSeconds / (MaxPoints - 1));

    /// <summary><c>$__rate_interval</c>: long enough for <c>rate</c> at this interval to miss no scrape: the longer of interval + scrape and 4 scrapes.</summary>
    /// <param name="scrapeInterval">Of the data source or the panel's own; zero or less is <see cref="DefaultScrapeInterval"/>.</param>
    public static TimeSpan RateInterval(TimeSpan interval, TimeSpan scrapeInterval)
    {
        var scrape = scrapeInterval > TimeSpan.Zero ? scrapeInterval : DefaultScrapeInterval;
        return interval + scrape > 4 * scrape ? interval + scrape : 4 * scrape;
    }

    /// <summary><c>$__range_s</c>: whole seconds, rounded.</summary>
    public static string RangeSeconds(TimeSpan range) => Math.Round(range.TotalSeconds, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture);

    /// <summary><c>$__range_ms</c>.</summary>
    public static string RangeMilliseconds(TimeSpan range) => Math.Round(range.TotalMilliseconds).ToString("0", CultureInfo.InvariantCulture);

    /// <summary><c>$__range</c>: seconds with their unit, as Grafana fills it in.</summary>
    public static string Range(TimeSpan range) => RangeSeconds(range) + "s";

    /// <summary><c>$__interval_ms</c>.</summary>
    public static string IntervalMilliseconds(TimeSpan interval) => RangeMilliseconds(interval);

    /// <summary>An interval as it is filled into a query: <c>15s</c>, <c>1m</c>, <c>500ms</c>.</summary>
    public static string Text(TimeSpan interval)
        => interval.Milliseconds == 0 && interval >= TimeSpan.FromSeconds(1) ? PromDuration.From(interval)
            : Math.Max(1, Math.Round(interval.TotalMilliseconds)).ToString("0", CultureInfo.InvariantCulture) + "ms";
}
