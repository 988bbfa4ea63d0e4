using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.WhatIf;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>A period as it would have been. Its state is its URL, so that a scenario can be sent.</summary>
public sealed partial class WhatIfPage
{
    private Reading<WhatIfReport> _reading = Reading<WhatIfReport>.Loading;

    [Inject] private WhatIfReader Reader { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    /// <summary>Each assumption in words, and the scenario without it.</summary>
    private IEnumerable<(string Words, Scenario Without)> Assumed
    {
        get
        {
            var scenario = View.Scenario;
            if (scenario.PricesOf is { } day)
                yield return ($"Prices of {CostView.Write(day)}", scenario with { PricesOf = null });
            foreach (var price in scenario.Prices)
                yield return ($"{price.Key} at {Money.Price(price.Value, Figures.Currency)}", scenario with { Prices = Without(scenario.Prices, price.Key) });
            foreach (var traffic in scenario.Traffic)
                yield return ($"{Number(traffic.Value)} times the traffic of {(traffic.Key == Scenario.Everyone ? "all services" : Name(traffic.Key))}", scenario with { Traffic = Without(scenario.Traffic, traffic.Key) });
            foreach (var move in scenario.Moves)
                yield return ($"{Number(move.Share * 100)} % of {move.From} answered by {move.To}, {Name(move.Service)}", scenario with { Moves = [.. scenario.Moves.Where(one => one != move)] });
            foreach (var one in scenario.Deployments)
            {
                yield return (one.To == DeploymentKind.Serverless ? $"GPUs of {Name(one.Service)} serverless" : $"{Counted.Of(one.Gpus, "GPU")} of {Name(one.Service)} held by the hour",
                    scenario with { Deployments = [.. scenario.Deployments.Where(other => other != one)] });
            }
        }
    }

    protected override Task OnInitializedAsync()
    {
        ReadAt(WhatIfView.Path);
        return ReadAsync();
    }

    protected override WhatIfView Parse(string uri, DateOnly today, out string? error) => WhatIfView.FromUri(uri, today, out error);

    protected override async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Reader.ReadAsync(View, Left)));

    private void Choose(ChangeEventArgs change)
        => Navigation.NavigateTo(Moved(View.Costs with { Only = View.Costs.Only with { Service = change.Value?.ToString() is { Length: > 0 } id ? id : null } }));

    private string Moved(CostView costs) => (View with { Costs = costs }).ToUri();

    private string Name(string service) => Catalog.Find(service)?.Name ?? service;

    private static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private static Dictionary<string, decimal> Without(IReadOnlyDictionary<string, decimal> all, string key) => all.Where(one => one.Key != key).ToDictionary(StringComparer.Ordinal);
}
