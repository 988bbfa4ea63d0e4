using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
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
    private bool _mayReadRaw;

    [Inject] internal ServiceCatalog Catalog { get; set; } = default!;

    [Inject] internal NavigationManager Navigation { get; set; } = default!;

    [Inject] internal IOptions<LogsOptions> Options { get; set; } = default!;

    [Inject] internal LogAccess Access { get; set; } = default!;

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? SignedIn { get; set; }

    private string? Refresh => _range.EndsNow ? _range.Refresh?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : null;

    protected override async Task OnInitializedAsync()
    {
        _services = JsonSerializer.Serialize(
            Catalog.Services.Where(service => service.LokiSelector is not null).Select(service => new { id = service.Id, name = service.Name, selector = service.LokiSelector }));
        _mayReadRaw = SignedIn is not null && Access.MayReadRaw((await SignedIn).User);
    }

    protected override void OnParametersSet()
    {
        _range = PageRange ?? TimeRange.Default;
        _search = LogSearch.FromUri(Navigation.Uri);
        _query = LogQl.Of(_search, Catalog);
    }
}
