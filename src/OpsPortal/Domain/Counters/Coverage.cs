namespace OpsPortal.Domain.Counters;

/// <summary>Where the samples of a scrape target are missing in a span.</summary>
/// <param name="LeadingMinutes">From the start of the span to the first sample.</param>
/// <param name="InnerMinutes">Between samples.</param>
/// <param name="TrailingMinutes">From the last sample to the end of the span.</param>
/// <param name="Interval">The usual distance of samples at the span's end, seconds.</param>
public sealed record Coverage(decimal LeadingMinutes, decimal InnerMinutes, decimal TrailingMinutes, double Interval)
{
    // One lost scrape is no outage: the counter is whole again at the next.
    private const double Tolerance = 2.5;
    private const int Neighbours = 5;
    private const double UnknownInterval = 60;

    /// <summary>Minutes without samples, to a tenth.</summary>
    public decimal MissingMinutes => LeadingMinutes + InnerMinutes + TrailingMinutes;

    public bool IsComplete => MissingMinutes == 0;

    /// <summary>
    /// A distance between samples counts as missing when it is over 2.5 times the usual one around it (the median of its ten
    /// neighbours, so that a change of the scrape interval is no outage); what is missing is the distance less one usual.
    /// </summary>
    /// <param name="times">Unix seconds, rising; those outside the span are passed over.</param>
    public static Coverage Of(UtcSpan span, IReadOnlyList<double> times)
    {
        var inside = times.Where(span.HoldsSample).ToArray();
        if (inside.Length == 0)
            return new Coverage(span.Length.TotalSeconds > Tolerance * UnknownInterval ? Minutes(span.Length.TotalSeconds) : 0, 0, 0, UnknownInterval);
        var distances = new double[inside.Length - 1];
        for (var i = 0; i < distances.Length; i++)
            distances[i] = inside[i + 1] - inside[i];
        var inner = 0.0;
        for (var i = 0; i < distances.Length; i++)
        {
            // Cheap first: hardly any distance is longer than the shorter of its neighbours by so much.
            if (distances[i] > Tolerance * Math.Min(distances[Math.Max(i - 1, 0)], distances[Math.Min(i + 1, distances.Length - 1)]) || distances.Length == 1)
                inner += Excess(distances[i], Usual(distances, i));
        }
        var interval = Usual(distances, distances.Length);
        return new Coverage(
            Minutes(Excess(inside[0] - span.StartSeconds, Usual(distances, -1))), Minutes(inner),
            Minutes(Excess(span.EndSeconds - inside[^1], interval)), interval);
    }

    /// <summary>The same, with nothing missing at the ends that isn't missing in <paramref name="other"/> too.</summary>
    public Coverage WithEndsOf(Coverage other) => this with
    {
        LeadingMinutes = Math.Min(LeadingMinutes, other.LeadingMinutes),
        TrailingMinutes = Math.Min(TrailingMinutes, other.TrailingMinutes),
    };

    private static double Excess(double distance, double usual) => distance > Tolerance * usual ? distance - usual : 0;

    private static double Usual(double[] distances, int index)
    {
        var around = new List<double>(2 * Neighbours);
        for (var i = Math.Max(0, index - Neighbours); i <= Math.Min(distances.Length - 1, index + Neighbours); i++)
        {
            if (i != index)
                around.Add(distances[i]);
        }
        if (around.Count == 0)
            return UnknownInterval;
        around.Sort();
        return around[around.Count / 2];
    }

    private static decimal Minutes(double seconds) => Math.Round((decimal)seconds / 60, 1);
}
