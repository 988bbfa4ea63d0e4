using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>What a service cost on a UTC day, or on the day so far.</summary>
/// <param name="Note">What the day lacks as a whole, in words; "" when nothing.</param>
public sealed record DayCost(string Service, DateOnly Day, IReadOnlyList<CostLine> Lines, string Note)
{
    /// <summary>Whether any driver had a series: no line is then nothing used, not nothing known.</summary>
    public bool HasSeries { get; init; } = true;

    /// <summary>Sum of what is priced; null when nothing is.</summary>
    public decimal? Cost => Lines.Any(line => line.Cost is not null) ? Lines.Sum(line => line.Cost ?? 0) : null;

    public int NeedsPrice => Lines.Count(line => line.Cost is null);

    public Quality Quality => Qualities.Worst(Lines.Select(line => line.Quality));

    /// <summary>The longest of its lines: they mostly miss the same minutes.</summary>
    public decimal MissingMinutes => Lines.Select(line => line.MissingMinutes).DefaultIfEmpty().Max();
}

/// <summary>One thing that was paid for on one day.</summary>
/// <param name="Amount">In <paramref name="Unit"/>; for prices by the month the day's mean (GB) or its share of the day (plans).</param>
/// <param name="Unit">The price's, or null without a price.</param>
/// <param name="PriceFrom">Date of the price book's entry that was used.</param>
/// <param name="Cost">Null without a price: unknown, not 0.</param>
/// <param name="SourceQuery">What Prometheus was asked; "" for a plan.</param>
public sealed record CostLine(
    string Driver, string Category, string Resource, string? Model, string? Deployment, decimal Amount, string? Unit,
    string PriceKey, decimal? UnitPrice, DateOnly? PriceFrom, decimal? Cost, Quality Quality, decimal MissingMinutes, string Note, string SourceQuery)
{
    /// <summary>One of <see cref="CostUsage"/>; null where it isn't told apart.</summary>
    public string? Usage { get; init; }

    /// <summary>The instant whose price was taken, where a price changed within the day; null is the day's start.</summary>
    public DateTimeOffset? PricedAt { get; init; }

    /// <summary>Units used in the calendar month before, where the price has steps.</summary>
    public decimal? UsedBefore { get; init; }
}

/// <summary>What became of GPU time that was paid for.</summary>
public static class CostUsage
{
    public const string Busy = "busy";
    public const string Idle = "idle";

    /// <summary>Worked with clocks held back.</summary>
    public const string Throttled = "throttled";
}
