namespace OpsPortal.Domain.Costs;

/// <summary>What makes steps of a price readable.</summary>
public static class PriceSteps
{
    /// <summary>What is wrong with them, in words; null when nothing is.</summary>
    public static string? Problem(IReadOnlyList<PriceStep> steps, string unit)
    {
        if (steps.Count == 0)
            return null;
        if (unit == "month" || PriceUnits.IsCurrency(unit))
            return $"a price for a {unit} has no steps";
        if (steps.Any(step => step.Price < 0))
            return "each step needs a price of 0 or more, like {from: 100, price: 0.08}";
        return steps[0].From <= 0 || steps.Zip(steps.Skip(1)).Any(pair => pair.Second.From <= pair.First.From)
            ? "steps begin above 0 and rise, each amount once"
            : null;
    }
}
