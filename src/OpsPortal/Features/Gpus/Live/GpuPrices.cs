using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>What the price book says today about running the GPUs of a host.</summary>
/// <param name="Currency">Three letters.</param>
/// <param name="KilowattHour">For one kWh; <c>null</c> when the book has no such price.</param>
/// <param name="Hourly">For one GPU and hour, one entry a GPU; <c>null</c> in the place of a card that the book doesn't know.</param>
public sealed record GpuPrices(string Currency, decimal? KilowattHour, decimal?[] Hourly)
{
    /// <param name="names">The cards' names by the driver: "NVIDIA H100 80GB HBM3" is priced by <c>gpu.H100.hourly</c>.</param>
    /// <param name="day">UTC day.</param>
    public static GpuPrices Of(PriceBook book, IReadOnlyList<string> names, DateOnly day) => new(
        book.Currency,
        book.Find(PriceBook.EnergyKey, day) is { Item.Unit: "kWh", UnitPrice: var price } ? price : null,
        [.. names.Select(name => name.Split(' ', '-')
            .Select(word => book.Find($"gpu.{word}.hourly", day))
            .FirstOrDefault(found => found is { Item.Unit: "hour" })?.UnitPrice)]);
}
