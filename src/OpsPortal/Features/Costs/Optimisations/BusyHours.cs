using OpsPortal.Domain;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>How much of what was allocated was worked, hour by hour, from the samples of both counters.</summary>
internal sealed class BusyHours
{
    private const double Hour = 3600;

    // Samples farther apart than that say nothing of when in between.
    private const double LongestGap = 300;
    private readonly Dictionary<long, (double Allocated, double Busy)> _hours = [];

    /// <summary>The largest share of an hour (0..1) that was worked; null while nothing was allocated.</summary>
    public double? Peak => _hours.Values.Where(hour => hour.Allocated > 0).Select(hour => (double?)Math.Min(1, hour.Busy / hour.Allocated)).Max();

    public void AddAllocated(Series series) => Add(series, (hour, seconds) => (hour.Allocated + seconds, hour.Busy));

    public void AddBusy(Series series) => Add(series, (hour, seconds) => (hour.Allocated, hour.Busy + seconds));

    private void Add(Series series, Func<(double Allocated, double Busy), double, (double Allocated, double Busy)> add)
    {
        for (var i = 1; i < series.Times.Length; i++)
        {
            if (series.Times[i] - series.Times[i - 1] > LongestGap)
                continue;
            // A sample says what had happened before its instant: the one at the full hour closes the hour before. A fall is a restart.
            var hour = (long)Math.Ceiling(series.Times[i] / Hour) - 1;
            var rise = series.Values[i] < series.Values[i - 1] ? series.Values[i] : series.Values[i] - series.Values[i - 1];
            _hours[hour] = add(_hours.GetValueOrDefault(hour), rise);
        }
    }
}
