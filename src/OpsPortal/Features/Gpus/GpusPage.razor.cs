using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace OpsPortal.Features.Gpus;

/// <summary>What the script is told of the view.</summary>
/// <param name="Many">So many hosts that only those in sight are watched whole.</param>
internal sealed record ScriptView(string? Host, string Sort, string Trend, string Mode, string Colour, string Group, string? Compare, bool Many, int? Gpu);

/// <summary>The page's frame and controls. It renders when a host comes or goes and when a control is used, never for a frame.</summary>
public sealed partial class GpusPage : ComponentBase, IAsyncDisposable
{
    private const int Few = 8;
    private IReadOnlyList<string> _hosts = [];
    private GpusView _view = GpusView.Parse(null, null, null);
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _live;
    private ScriptView? _shown;
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

    [SupplyParameterFromQuery] private string? Gpu { get; set; }

    private ScriptView Shown => new(
        _view.Host, _view.Sort, _view.Trend, IsFleet ? "fleet" : "cards", _view.Colour, _view.Group, _view.Compare, _view.Host is null && _hosts.Count > Few, IsFleet ? null : _view.Gpu);

    [SupplyParameterFromQuery] private string? Compare { get; set; }

    private bool IsFleet => _view.IsFleet(_hosts.Count);

    private IEnumerable<string> HostChoices => _view.Host is { } host && !_hosts.Contains(host) ? _hosts.Append(host) : _hosts;

    protected override void OnInitialized()
    {
        Hosts.Changed += OnHostsChanged;
        _hosts = Names();
    }

    protected override void OnParametersSet() => _view = GpusView.Parse(Host, Sort, Trend, Mode, Colour, Group, Compare, Gpu);

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

                _shown = Shown;
                _live = await module.InvokeAsync<IJSObjectReference>("mount", _root, "hubs/telemetry", _shown);
            }

            if (_left)
                await ReleaseAsync();
            else if (_live is not null && _shown != Shown)
            {
                _shown = Shown;
                await _live.InvokeVoidAsync("configure", _shown);
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
        Navigation.NavigateTo(Address(GpusView.Parse(view.Host, view.Sort, view.Trend, view.Mode, view.Colour, view.Group, view.Compare, view.Gpu?.ToString(System.Globalization.CultureInfo.InvariantCulture))), replace: true);

    private string Address(GpusView view) => Navigation.GetUriWithQueryParameters(view.Query);

    private async Task PauseAsync()
    {
        _paused = !_paused;
        if (_live is not null)
            await _live.InvokeVoidAsync("pause", _paused);
    }
}
