namespace OpsPortal.Domain.Costs;

/// <summary>A line of use on one day that a commitment may pay for.</summary>
/// <param name="Amount">In units of its price.</param>
/// <param name="Cost">By the price book.</param>
public sealed record CoverableLine(string Service, string PriceKey, decimal Amount, decimal Cost);

/// <summary>What a commitment paid for of a line.</summary>
/// <param name="Line">Index of the line.</param>
/// <param name="Cost">What it would have cost by the price book.</param>
/// <param name="Fee">Its part of the commitment's cost on that day.</param>
public sealed record CoveredPart(int Line, LedgerEntry Entry, decimal Amount, decimal Cost, decimal Fee);

/// <summary>What of a commitment nobody used on a day.</summary>
public sealed record UnusedPart(LedgerEntry Entry, decimal Amount, decimal Fee);

/// <summary>Lays commitments on a day's use: in the order of their first day and entry, each on the lines of its price in theirs.</summary>
public sealed record CommitmentCover(IReadOnlyList<CoveredPart> Used, IReadOnlyList<UnusedPart> Unused)
{
    /// <summary>Nothing is lost: a commitment's fees of a day sum up to its cost of that day, a line's parts never exceed it.</summary>
    public static CommitmentCover Of(DateOnly day, IReadOnlyList<CoverableLine> lines, IEnumerable<LedgerEntry> entries)
    {
        var (used, unused) = (new List<CoveredPart>(), new List<UnusedPart>());
        var left = lines.Select(line => (line.Amount, line.Cost)).ToArray();
        foreach (var entry in entries.Where(entry => entry.Covers && entry.HasDay(day)).OrderBy(entry => entry.From).ThenBy(entry => entry.Id))
        {
            var (amount, fee) = (entry.PerDay!.Value, entry.CostOn(day));
            for (var index = 0; index < lines.Count && amount > 0; index++)
            {
                if (lines[index].PriceKey != entry.PriceKey || (entry.Service is not null && lines[index].Service != entry.Service) || left[index].Amount <= 0)
                    continue;
                var taken = Math.Min(amount, left[index].Amount);
                // What takes the rest takes all that is left of it: rounding stays inside.
                var cost = taken == left[index].Amount ? left[index].Cost : Math.Round(lines[index].Cost * taken / lines[index].Amount, LedgerEntry.Decimals);
                var part = taken == amount ? fee : Math.Round(entry.CostOn(day) * taken / entry.PerDay!.Value, LedgerEntry.Decimals);
                used.Add(new CoveredPart(index, entry, taken, cost, part));
                left[index] = (left[index].Amount - taken, left[index].Cost - cost);
                (amount, fee) = (amount - taken, fee - part);
            }
            if (amount > 0)
                unused.Add(new UnusedPart(entry, amount, fee));
        }
        return new CommitmentCover(used, unused);
    }
}
