using System.Text.RegularExpressions;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Domain.Costs;

/// <summary>What things cost, by key and instant. An entry holds from its instant (UTC) until a later one of the same key.</summary>
/// <param name="currency">Three letters: <c>USD</c>.</param>
public sealed partial class PriceBook(string currency, IReadOnlyList<PriceItem> items)
{
    /// <summary>A key that begins so is an exchange rate: <c>fx.EUR</c> is what one euro costs in the book's currency.</summary>
    public const string RatePrefix = "fx.";

    /// <summary>Key of the price of energy; its unit is kWh.</summary>
    public const string EnergyKey = "energy.kwh";

    /// <summary>What that price's unit is in joules.</summary>
    public const decimal JoulesPerKilowattHour = 3_600_000;

    private readonly Dictionary<string, PriceItem> _byKey = items.ToDictionary(item => item.Key, StringComparer.Ordinal);

    public string Currency { get; } = currency;

    public IReadOnlyList<PriceItem> Items { get; } = items;

    public PriceItem? Item(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The price at the beginning of a UTC day.</summary>
    public PriceOnDay? Find(string key, DateOnly day) => Find(key, UtcSpan.StartOf(day));

    /// <returns>
    /// Null when the book has no such key, none that holds at that instant, or no exchange rate for it: the cost is unknown then, not zero.
    /// </returns>
    public PriceOnDay? Find(string key, DateTimeOffset at)
    {
        if (!_byKey.TryGetValue(key, out var item) || item.At(at) is not { Withdrawn: false } entry)
            return null;
        if (item.Currency is not { } foreign || foreign == Currency)
            return new PriceOnDay(item, entry);
        return _byKey.TryGetValue(RatePrefix + foreign, out var rates) && rates.At(at) is { Withdrawn: false } rate
            ? new PriceOnDay(item, entry) { Rate = rate.Price }
            : null;
    }

    /// <summary>
    /// The instants inside a span (not at its start) at which a price changes that a driver could use: what was counted before and
    /// after is priced apart.
    /// </summary>
    /// <param name="template">A key, in which <c>${label}</c> stands for anything.</param>
    public IReadOnlyList<DateTimeOffset> ChangesWithin(string template, UtcSpan span)
    {
        var keys = Pattern(template);
        var matching = Items.Where(item => keys.IsMatch(item.Key)).ToArray();
        var rates = matching.Select(item => item.Currency).OfType<string>().Distinct(StringComparer.Ordinal).Select(foreign => Item(RatePrefix + foreign)).OfType<PriceItem>();
        return [.. matching.Concat(rates).SelectMany(item => item.Entries).Select(entry => entry.Instant).Where(at => at > span.Start && at < span.End).Distinct().Order()];
    }

    /// <summary>The book with further entries; of two that hold from the same instant the one that was entered later counts.</summary>
    public PriceBook With(IEnumerable<PriceEdit> edits)
    {
        var byKey = edits.ToLookup(edit => edit.Key, StringComparer.Ordinal);
        var known = Items.Select(item => item.With(byKey[item.Key]));
        var added = byKey.Where(edited => !_byKey.ContainsKey(edited.Key)).Select(edited => edited.First() is var first
            ? new PriceItem(first.Key, first.Unit, first.Note, []) { Currency = first.Currency }.With(edited) : null!);
        return new PriceBook(Currency, [.. known, .. added]);
    }

    /// <summary>Whether a driver's key, in which <c>${label}</c> stands for anything, could be this one.</summary>
    public static bool Matches(string template, string key) => Pattern(template).IsMatch(key);

    private static Regex Pattern(string template)
        => new("^" + Variable().Replace(Regex.Escape(template), ".+") + "$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // As Regex.Escape leaves it: the dollar and the opening brace escaped, the closing one not.
    [GeneratedRegex(@"\\\$\\\{[a-z_][a-z0-9_]*\}")]
    private static partial Regex Variable();
}

/// <param name="Key">As the cost drivers name it: <c>gpu.H200.hourly</c>.</param>
/// <param name="Unit">What one price buys, one of <see cref="PriceUnits"/>; of an exchange rate the foreign currency.</param>
/// <param name="Entries">By rising instant, none twice.</param>
public sealed record PriceItem(string Key, string Unit, string? Note, IReadOnlyList<PriceEntry> Entries)
{
    /// <summary>Of its prices; null: the book's.</summary>
    public string? Currency { get; init; }

    /// <summary>Who sells it; null where the book doesn't say.</summary>
    public string? Provider { get; init; }

    /// <summary>Of a GPU: its memory, GB of 10^9 bytes; null where the book doesn't say.</summary>
    public decimal? Memory { get; init; }

    /// <summary>True for prices by the month: a day costs the price by the number of days of its very month.</summary>
    public bool IsByMonth => PriceUnits.IsByMonth(Unit);

    public bool IsRate => Key.StartsWith(PriceBook.RatePrefix, StringComparison.Ordinal);

    /// <summary>The entry that holds at an instant, a withdrawn one too; null before the first.</summary>
    public PriceEntry? At(DateTimeOffset instant) => Entries.LastOrDefault(entry => entry.Instant <= instant);

    internal PriceItem With(IEnumerable<PriceEdit> edits) => this with
    {
        Entries = [.. Entries.Concat(edits.Select(edit => edit.ToEntry())).GroupBy(entry => entry.Instant).OrderBy(same => same.Key).Select(same => same.MaxBy(entry => entry.Edit)!)],
    };
}

/// <param name="From">The UTC day from which it holds.</param>
/// <param name="Price">For one unit, in the item's currency; 0 means free, and is a price. With steps: up to the first of them.</param>
public sealed record PriceEntry(DateOnly From, decimal Price)
{
    /// <summary>The time of that day, UTC; midnight for prices by the month.</summary>
    public TimeOnly At { get; init; }

    /// <summary>Other prices from an amount in a calendar month on, by rising amount; a free tier is a price of 0 and one step.</summary>
    public IReadOnlyList<PriceStep> Steps { get; init; } = [];

    /// <summary>From here on there is no price: costs are unknown.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>Number of the edit; 0 is the catalog's own.</summary>
    public long Edit { get; init; }

    public DateTimeOffset Instant => new(From.ToDateTime(At), TimeSpan.Zero);

    /// <summary>What an amount costs that begins a calendar month, in units of the price.</summary>
    public decimal Total(decimal units)
    {
        var (sum, from, price) = (0m, 0m, Price);
        foreach (var step in Steps.TakeWhile(step => step.From < units))
        {
            sum += (step.From - from) * price;
            (from, price) = (step.From, step.Price);
        }
        return sum + (units - from) * price;
    }
}

/// <param name="From">Units used in the calendar month (UTC) by one service from which on <paramref name="Price"/> holds.</param>
public sealed record PriceStep(decimal From, decimal Price);

/// <summary>A price as it held at one instant.</summary>
public sealed record PriceOnDay(PriceItem Item, PriceEntry Entry)
{
    /// <summary>What one unit of the item's currency costs in the book's.</summary>
    public decimal Rate { get; init; } = 1;

    /// <summary>In the book's currency; with steps: of the first.</summary>
    public decimal UnitPrice => Entry.Price * Rate;

    /// <param name="amount">In the item's units; for prices by the month the day's mean (GB) or its share of the day (plans).</param>
    /// <param name="usedBefore">Units that the service used in the calendar month before: where steps begin to count.</param>
    public decimal Cost(decimal amount, DateOnly day, decimal usedBefore = 0)
    {
        var days = Item.IsByMonth ? DateTime.DaysInMonth(day.Year, day.Month) : 1;
        return Entry.Steps.Count == 0
            ? amount * UnitPrice / days
            : (Entry.Total(usedBefore + amount / days) - Entry.Total(usedBefore)) * Rate;
    }
}
