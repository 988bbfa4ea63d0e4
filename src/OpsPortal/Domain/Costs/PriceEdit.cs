namespace OpsPortal.Domain.Costs;

/// <summary>An entry that was made in the portal. It is never changed; what was wrong is followed by another.</summary>
/// <param name="Price">Null: the price ends, and costs are unknown from here on.</param>
/// <param name="Steps">By rising amount; empty for one price.</param>
/// <param name="Note">Where the price is from.</param>
/// <param name="Reason">Why it was entered.</param>
/// <param name="Undoes">The edit that it takes back, or null.</param>
public sealed record PriceEdit(
    long Id, string Key, string Unit, string? Currency, DateTimeOffset From, decimal? Price, IReadOnlyList<PriceStep> Steps, string Note,
    DateTimeOffset EnteredAt, string EnteredBy, string Reason, long? Undoes)
{
    public PriceEntry ToEntry() => new(DateOnly.FromDateTime(From.UtcDateTime), Price ?? 0)
    {
        At = TimeOnly.FromDateTime(From.UtcDateTime), Steps = Steps, Withdrawn = Price is null, Edit = Id,
    };
}
