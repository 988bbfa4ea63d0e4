using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Ledger;

/// <summary>An entry's part in some days.</summary>
/// <param name="Fee">What of it falls on these days, in the price book's currency.</param>
/// <param name="Covered">What the use that it paid for would have cost by the price book.</param>
/// <param name="CoveredUnits">How much of it that was, in units of the price.</param>
/// <param name="Unused">What of the fee paid for nothing.</param>
public sealed record LedgerLine(LedgerEntry Entry, decimal Fee, decimal Covered, decimal CoveredUnits, decimal Unused)
{
    /// <summary>By how much the days' cost changes.</summary>
    public decimal Effect => Fee - Covered;
}

/// <summary>What commitments, credits and taxes make of the cost of some days.</summary>
public sealed record LedgerSummary(IReadOnlyList<LedgerLine> Lines)
{
    public static LedgerSummary None { get; } = new([]);

    /// <summary>By how much the cost by use changes.</summary>
    public decimal Effect => Lines.Sum(line => line.Effect);

    public decimal Of(LedgerKind kind) => Lines.Where(line => line.Entry.Kind == kind).Sum(line => line.Effect);

    /// <param name="entries">Those that count.</param>
    /// <param name="lines">By day: priced lines of use whose price a commitment names.</param>
    /// <param name="service">Only what is this service's: entries of its own, and its part of those that are of all; null for everything.</param>
    public static LedgerSummary Of(DaySpan span, IReadOnlyList<LedgerEntry> entries, ILookup<DateOnly, CoverableLine> lines, string? service)
    {
        var sums = entries.ToDictionary(entry => entry.Id, entry => new LedgerLine(entry, 0, 0, 0, 0));
        var touched = new HashSet<long>();
        void Add(LedgerEntry entry, decimal fee, decimal covered, decimal units, decimal unused)
        {
            var sum = sums[entry.Id];
            sums[entry.Id] = sum with { Fee = sum.Fee + fee, Covered = sum.Covered + covered, CoveredUnits = sum.CoveredUnits + units, Unused = sum.Unused + unused };
            touched.Add(entry.Id);
        }
        bool Mine(LedgerEntry entry) => service is null || entry.Service == service;
        for (var day = span.From; day <= span.To; day = day.AddDays(1))
        {
            foreach (var entry in entries.Where(entry => !entry.Covers && entry.HasDay(day) && Mine(entry)))
                Add(entry, entry.CostOn(day), 0, 0, 0);
            if (!entries.Any(entry => entry.Covers && entry.HasDay(day)))
                continue;
            CoverableLine[] used = [.. lines[day]];
            var cover = CommitmentCover.Of(day, used, entries);
            foreach (var part in cover.Used.Where(part => service is null || used[part.Line].Service == service))
                Add(part.Entry, part.Fee, part.Cost, part.Amount, 0);
            foreach (var part in cover.Unused.Where(part => Mine(part.Entry)))
                Add(part.Entry, part.Fee, 0, 0, part.Fee);
        }
        return new LedgerSummary([.. entries.Where(entry => touched.Contains(entry.Id)).Select(entry => sums[entry.Id])]);
    }
}
