using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Ledger;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>All commitments, credits and taxes. Its state is its URL: <c>?entry=7</c> is about to be withdrawn.</summary>
public sealed partial class LedgerPage
{
    private Reading<IReadOnlyList<LedgerEntry>> _reading = Reading<IReadOnlyList<LedgerEntry>>.Loading;
    private string? _done;

    [SupplyParameterFromQuery(Name = "entry")] public long? Entry { get; set; }

    [Inject] private LedgerStore Store { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Store.ListAsync(CancellationToken.None)));

    private async Task SavedAsync(string words)
    {
        await ReadAsync();
        _done = words;
    }
}
