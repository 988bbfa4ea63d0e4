using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Prices;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>The book with all that was ever entered.</summary>
public sealed record PricesReading(PriceBook Book, PriceBook Catalog, IReadOnlyList<PriceEdit> Edits);

/// <summary>The page's address.</summary>
internal static class PricesView
{
    public const string Path = "/costs/prices";

    public static string ToUri(string? key, string? search)
        => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?> { ["key"] = key, ["q"] = search }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}

/// <summary>The price book: prices as they hold now, one key's history, new entries. Its state is its URL.</summary>
public sealed partial class PricesPage
{
    private Reading<PricesReading> _reading = Reading<PricesReading>.Loading;
    private string? _search;
    private string? _done;

    /// <summary>The key whose history is open; "new" for one that isn't there yet.</summary>
    [SupplyParameterFromQuery(Name = "key")] public string? Key { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Search { get; set; }

    [Inject] private PriceStore Store { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private DateTimeOffset Now => Clock.GetUtcNow();

    protected override async Task OnParametersSetAsync()
    {
        _search = Search;
        if (_reading.IsLoading)
            await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var edits = await OnceAsync(() => Store.EditsAsync(CancellationToken.None));
        _reading = _reading.Next(edits.Map(all => new PricesReading(Store.Catalog.With(all), Store.Catalog, all)));
    }

    private async Task SavedAsync(string words)
    {
        await ReadAsync();
        _done = words;
    }

    private void Go(string? key, string? search)
    {
        _done = null;
        Navigation.NavigateTo(PricesView.ToUri(key, search));
    }

    private IEnumerable<PriceItem> Shown(PricesReading read) => read.Book.Items.Where(item => string.IsNullOrWhiteSpace(_search)
        || $"{item.Key} {UsedBy(item.Key)} {item.Note}".Contains(_search.Trim(), StringComparison.OrdinalIgnoreCase)).OrderBy(item => item.Key, StringComparer.Ordinal);

    private string UsedBy(string key) => string.Join(", ", Catalog.Services
        .Where(service => service.CostDrivers.Any(driver => PriceBook.Matches(driver.Price, key))).Select(service => service.Name));
}
