namespace OpsPortal.Features.Costs.Report;

/// <summary>A month that was signed.</summary>
/// <param name="Total">What it cost by the revisions that counted then.</param>
public sealed record MonthClosing(DateOnly Month, DateTimeOffset SignedAt, string SignedBy, decimal Total, string Note);

/// <summary>A day of a signed month that was computed anew afterwards.</summary>
/// <param name="Signed">What it cost when the month was signed.</param>
/// <param name="Corrected">What it costs by its latest revision.</param>
/// <param name="At">When that was computed.</param>
public sealed record MonthCorrection(string Service, DateOnly Day, decimal? Signed, decimal? Corrected, DateTimeOffset At, string By, string Reason)
{
    public decimal Difference => (Corrected ?? 0) - (Signed ?? 0);
}
