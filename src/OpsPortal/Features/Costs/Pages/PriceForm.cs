using System.Globalization;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Prices;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>What is typed of a new entry, as text.</summary>
public sealed class PriceForm
{
    public string Key { get; set; } = "";

    public string Unit { get; set; } = "hour";

    public string Currency { get; set; } = "";

    public DateOnly Day { get; set; }

    /// <summary>Of the day, UTC.</summary>
    public TimeOnly Time { get; set; }

    public string Price { get; set; } = "";

    public bool Ends { get; set; }

    /// <summary>One a line: amount, price.</summary>
    public string Steps { get; set; } = "";

    public string Reason { get; set; } = "";

    public string Note { get; set; } = "";

    /// <returns>The entry, or what can't be read, in words.</returns>
    public (PriceDraft? Draft, string? Problem) Read()
    {
        if (!Ends && !Number(Price, out _))
            return (null, "The price must be a number, like 3.50 (0 means free).");
        var steps = new List<PriceStep>();
        foreach (var line in Ends ? [] : Steps.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split([' ', ':', ';'], StringSplitOptions.RemoveEmptyEntries) is not [var amount, var step] || !Number(amount, out var above) || !Number(step, out var price))
                return (null, $"\"{line}\" is no step: write the amount and the price from there on, like 100 0.08.");
            steps.Add(new PriceStep(above, price));
        }
        _ = Number(Price, out var one);
        return (new PriceDraft(Key.Trim(), Unit.Trim(), Currency.Trim() is { Length: > 0 } currency ? currency : null, new DateTimeOffset(Day.ToDateTime(Time), TimeSpan.Zero), Ends ? null : one, steps, Note.Trim(), Reason.Trim()), null);
    }

    private static bool Number(string text, out decimal number) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number);
}
