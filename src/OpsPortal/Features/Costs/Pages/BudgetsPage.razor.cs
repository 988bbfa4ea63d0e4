using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Budgets;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Budgets and what is spent of them. Its state is its URL: <c>?scope=team&amp;name=platform</c> opens one's past.</summary>
public sealed partial class BudgetsPage
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(2);
    private Reading<BudgetReading> _reading = Reading<BudgetReading>.Loading;
    private string? _done;

    [SupplyParameterFromQuery(Name = "scope")] public string? Scope { get; set; }

    [SupplyParameterFromQuery(Name = "name")] public string? Name { get; set; }

    [Inject] private BudgetReader Reader { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    private (BudgetScope? Scope, string Name) Chosen => (Enum.TryParse<BudgetScope>(Scope, true, out var scope) ? scope : null, Name ?? "");

    protected override Task OnInitializedAsync()
    {
        ReadWhen(CostStore.Topic, AtMostEvery);
        return ReadAsync();
    }

    protected override async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Reader.ReadAsync(Left)));

    private async Task SavedAsync(string words)
    {
        await ReadAsync();
        _done = words;
    }

    private static string Link(BudgetLine line) => $"/costs/budgets?scope={line.Scope.ToString().ToLowerInvariant()}&name={Uri.EscapeDataString(line.Name)}";

    private string? Range(BudgetLine line) => line is { Low: { } low, High: { } high } ? $"{Money.Text(low, Figures.Currency)} to {Money.Text(high, Figures.Currency)}" : null;
}
