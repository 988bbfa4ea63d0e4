using OpsPortal.Domain;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>What the samples of a driver's busy counter say of the days that are looked at.</summary>
internal sealed class BusySamples
{
    // Samples farther apart than that say nothing of the time between, seconds.
    private const double LongestGap = 300;
    private readonly List<double> _stretches = [];

    /// <summary>What was worked, by hour.</summary>
    public BusyHours Hours { get; } = new();

    /// <summary>Seconds of every stretch without work. One over midnight counts as two, which cuts less, not more.</summary>
    public IReadOnlyList<double> Stretches => _stretches;

    public void Take(Series series)
    {
        Hours.AddBusy(series);
        _stretches.AddRange(IdleStretches.Of(series.Times, series.Values, LongestGap));
    }
}
