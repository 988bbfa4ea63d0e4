namespace OpsPortal.Ui;

/// <summary>One colour of a chart of categories.</summary>
/// <param name="Values">One a category; null is nothing known, and no bar.</param>
/// <param name="Colour">Which of the ten series colours, from 0, so that one thing has one colour in all charts. Null: in order.</param>
public sealed record CategorySeries(string Name, IReadOnlyList<decimal?> Values, int? Colour = null);
