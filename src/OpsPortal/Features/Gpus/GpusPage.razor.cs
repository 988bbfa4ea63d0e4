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
    private GpuScript _script = default!;
    private ScriptView? _shown;
    private bool _paused;

    [Inject] internal GpuHosts Hosts { get; set; } = default!;

    [Inject] internal LocalGpus Local { get; set; } = default!;

    [Inject] private IJSRuntime Browser { get; set; } = default!;

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
        _script = new GpuScript(Browser);
        Hosts.Changed += OnHostsChanged;
        _hosts = Names();
    }

    protected override void OnParametersSet() => _view = GpusView.Parse(Host, Sort, Trend, Mode, Colour, Group, Compare, Gpu);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _shown = Shown;
            await _script.MountAsync(Assets["dist/js/gpus.js"], "mount", _root, "hubs/telemetry", _shown);
        }

        if (!_script.IsMounted || _shown == Shown)
            return;
        _shown = Shown;
        await _script.TellAsync("configure", _shown);
    }

    public ValueTask DisposeAsync()
    {
        Hosts.Changed -= OnHostsChanged;
        return _script.DisposeAsync();
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
        await _script.TellAsync("pause", _paused);
    }
}
