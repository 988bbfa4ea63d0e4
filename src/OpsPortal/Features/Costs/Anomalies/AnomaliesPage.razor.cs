using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>Odd days of cost with what moved on them; a manager writes down what it was. Its state is its URL.</summary>
public sealed partial class AnomaliesPage
{
    private const int Shown = 6;
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(2);
    private readonly Dictionary<(string, DateOnly), string?> _words = [];
    private Reading<IReadOnlyList<CostAnomaly>> _anomalies = Reading<IReadOnlyList<CostAnomaly>>.Loading;
    private string? _message;
    private bool _failed;

    /// <summary>One service, or null for all.</summary>
    [SupplyParameterFromQuery] public string? Service { get; set; }

    [Inject] private AnomalyStore Store { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ManagerDesk Desk { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    protected override void OnInitialized() => ReadWhen(AnomalyStore.Topic, AtMostEvery);

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override async Task ReadAsync() => _anomalies = _anomalies.Next(await Store.ReadAsync(string.IsNullOrEmpty(Service) ? null : Service, Left));

    private string Name(string service) => Catalog.Find(service)?.Name ?? service;

    private string Signed(decimal cost) => (cost > 0 ? "+" : "") + Money.Text(cost, Figures.Currency);

    private static string Id(CostAnomaly one) => $"why-{one.Service}-{CostView.Write(one.Day)}";

    private string? Word(CostAnomaly one) => _words.GetValueOrDefault((one.Service, one.Day));

    private void Go(string? service) => Navigation.NavigateTo(QueryHelpers.AddQueryString("/costs/anomalies", string.IsNullOrEmpty(service) ? [] : [KeyValuePair.Create<string, string?>("service", service)]));

    private async Task SettleAsync(CostAnomaly one)
    {
        if (Word(one)?.Trim() is not { Length: > 0 } why)
        {
            (_message, _failed) = ("Say what it was, for whoever looks later.", true);
            return;
        }
        var problem = await Desk.ChangeAsync(Session, actor => Store.SettleAsync(one.Service, one.Day, why, actor, Left));
        (_message, _failed) = (problem ?? $"{Name(one.Service)}, {CostView.Write(one.Day)} is settled.", problem is not null);
        await ReadAsync();
    }
}
