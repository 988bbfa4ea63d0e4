namespace OpsPortal.Domain.Costs;

/// <summary>Whose costs a budget is for.</summary>
public enum BudgetScope
{
    Total,
    Team,
    Service,
}

/// <summary>A UTC day or a calendar month, UTC.</summary>
public enum BudgetPeriod
{
    Day,
    Month,
}

/// <summary>What may be spent from a day on, until another entry of the same scope, name and period.</summary>
/// <param name="Id">0: the catalog's own.</param>
/// <param name="Name">Id of the service or the team's name; "" for all costs together.</param>
/// <param name="Amount">Above 0, in the price book's currency; null: no budget any more.</param>
public sealed record BudgetEntry(
    long Id, BudgetScope Scope, string Name, BudgetPeriod Period, DateOnly From, decimal? Amount, DateTimeOffset EnteredAt, string EnteredBy, string Reason);

/// <summary>All budgets with their past.</summary>
public sealed class BudgetBook(IReadOnlyList<BudgetEntry> entries)
{
    public IReadOnlyList<BudgetEntry> Entries { get; } = entries;

    /// <returns>What may be spent, or null without a budget.</returns>
    public decimal? Find(BudgetScope scope, string name, BudgetPeriod period, DateOnly day) => Entries
        .Where(entry => entry.Scope == scope && entry.Name == name && entry.Period == period && entry.From <= day)
        .OrderBy(entry => entry.From).ThenBy(entry => entry.Id).LastOrDefault()?.Amount;
}
