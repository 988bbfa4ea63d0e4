using OpsPortal.Catalog;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Values of dimensions, as people call them.</summary>
internal static class CostNames
{
    public static string Of(CostDimension dimension, string value, ServiceCatalog catalog) => value.Length == 0 ? dimension.None()
        : dimension == CostDimension.Service ? catalog.Find(value)?.Name ?? value : value;
}
