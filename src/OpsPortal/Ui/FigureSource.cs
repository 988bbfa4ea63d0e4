namespace OpsPortal.Ui;

/// <summary>Where a figure comes from; one click on the figure shows it.</summary>
/// <param name="Backend">Who answered: "Prometheus", "Daily cost job", "Incidents".</param>
/// <param name="Query">What was asked: PromQL, LogQL, or words for what the portal's own tables say.</param>
/// <param name="Range">Over which time, in words or as in the URL; null for an instant.</param>
/// <param name="Step">Distance of the points of a range query ("15s"); null when there is none.</param>
public sealed record FigureSource(string Backend, string Query, string? Range = null, string? Step = null);
