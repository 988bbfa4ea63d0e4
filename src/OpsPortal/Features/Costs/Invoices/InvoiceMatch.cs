namespace OpsPortal.Features.Costs.Invoices;

/// <summary>A loaded line, in the price book's currency.</summary>
public sealed record InvoicedAmount(string Provider, string Number, InvoiceKind Kind, string? PriceKey, decimal Cost);

/// <summary>What the portal computed for a provider.</summary>
public sealed record EstimatedAmount(string Provider, string PriceKey, decimal Cost);

/// <summary>A provider's month: what was charged against what was computed.</summary>
/// <param name="Numbers">Of its invoices; empty when none is loaded.</param>
/// <param name="Variance">What was charged without tax, less what was computed; null without an invoice.</param>
/// <param name="IsFlagged">The variance is over the threshold.</param>
/// <param name="Keys">By what of the price book the invoices name; those that name nothing aren't here.</param>
public sealed record ProviderMonth(
    string Provider, IReadOnlyList<string> Numbers, decimal Estimated, decimal Usage, decimal Commitments, decimal Credits, decimal Tax, decimal? Variance, bool IsFlagged,
    IReadOnlyList<KeyVariance> Keys)
{
    public decimal Charged => Usage + Commitments + Credits + Tax;
}

/// <summary>One thing of the price book, charged and computed.</summary>
public sealed record KeyVariance(string PriceKey, decimal Estimated, decimal Invoiced, bool IsFlagged)
{
    public decimal Variance => Invoiced - Estimated;
}

/// <summary>Lays invoices against what was computed.</summary>
public static class InvoiceMatch
{
    // A cent up or down is rounding.
    private const decimal Rounding = 0.01m;

    /// <param name="threshold">Share of the estimate, 0..1, over which a variance is flagged.</param>
    public static IReadOnlyList<ProviderMonth> Of(IReadOnlyList<InvoicedAmount> invoiced, IReadOnlyList<EstimatedAmount> estimated, decimal threshold)
    {
        return [.. invoiced.Select(one => one.Provider).Union(estimated.Select(one => one.Provider), StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(provider =>
        {
            var lines = invoiced.Where(one => one.Provider == provider).ToArray();
            var estimates = estimated.Where(one => one.Provider == provider).ToArray();
            decimal Of(InvoiceKind kind) => lines.Where(line => line.Kind == kind).Sum(line => line.Cost);
            var estimate = estimates.Sum(one => one.Cost);
            decimal? variance = lines.Length == 0 ? null : Of(InvoiceKind.Usage) + Of(InvoiceKind.Commitment) + Of(InvoiceKind.Credit) - estimate;
            return new ProviderMonth(
                provider, [.. lines.Select(line => line.Number).Distinct(StringComparer.Ordinal)], estimate, Of(InvoiceKind.Usage), Of(InvoiceKind.Commitment), Of(InvoiceKind.Credit), Of(InvoiceKind.Tax),
                variance, variance is { } off && IsOver(off, estimate, threshold),
                [.. lines.Where(line => line is { Kind: InvoiceKind.Usage, PriceKey: not null }).GroupBy(line => line.PriceKey!, StringComparer.Ordinal).Select(key =>
                {
                    var (charged, computed) = (key.Sum(line => line.Cost), estimates.Where(one => one.PriceKey == key.Key).Sum(one => one.Cost));
                    return new KeyVariance(key.Key, computed, charged, IsOver(charged - computed, computed, threshold));
                })]);
        })];
    }

    private static bool IsOver(decimal variance, decimal estimate, decimal threshold) => Math.Abs(variance) > Math.Max(Rounding, Math.Abs(estimate) * threshold);
}
