namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>
/// What would have been cut had a machine been switched off after so long without work, replayed over the measured past: the samples of
/// a counter of busy seconds. While it doesn't rise, nothing worked. It comes back when work comes back, so that nothing that was done
/// would have been lost; the time to start again is not in it.
/// </summary>
public static class IdleStretches
{
    /// <param name="times">Unix seconds, rising.</param>
    /// <param name="values">Busy seconds as counted; a fall is a restart, and work.</param>
    /// <param name="longestGap">Samples farther apart than that say nothing of the time between, seconds.</param>
    /// <returns>Seconds of every stretch without work.</returns>
    public static IReadOnlyList<double> Of(IReadOnlyList<double> times, IReadOnlyList<double> values, double longestGap)
    {
        var stretches = new List<double>();
        var current = 0.0;
        for (var i = 1; i < times.Count; i++)
        {
            var distance = times[i] - times[i - 1];
            if (values[i].Equals(values[i - 1]) && distance <= longestGap)
            {
                current += distance;
                continue;
            }
            if (current > 0)
                stretches.Add(current);
            current = 0;
        }
        if (current > 0)
            stretches.Add(current);
        return stretches;
    }

    /// <summary>Seconds that are left of the stretches when each waits <paramref name="delay"/> seconds first.</summary>
    public static double Cut(IEnumerable<double> stretches, double delay) => stretches.Sum(stretch => Math.Max(0, stretch - delay));
}
