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
/// <param name="Amount">Units of its price, or money by the price book.</param>
public sealed record UnusedPart(LedgerEntry Entry, decimal Amount, decimal Fee);

/// <summary>Lays commitments on a day's use: in the order of their first day and entry, each on the lines of its price, or of its prices, in theirs.</summary>
public sealed record CommitmentCover(IReadOnlyList<CoveredPart> Used, IReadOnlyList<UnusedPart> Unused)
{
    /// <summary>Nothing is lost: a commitment's fees of a day sum up to its cost of that day, a line's parts never exceed it.</summary>
    public static CommitmentCover Of(DateOnly day, IReadOnlyList<CoverableLine> lines, IEnumerable<LedgerEntry> entries)
    {
        var (used, unused) = (new List<CoveredPart>(), new List<UnusedPart>());
        var left = lines.Select(line => (line.Amount, line.Cost)).ToArray();
        foreach (var entry in entries.Where(entry => entry.Covers && entry.HasDay(day)).OrderBy(entry => entry.From).ThenBy(entry => entry.Id))
        {
            var (size, cost) = (entry.SizeOn(day), entry.CostOn(day));
            var (open, fee) = (size, cost);
            for (var index = 0; index < lines.Count && open > 0; index++)
            {
                var whole = entry.IsOfMoney ? left[index].Cost : left[index].Amount;
                if (!entry.PaysFor(lines[index].PriceKey) || (entry.Service is not null && lines[index].Service != entry.Service) || whole <= 0)
                    continue;
                var taken = Math.Min(open, whole);
                // What takes the rest takes all that is left of it: rounding stays inside.
                var (amount, list) = taken == whole ? left[index] : Share(lines[index], left[index], entry, taken);
                var part = taken == open ? fee : Math.Round(cost * taken / size, LedgerEntry.Decimals);
                used.Add(new CoveredPart(index, entry, amount, list, part));
                left[index] = (left[index].Amount - amount, left[index].Cost - list);
                (open, fee) = (open - taken, fee - part);
            }
            if (open > 0)
                unused.Add(new UnusedPart(entry, open, fee));
        }
        return new CommitmentCover(used, unused);
    }

    private static (decimal Amount, decimal Cost) Share(CoverableLine line, (decimal Amount, decimal Cost) left, LedgerEntry entry, decimal taken) => entry.IsOfMoney
        ? (Math.Min(left.Amount, Math.Round(line.Amount * taken / line.Cost, LedgerEntry.Decimals)), taken)
        : (taken, Math.Min(left.Cost, Math.Round(line.Cost * taken / line.Amount, LedgerEntry.Decimals)));
}
