using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Invoices;

/// <summary>Who sells what a line of cost is for.</summary>
internal static class Providers
{
    public const string NotStated = "Not stated";

    /// <summary>The price book's word, else that of the model in the catalog.</summary>
    public static string Of(string priceKey, string? model, ServiceEntry? service, PriceBook book)
        => book.Item(priceKey)?.Provider ?? service?.Models?.Items.FirstOrDefault(one => one.Id == model)?.Provider ?? NotStated;
}
