using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>Odd days and hours of cost with what moved in them; a manager writes down what it was. Its state is its URL.</summary>
public sealed partial class AnomaliesPage
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, string?> _words = new(StringComparer.Ordinal);
    private Reading<IReadOnlyList<CostAnomaly>> _anomalies = Reading<IReadOnlyList<CostAnomaly>>.Loading;
    private (JobState? Days, JobState? Hours) _lastLooks;
    private string? _message;
    private bool _failed;

    /// <summary>One service, or null for all.</summary>
    [SupplyParameterFromQuery] public string? Service { get; set; }

    /// <summary>One of <see cref="AnomalyKinds"/>, or null for both.</summary>
    [SupplyParameterFromQuery] public string? Kind { get; set; }

    [Inject] private AnomalyStore Store { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ManagerDesk Desk { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    protected override void OnInitialized()
    {
        ReadWhen(AnomalyStore.Topic, AtMostEvery);
        ReadWhen(JobInfo.Topic, AtMostEvery);
    }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override async Task ReadAsync()
    {
        _lastLooks = (await OnceAsync(() => Store.LastLooksAsync(Left))).Value;
        _anomalies = _anomalies.Next(await OnceAsync(() => Store.ReadAsync(string.IsNullOrEmpty(Service) ? null : Service, string.IsNullOrEmpty(Kind) ? null : Kind, Left)));
    }

    private string Title(CostAnomaly one) => $"{Catalog.Find(one.Service)?.Name ?? one.Service}, {one.When}";

    private static string Id(CostAnomaly one) => $"why-{one.Service}-{one.Kind}-{one.Starts.UtcDateTime:yyyyMMddHH}";

    private string? Word(CostAnomaly one) => _words.GetValueOrDefault(Id(one));

    private void Go(string? service, string? kind) => Navigation.NavigateTo(QueryHelpers.AddQueryString(
        "/costs/anomalies", new[] { KeyValuePair.Create("service", service), KeyValuePair.Create("kind", kind) }.Where(part => !string.IsNullOrEmpty(part.Value))));

    private async Task SettleAsync(CostAnomaly one)
    {
        if (Word(one)?.Trim() is not { Length: > 0 } why)
        {
            (_message, _failed) = ("Say what it was, for whoever looks later.", true);
            return;
        }
        var problem = await Desk.ChangeAsync(Session, actor => Store.SettleAsync(one, why, actor, Left));
        (_message, _failed) = (problem ?? $"{Title(one)} is settled.", problem is not null);
        await ReadAsync();
    }
}
