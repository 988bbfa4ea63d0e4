namespace OpsPortal.Domain.Costs;

/// <summary>What things cost, by key and date. An entry holds from its day (UTC) until a later one of the same key.</summary>
/// <param name="currency">Three letters: <c>USD</c>.</param>
public sealed class PriceBook(string currency, IReadOnlyList<PriceItem> items)
{
    private readonly Dictionary<string, PriceItem> _byKey = items.ToDictionary(item => item.Key, StringComparer.Ordinal);

    public string Currency { get; } = currency;

    public IReadOnlyList<PriceItem> Items { get; } = items;

    /// <returns>Null when the book has no such key, or none that holds on that day: the cost is unknown then, not zero.</returns>
    public PriceOnDay? Find(string key, DateOnly day)
        => _byKey.TryGetValue(key, out var item) && item.Entries.LastOrDefault(entry => entry.From <= day) is { } entry
            ? new PriceOnDay(item, entry)
            : null;
}

/// <param name="Key">As the cost drivers name it: <c>gpu.H200.hourly</c>.</param>
/// <param name="Unit">What one price buys: <c>hour</c>, <c>second</c>, <c>1000 tokens</c>, <c>GB</c>, <c>GB-month</c>, <c>month</c>, <c>kWh</c>.</param>
/// <param name="Entries">By rising date, no date twice.</param>
public sealed record PriceItem(string Key, string Unit, string? Note, IReadOnlyList<PriceEntry> Entries)
{
    /// <summary>True for prices by the month: a day costs the price by the number of days of its very month.</summary>
    public bool IsByMonth => Unit == "month" || Unit.EndsWith("-month", StringComparison.Ordinal);
}

/// <param name="From">First UTC day on which it holds.</param>
/// <param name="Price">For one unit, in the book's currency; 0 means free, and is a price.</param>
public sealed record PriceEntry(DateOnly From, decimal Price);

/// <summary>A price as it held on one day.</summary>
public sealed record PriceOnDay(PriceItem Item, PriceEntry Entry)
{
    /// <param name="amount">In the item's units; for prices by the month the day's mean (GB) or its share of the day (plans).</param>
    public decimal Cost(decimal amount, DateOnly day)
        => Item.IsByMonth ? amount * Entry.Price / DateTime.DaysInMonth(day.Year, day.Month) : amount * Entry.Price;
}
