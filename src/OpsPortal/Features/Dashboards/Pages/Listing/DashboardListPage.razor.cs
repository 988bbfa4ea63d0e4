using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Storage;

namespace OpsPortal.Features.Dashboards.Pages.Listing;

/// <summary>All dashboards, starred ones first; its filter is in the URL, its stars in the viewer's browser.</summary>
public sealed partial class DashboardListPage : IAsyncDisposable
{
    private Reading<DashboardListing> _list = Reading<DashboardListing>.Loading;
    private HashSet<string> _stars = [];
    private DotNetObjectReference<DashboardListPage>? _self;
    private IJSObjectReference? _module;
    private string _text = "";
    private string? _tag;
    private string? _message;
    private string _tone = "info";
    private string? _deleted;
    private bool _mayEdit;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DashboardLibrary Library { get; set; } = default!;

    [Inject] private DashboardDesk Desk { get; set; } = default!;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    private IReadOnlyList<(string Tag, int Count)> Tags => _list.LastGood?.Value is { } list
        ? [.. list.Items.SelectMany(one => one.Tags).GroupBy(tag => tag).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.OrdinalIgnoreCase).Take(16).Select(group => (group.Key, group.Count()))]
        : [];

    public async ValueTask DisposeAsync()
    {
        Dispose();
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

    /// <summary>From the browser: the uids that this viewer starred.</summary>
    [JSInvokable]
    public void Starred(string[] uids)
    {
        _stars = [.. uids];
        StateHasChanged();
    }

    protected override async Task OnInitializedAsync()
    {
        ReadUrl();
        _mayEdit = Session is not null && await Desk.MayEditAsync((await Session).User);
        ReadWhen(DashboardLibrary.Topic);
        await ReadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", Left, "/dist/js/dashboards/stars.js");
            _self = DotNetObjectReference.Create(this);
            await _module.InvokeVoidAsync("tell", Left, _self);
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The viewer left.
        }
    }

    private void ReadUrl()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        _text = query.TryGetValue("q", out var text) ? text.ToString() : "";
        _tag = query.TryGetValue("tag", out var tag) ? tag.ToString() : null;
        if (!query.TryGetValue("deleted", out var deleted))
            return;
        (_deleted, _message) = (deleted.ToString(), $"“{(query.TryGetValue("title", out var title) ? title.ToString() : deleted.ToString())}” is deleted.");
    }

    protected override async Task ReadAsync() => _list = _list.Next(await OnceAsync(() => DatabaseReads.TryAsync(() => Library.ListAsync(Left), Clock)));

    private void Narrow(string text, string? tag)
    {
        (_text, _tag) = (text, tag);
        Navigation.NavigateTo(DashboardUrl.With(Navigation.Uri, ("q", text.Length > 0 ? text : null), ("tag", tag), ("deleted", null), ("title", null)), replace: true);
    }

    private IReadOnlyList<DashboardSummary> Matching(DashboardListing list) =>
    [
        .. list.Items.Where(one => (_tag is null || one.Tags.Contains(_tag)) && _text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            one.Title.Contains(word, StringComparison.OrdinalIgnoreCase) || one.Uid.Contains(word, StringComparison.OrdinalIgnoreCase)
            || one.Tags.Any(tag => tag.Contains(word, StringComparison.OrdinalIgnoreCase)) || one.UpdatedBy?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)),
    ];

    private IEnumerable<IGrouping<string, DashboardSummary>> Groups(DashboardListing list) => Matching(list)
        .OrderBy(one => one.Title, StringComparer.OrdinalIgnoreCase)
        .GroupBy(one => _stars.Contains(one.Uid) ? "Starred" : one.Folder)
        .OrderBy(group => group.Key == "Starred" ? 0 : group.Key.Length == 0 ? 1 : 2).ThenBy(group => group.Key, StringComparer.OrdinalIgnoreCase);

    private async Task UndeleteAsync()
    {
        var why = await Desk.UndeleteAsync((await Session!).User, _deleted!, Left);
        (_message, _tone, _deleted) = (why ?? "It is back.", why is null ? "good" : "warn", null);
        await ReadAsync();
    }
}
