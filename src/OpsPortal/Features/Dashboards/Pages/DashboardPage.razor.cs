using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Pages.Viewing;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;
using OpsPortal.Live;
using OpsPortal.Ui;

namespace OpsPortal.Features.Dashboards.Pages;

/// <summary>
/// One dashboard: its structure is drawn here, its panels fetch and draw for themselves. The URL says what is shown; what is
/// edited is a draft (DashboardPage.Editing.cs).
/// </summary>
public sealed partial class DashboardPage : IAsyncDisposable
{
    // The first paint must not wait for a slow Prometheus: then variables say that they load.
    private static readonly TimeSpan FirstPaint = TimeSpan.FromMilliseconds(400);
    private static readonly PanelMenuEntry[] ViewMenu = [new("view", "View alone")];
    private static readonly PanelMenuEntry[] Menu = [new("view", "View alone"), new("edit", "Edit"), new("duplicate", "Duplicate")];
    private readonly CancellationTokenSource _left = new();
    private CancellationTokenSource? _asking;
    private DashboardUrl _url = DashboardUrl.FromUri("");
    private FoundDashboard? _found;
    private Dashboard? _dashboard;
    private DashboardSummary? _summary;
    private ResolvedVariables _variables = ResolvedVariables.Empty;
    private IReadOnlyList<PlacedItem> _plan = [];
    private IReadOnlyList<string> _first = [];
    private PlacedItem? _viewed;
    private IDisposable? _changes;
    private DotNetObjectReference<DashboardPage>? _self;
    private IJSObjectReference? _module;
    private ElementReference _root;
    private string? _loaded;
    private string? _asked;
    private string? _failed;
    private string? _problem;
    private string? _message;
    private string _tone = "info";
    private string? _undelete;
    private bool _missing;
    private bool _resolved;
    private bool _resolving;
    private bool _mayEdit;
    private bool _attached;
    private bool _printing;

    /// <summary>Null: a new dashboard.</summary>
    [Parameter] public string? Uid { get; set; }

    /// <summary>The title in Grafana's addresses; not needed.</summary>
    [Parameter] public string? Slug { get; set; }

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DashboardLibrary Library { get; set; } = default!;

    [Inject] private DashboardDesk Desk { get; set; } = default!;

    [Inject] private VariableResolver Resolver { get; set; } = default!;

    [Inject] private ChangeFeed Changes { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private PanelHeadStart HeadStart { get; set; } = default!;

    [Inject] private IHttpContextAccessor Http { get; set; } = default!;

    private Dashboard? Shown => _draft?.Dashboard ?? _dashboard;

    private string Title => Shown is { } shown ? shown.Title : _missing ? "No such dashboard" : "Dashboard";

    private TimeRange Range => PageRange ?? TimeRange.Default;

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        _asking?.Dispose();
        _left.Dispose();
        _changes?.Dispose();
        _self?.Dispose();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            _changes = Changes.Subscribe(DashboardLibrary.Topic, uid => uid == Uid || uid == "*" ? InvokeAsync(SomebodySavedAsync) : Task.CompletedTask);
        _mayEdit = Session is not null && await Desk.MayEditAsync((await Session).User);
    }

    protected override async Task OnParametersSetAsync()
    {
        // The router draws the page once more while another one comes.
        if (!IsHere())
            return;
        _url = DashboardUrl.FromUri(Navigation.Uri);
        var wanted = $"{Uid}@{_url.Version}";
        if (_loaded != wanted)
        {
            _loaded = wanted;
            (_dashboard, _found, _missing, _failed, _resolved, _asked, _message) = (null, null, false, null, false, null, null);
            if (_draft?.Uid != Uid)
                Forget();
            await LoadAsync();
        }
        else if (Shown is not null)
        {
            await ResolveAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_left.IsCancellationRequested || Shown is null || _attached)
            return;
        _attached = true;
        try
        {
            _module ??= await Js.InvokeAsync<IJSObjectReference>("import", _left.Token, "/dist/js/dashboards/page.js");
            _self ??= DotNetObjectReference.Create(this);
            await _module.InvokeVoidAsync("attach", _left.Token, _root, _self);
            await RestoreAsync();
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The viewer left.
        }
    }

