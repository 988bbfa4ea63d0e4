using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
using OpsPortal.Clients.Traces;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;
using OpsPortal.Ui;

namespace OpsPortal.Features.Logs;

/// <summary>Says what the URL asks; wwwroot/js/logs does the rest.</summary>
public sealed partial class Logs
{
    private LogSearch _search = LogSearch.Default;
    private TimeRange _range = TimeRange.Default;
    private string _query = "";
    private string _services = "[]";
    private string _store = "";
    private string? _names;
    private bool _mayReadRaw;

    [Inject] internal ServiceCatalog Catalog { get; set; } = default!;

    [Inject] internal NavigationManager Navigation { get; set; } = default!;

    [Inject] internal IOptions<LogsOptions> Options { get; set; } = default!;

    [Inject] internal ILogStores Stores { get; set; } = default!;

    [Inject] internal IOptions<TracesOptions> Traces { get; set; } = default!;

    [Inject] internal LogAccess Access { get; set; } = default!;

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? SignedIn { get; set; }

    // What the operator says; else the portal's own page, where there is something to ask.
    private string TraceAddress => Options.Value.TraceUrl.Length > 0 ? Options.Value.TraceUrl : Traces.Value.Url.Length > 0 ? "/traces/{trace_id}" : "";

    // Only where there is a choice.
    private string? StoreNames => Stores.Configured.Count > 1 ? string.Join(',', Stores.Configured.Select(store => store.Id + ":" + store.Name)) : null;

    private string? Refresh => _range.EndsNow ? _range.Refresh?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : null;

    protected override async Task OnInitializedAsync()
    {
        _mayReadRaw = SignedIn is not null && Access.MayReadRaw((await SignedIn).User);
    }

    protected override void OnParametersSet()
    {
        _range = PageRange ?? TimeRange.Default;
        _search = LogSearch.FromUri(Navigation.Uri);
        var store = LogQueries.StoreOf(_search, Catalog, Stores);
        _query = LogQueries.Of(_search, Catalog, store);
        _store = store.Id;
        _names = store.Names.Count > 0 ? JsonSerializer.Serialize(store.Names) : null;
        _services = JsonSerializer.Serialize(Catalog.Services.Select(service => new { id = service.Id, name = service.Name, selector = store.Id == LogQl.Store ? service.LokiSelector : service.ElasticQuery })
            .Where(service => service.selector is not null));
    }
}
