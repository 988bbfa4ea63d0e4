using OpsPortal.Catalog;

namespace OpsPortal.Features.Models;

/// <summary>A column of the comparison.</summary>
/// <param name="Figure">The figure's name in <see cref="ModelRow.Figures"/>.</param>
/// <param name="HighIsGood">Which end is the better one, for the mark at the best; null when neither is.</param>
public sealed record ModelColumn(string Figure, string Title, string Unit, bool? HighIsGood)
{
    private static readonly ModelColumn[] All =
    [
        new(SignalNames.Accuracy, "Accuracy", "percentunit", true),
        new(SignalNames.LatencyP50, "p50", "s", false),
        new(SignalNames.LatencyP95, "p95", "s", false),
        new(SignalNames.Requests, "Throughput", "reqps", null),
        new(ModelFigures.ErrorRatio, "Errors", "percentunit", false),
        new(SignalNames.TokensInput, "Tokens in", "tokps", null),
        new(SignalNames.TokensOutput, "Tokens out", "tokps", null),
        new(ModelFigures.CostPerRequest, "Cost / request", "currencyUSD", false),
        new(ModelFigures.CostPerThousandTokens, "Cost / 1,000 tokens", "currencyUSD", false),
    ];

    /// <summary>The columns that a service can fill; what it doesn't measure is left out. Cost columns are always there: a missing one says why.</summary>
    public static IReadOnlyList<ModelColumn> For(ModelSet models) => [.. All.Where(column => column.Figure switch
    {
        ModelFigures.ErrorRatio => models.Signals.ContainsKey(SignalNames.Errors),
        ModelFigures.CostPerRequest => true,
        ModelFigures.CostPerThousandTokens => models.Signals.ContainsKey(SignalNames.TokensInput),
        var figure => models.Signals.ContainsKey(figure),
    })];

    /// <summary>The best figure of this column; null when fewer than two can be compared, or all are equal.</summary>
    public double? Best(IReadOnlyList<ModelRow> rows)
    {
        var measured = rows.Select(row => row[Figure]).OfType<double>().ToArray();
        return HighIsGood is not { } high || measured.Distinct().Count() < 2 ? null : high ? measured.Max() : measured.Min();
    }
}