    private bool IsHere()
    {
        var path = DashboardUrl.PathOf(Navigation.Uri);
        return Uid is null ? path == "/dashboards/new" : path.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, var uid, ..] && Uri.UnescapeDataString(uid) == Uid;
    }

    private async Task LoadAsync()
    {
        _failed = null;
        if (Uid is null)
        {
            if (_mayEdit)
                StartNew();
            else
                _failed = "Your role can look at dashboards, not make them. Ask an administrator for the role responder or manager.";
            await ResolveAsync();
            return;
        }
        try
        {
            _found = await Library.FindAsync(Uid, _left.Token);
            (_summary, _problem, _missing) = (_found?.Summary, _found?.Problem, _found is null);
            _dashboard = _url.Version is { } version && _found is not null && version != _found.Summary.Version
                ? await Library.VersionAsync(Uid, version, _left.Token) is { } json ? DashboardImport.Read(json).Dashboard : null
                : _found?.Dashboard;
            _missing |= _dashboard is null;
        }
        catch (Exception error) when (DashboardDesk.IsAway(error))
        {
            _failed = "The database does not answer: " + error.Message.TrimEnd('.') + ".";
            return;
        }
        if (_dashboard is not null && !TakeItsRange(_dashboard))
            await ResolveAsync();
    }

    // An address without a range gets the dashboard's own, so that it is in the address from then on.
    private bool TakeItsRange(Dashboard dashboard)
    {
        var query = new Uri(Navigation.Uri).Query;
        if (query.Contains("from=", StringComparison.Ordinal) || query.Contains("to=", StringComparison.Ordinal))
            return false;
        var own = TimeRange.Parse(dashboard.TimeFrom, dashboard.OpensTo, query.Contains("refresh=", StringComparison.Ordinal) ? Range.RefreshText : dashboard.Refresh is { Length: > 0 } every ? every : "off", out var error);
        if (error is not null || own == Range)
            return false;
        Navigation.NavigateTo(DashboardUrl.With(Navigation.Uri, ("from", own.From), ("to", own.To), ("refresh", own.RefreshText)), replace: true);
        return true;
    }

    private async Task ResolveAsync()
    {
        if (Shown is not { } dashboard)
            return;
        var timely = dashboard.Variables.Any(variable => variable.Refresh == 2 || variable.Kind == VariableKind.Interval) ? $"{Range.From} {Range.To}" : "";
        var question = string.Join('\n', _url.Variables.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={string.Join('\r', pair.Value.ToArray())}")
            .Prepend(timely).Prepend(_loaded ?? "").Prepend(_draft?.Json["templating"]?.ToJsonString() ?? ""));
        if (_asked == question)
        {
            Plan();
            return;
        }
        _asked = question;
        if (_asking is not null)
            await _asking.CancelAsync();
        _asking?.Dispose();
        _asking = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
        var stop = _asking.Token;
        var (from, to) = Range.Resolve(Clock.GetUtcNow());
        var asking = Resolver.ResolveAsync(dashboard, _url.Variables, from, to, stop);
        _resolving = true;
        if (!asking.IsCompleted && !RendererInfo.IsInteractive)
            await Task.WhenAny(asking, Task.Delay(FirstPaint, Clock, stop));
        if (!asking.IsCompleted && !RendererInfo.IsInteractive)
            return;
        try
        {
            var variables = await asking;
            if (stop.IsCancellationRequested)
                return;
            (_variables, _resolving, _resolved) = (variables, false, true);
            Plan();
            if (!RendererInfo.IsInteractive)
                BeginPanels();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Another choice was made meanwhile, or the viewer left.
        }
    }

    private void Plan()
    {
        if (_dashboard is null || _draft is not null)
        {
            (_plan, _viewed) = ([], null);
            return;
        }
        _plan = LayoutPlan.From(_dashboard, _variables, _url.ViewPanel is null && !_printing ? _url.IsCollapsed : (_, _) => false);
        _viewed = _url.ViewPanel is { } key ? _plan.FirstOrDefault(item => !item.IsRow && item.Key == key) ?? _plan.FirstOrDefault(item => !item.IsRow && item.Panel.Id.ToString() == key) : null;
    }

    // The browser begins to ask for what it shows first while it reads its scripts (js/panels/data/begun.js); the portal begins at once.
    private void BeginPanels()
    {
        if (_found is not { } found || _url.Version is not null || Room.Of(Http.HttpContext?.Request.Cookies[Room.Cookie]) is not { } room)
            return;
        IReadOnlyList<PlacedItem> items = _viewed is { } viewed ? [viewed with { Y = 0, W = LayoutPlan.Columns }] : _plan;
        var first = FirstPanels.Of(items, _variables, Range, room, found.Summary.Version, Clock.GetUtcNow());
        HeadStart.Begin(found, first);
        _first = [.. first.Select(one => FirstPanels.Address(found.Summary.Uid, one.Panel, one.Query))];
    }
}
