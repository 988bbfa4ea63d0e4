namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>A closed day whose cost doesn't fit the days before it.</summary>
/// <param name="Low">From here to <paramref name="High"/> it would have been no anomaly.</param>
/// <param name="SettledWhy">What a manager found; null while nobody has said anything.</param>
public sealed record CostAnomaly(
    string Service, DateOnly Day, int Revision, decimal Cost, decimal Expected, decimal Low, decimal High, double Score, IReadOnlyList<CostMove> Moves,
    DateTimeOffset FoundAt, DateTimeOffset? SettledAt, string? SettledBy, string? SettledWhy);
