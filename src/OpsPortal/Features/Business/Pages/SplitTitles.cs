using OpsPortal.Catalog;

namespace OpsPortal.Features.Business.Pages;

/// <summary>Metrics that are shown by what they are made of.</summary>
internal static class SplitTitles
{
    public static IReadOnlyList<(string Metric, string Title, string Of)> All { get; } =
    [
        (DayCounterNames.ModelRequests, "Requests by model", "Model"), (DayFigureNames.ModelUses, "Usage events by model", "Model"), (DayFigureNames.FeatureUses, "Usage events by feature", "Feature"),
        (DayFigureNames.ErrorsByType, "Error events by kind", "Kind"), (DayFigureNames.Conversions, "Conversions", "Name"),
    ];
}
