using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace OpsPortal.Features.Gpus;

/// <summary>The page's frame and controls. It renders when a host comes or goes and when a control is used, never for a frame.</summary>
public sealed partial class GpusPage : ComponentBase, IAsyncDisposable
{
    private IReadOnlyList<string> _hosts = [];
    private GpusView _view = GpusView.Parse(null, null, null);
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _live;
    private GpusView? _shown;
    private bool _shownFleet;
    private bool _paused;
    private bool _left;

    [Inject] internal GpuHosts Hosts { get; set; } = default!;

    [Inject] internal LocalGpus Local { get; set; } = default!;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery] private string? Host { get; set; }

    [SupplyParameterFromQuery] private string? Sort { get; set; }

    [SupplyParameterFromQuery] private string? Trend { get; set; }

    [SupplyParameterFromQuery] private string? Mode { get; set; }

    [SupplyParameterFromQuery] private string? Colour { get; set; }

    [SupplyParameterFromQuery] private string? Group { get; set; }

    private bool IsFleet => _view.IsFleet(_hosts.Count);

    private IEnumerable<string> HostChoices => _view.Host is { } host && !_hosts.Contains(host) ? _hosts.Append(host) : _hosts;

    protected override void OnInitialized()
    {
        Hosts.Changed += OnHostsChanged;
        _hosts = Names();
    }

    protected override void OnParametersSet() => _view = GpusView.Parse(Host, Sort, Trend, Mode, Colour, Group);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                var module = await Script.InvokeAsync<IJSObjectReference>("import", "./" + Assets["dist/js/gpus.js"]);
                _module = module;
                if (_left)
                {
                    await ReleaseAsync();
                    return;
                }

                (_shown, _shownFleet) = (_view, IsFleet);
                _live = await module.InvokeAsync<IJSObjectReference>("mount", _root, new
                {
                    hub = "hubs/gpus",
                    host = _view.Host,
                    sort = _view.Sort,
                    trend = _view.Trend,
                    mode = IsFleet ? "fleet" : "cards",
                    colour = _view.Colour,
                    group = _view.Group,
                });
            }

            if (_left)
                await ReleaseAsync();
            else if (_live is not null && (_shown != _view || _shownFleet != IsFleet))
            {
                (_shown, _shownFleet) = (_view, IsFleet);
                await _live.InvokeVoidAsync("configure", new
                {
                    host = _view.Host, sort = _view.Sort, trend = _view.Trend, mode = IsFleet ? "fleet" : "cards", colour = _view.Colour, group = _view.Group,
                });
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has left; there is nothing to draw on.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _left = true;
        Hosts.Changed -= OnHostsChanged;
        try
        {
            await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone with its scripts.
        }
    }

    /// <summary>Stops the script. Called again when the page was left while the script was being loaded.</summary>
    private async Task ReleaseAsync()
    {
        var (live, module) = (_live, _module);
        (_live, _module) = (null, null);
        if (live is not null)
        {
            await live.InvokeVoidAsync("dispose");
            await live.DisposeAsync();
        }

        if (module is not null)
            await module.DisposeAsync();
    }

    private static string? Text(ChangeEventArgs e) => e.Value as string;

    private IReadOnlyList<string> Names() => [.. Hosts.All.Select(h => h.Name)];

    private void OnHostsChanged() => _ = InvokeAsync(() =>
    {
        _hosts = Names();
        StateHasChanged();
    });

    private void Go(GpusView view) =>
        Navigation.NavigateTo(Address(GpusView.Parse(view.Host, view.Sort, view.Trend, view.Mode, view.Colour, view.Group)), replace: true);

    private string Address(GpusView view) => Navigation.GetUriWithQueryParameters(view.Query);

    private async Task PauseAsync()
    {
        _paused = !_paused;
        if (_live is not null)
            await _live.InvokeVoidAsync("pause", _paused);
    }
}
