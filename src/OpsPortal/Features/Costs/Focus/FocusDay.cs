using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Focus;

/// <summary>A day's rows: use, as commitments paid for it, and what is charged beside use.</summary>
internal static class FocusDay
{
    /// <param name="lines">Of all services: a commitment is laid on them together.</param>
    /// <param name="entries">Those that count.</param>
    /// <param name="unitOf">The unit of a price; of "" the currency.</param>
    public static IReadOnlyList<FocusLine> Of(DateOnly day, IReadOnlyList<FocusLine> lines, IReadOnlyList<LedgerEntry> entries, Func<string, string> unitOf, Func<string, string> nameOf)
    {
        var cover = CommitmentCover.Of(day, [.. lines.Select(line => new CoverableLine(line.Service, PriceUnits.IsByMonth(line.Unit) ? "" : line.PriceKey, line.Amount, line.Cost))], entries);
        var used = cover.Used.ToLookup(part => part.Line);
        return
        [
            .. lines.SelectMany((line, index) => Split(line, [.. used[index]])),
            .. cover.Unused.Select(part => Beside(day, part.Entry, FocusCharge.Unused, part.Entry.IsOfMoney ? part.Fee : part.Amount, UnitOf(part.Entry, unitOf), 0, 0, part.Fee, nameOf)),
            .. entries.SelectMany(entry => Charges(day, entry, unitOf, nameOf)),
        ];
    }

    /// <summary>What makes <paramref name="after"/> of <paramref name="before"/>: what isn't there any more taken back, what is new added.</summary>
    /// <param name="billedIn">The first of the month in which that happened.</param>
    public static IEnumerable<FocusLine> Corrections(IReadOnlyList<FocusLine> before, IReadOnlyList<FocusLine> after, DateOnly billedIn)
    {
        var (gone, added) = (Less(before, after), Less(after, before));
        return [.. gone.Select(line => line.Reversed(billedIn)), .. added.Select(line => line with { BilledIn = billedIn })];
    }

    private static List<FocusLine> Less(IReadOnlyList<FocusLine> all, IReadOnlyList<FocusLine> others)
    {
        var counts = others.GroupBy(Same).ToDictionary(same => same.Key, same => same.Count());
        return [.. all.Where(line => counts.TryGetValue(Same(line), out var left) && left > 0 ? --counts[Same(line)] < 0 : true)];
    }

    // The number of the computation makes no other charge.
    private static FocusLine Same(FocusLine line) => line with { Revision = 0 };

    private static IEnumerable<FocusLine> Split(FocusLine line, CoveredPart[] parts)
    {
        foreach (var part in parts)
            yield return line with { Charge = FocusCharge.Covered, Entry = part.Entry, Amount = part.Amount, Cost = part.Cost, Billed = 0, Effective = part.Fee };
        var (amount, cost) = (line.Amount - parts.Sum(part => part.Amount), line.Cost - parts.Sum(part => part.Cost));
        if (parts.Length == 0 || amount != 0)
            yield return line with { Amount = amount, Cost = cost, Billed = cost, Effective = cost };
    }

    private static IEnumerable<FocusLine> Charges(DateOnly day, LedgerEntry entry, Func<string, string> unitOf, Func<string, string> nameOf)
    {
        if (!entry.HasDay(day))
            yield break;
        var cost = entry.CostOn(day);
        if (entry.Kind != LedgerKind.Commitment)
            yield return Beside(day, entry, entry.Kind == LedgerKind.Credit ? FocusCharge.Credit : FocusCharge.Tax, 0, "", 0, cost, cost, nameOf) with { Cost = cost };
        else if (!entry.Covers)
            yield return Beside(day, entry, FocusCharge.Fee, 1, "day", cost, cost, cost, nameOf);
        else if (day == entry.From && entry.IsOfMoney)
            yield return Beside(day, entry, FocusCharge.Purchase, entry.Cost, UnitOf(entry, unitOf), 1, entry.Cost, 0, nameOf);
        else if (day == entry.From)
            yield return Beside(day, entry, FocusCharge.Purchase, entry.PerDay!.Value * entry.Days, unitOf(entry.PriceKey!), entry.Cost / (entry.PerDay!.Value * entry.Days), entry.Cost, 0, nameOf) with { Cost = entry.Cost };
    }

    private static string UnitOf(LedgerEntry entry, Func<string, string> unitOf) => unitOf(entry.IsOfMoney ? "" : entry.PriceKey!);

    private static FocusLine Beside(DateOnly day, LedgerEntry entry, FocusCharge charge, decimal amount, string unit, decimal unitPrice, decimal billed, decimal effective, Func<string, string> nameOf) => new(
        entry.Service ?? "", entry.Service is { } service ? nameOf(service) : "", "", entry.Provider, day, "", entry.Description, null, null, null, "", amount, unit, entry.IsOfMoney ? "" : entry.PriceKey ?? "", unitPrice, entry.From, null,
        Math.Round(amount * unitPrice, LedgerEntry.Decimals), "exact", 0, "")
    {
        Charge = charge, Entry = entry, Billed = billed, Effective = effective,
    };
}
