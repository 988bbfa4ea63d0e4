namespace OpsPortal.Domain.Counters;

/// <summary>How far a figure of a span of time can be trusted.</summary>
public enum Quality
{
    /// <summary>Equals what was scraped, with no minute missing.</summary>
    Exact,

    /// <summary>Samples are missing: what happened in the missing minutes may be on the day when samples came back, or lost with a restart.</summary>
    Partial,

    /// <summary>Something that wasn't measured was filled in by a stated rule.</summary>
    Estimated,
}

public static class Qualities
{
    /// <summary>The worse of two; what is estimated stays named so, since its amount holds a guess.</summary>
    public static Quality Worse(Quality one, Quality other) => (Quality)Math.Max((int)one, (int)other);

    public static Quality Worst(IEnumerable<Quality> all) => all.Aggregate(Quality.Exact, Worse);
}
