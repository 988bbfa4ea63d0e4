using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Pages.Editing;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Pages;

/// <summary>What is open beside the grid while a dashboard is edited.</summary>
internal enum EditPart
{
    None,
    Panel,
    Variables,
    Settings,
}

public sealed partial class DashboardPage
{
    // A circuit takes 32 kB from the browser at once; a draft comes in pieces.
    private const long MaxDraftBytes = 3L * DashboardImport.MaxLength;
    private Draft? _draft;
    private EditPart _open;
    private int _selected;
    private bool _deleting;
    private bool _discarding;
    private bool _saving;
    private bool _copying;
    private bool _conflicting;
    private bool _writing;
    private IReadOnlyList<string> _errors = [];
    private DashboardVersion? _conflict;
    private IReadOnlyList<DashboardChange> _theirs = [];

    private void Forget() => (_draft, _open, _saving, _conflicting, _discarding, _errors) = (null, EditPart.None, false, false, false, []);

    private void StartNew() => _draft = new Draft("", 0, DraftJson.New());

    private async Task StartEditing()
    {
        if (!_mayEdit || _dashboard is null || _draft is not null)
            return;
        _draft = new Draft(Uid!, _summary?.Version ?? 0, DraftJson.Begin(_dashboard));
        _message = null;
        if (_url.ViewPanel is not null)
            Navigation.NavigateTo(DashboardUrl.With(Navigation.Uri, ("viewPanel", null)), replace: true);
        await ResolveAsync();
    }

    /// <summary>From the browser: an entry of a panel's menu was chosen.</summary>
    /// <param name="key">The panel's key on the page.</param>
    [JSInvokable]
    public async Task PanelMenuAsync(string id, int panel, string key)
    {
        if (id == "view")
            Navigation.NavigateTo(DashboardUrl.With(Navigation.Uri, ("viewPanel", key)));
        else if (id is "edit" or "duplicate" && _mayEdit)
        {
            await StartEditing();
            if (id == "edit")
                OpenPanel(panel);
            else
                DuplicatePanel(panel);
        }
        StateHasChanged();
    }

    /// <summary>From the browser: a panel was dragged or resized to a place on the grid, in its units.</summary>
    [JSInvokable]
    public void PlacePanel(int id, int x, int y, int w, int h) => Do("Move " + NameOf(id), json => DraftEdits.Place(json, id, x, y, w, h));

    /// <summary>From the browser: arrows on a panel's handle.</summary>
    [JSInvokable]
    public void NudgePanel(int id, int dx, int dy, int dw, int dh) => Do((dw | dh) == 0 ? "Move " + NameOf(id) : "Resize " + NameOf(id), json => DraftEdits.Nudge(json, id, dx, dy, dw, dh), merge: true);

    private void AddPanel()
    {
        Do("Add a panel", json => (_selected = DraftEdits.AddPanel(json)) > 0);
        _open = EditPart.Panel;
    }

    private void AddRow() => Do("Add a row", json => DraftEdits.AddRow(json) > 0);

    private void OpenPanel(int id) => (_selected, _open) = (id, EditPart.Panel);

    private void CloseEditor() => _open = EditPart.None;

    private void RemovePanel(int id)
    {
        Do("Remove " + NameOf(id), json => DraftEdits.Remove(json, id));
        if (_selected == id && _open == EditPart.Panel)
            _open = EditPart.None;
    }

    private void DuplicatePanel(int id) => Do("Duplicate " + NameOf(id), json => DraftEdits.Duplicate(json, id) is { } copy && (_selected = copy) > 0);

    private void ToggleRow(int id) => Do("Fold " + NameOf(id), json => DraftEdits.ToggleRow(json, id));

    private void RenameRow((int Id, string Title) row) => Do("Rename " + NameOf(row.Id), json => Set(DraftJson.Find(json, row.Id), "title", row.Title));

    private static bool Set(JsonObject? node, string key, string value)
    {
        if (node is null)
            return false;
        node[key] = value;
        return true;
    }

    private string NameOf(int id) => DraftJson.Find(_draft!.Json, id).Str("title") is { Length: > 0 } title ? $"“{title}”" : "a panel";

    private void Do(string words, Func<JsonObject, bool> edit, bool merge = false)
    {
        if (_draft is null || !_draft.Change(words, edit, merge))
            return;
        Changed();
        StateHasChanged();
    }

    private void Changed() => _ = InvokeAsync(async () =>
    {
        if (_draft is null || _left.IsCancellationRequested)
            return;
        if (_open == EditPart.Panel && DraftJson.Find(_draft.Json, _selected) is null)
            _open = EditPart.None;
        await ResolveAsync();
        StateHasChanged();
        await KeepAsync();
    });

    // Kept in the browser's tab, so that a reload, or a circuit that is lost, doesn't take it away.
    private async Task KeepAsync()
    {
        try
        {
            if (_draft is { } draft)
                await CallAsync("keepDraft", draft.Uid, draft.BaseVersion, draft.IsDirty ? draft.Json.ToJsonString() : null);
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException or JSException)
        {
            // The circuit still has it.
        }
    }

    private async Task RestoreAsync()
    {
        if (!_mayEdit || _module is null)
            return;
        var uid = Uid ?? "";
        if (await _module.InvokeAsync<int?>("draftVersion", _left.Token, uid) is not { } version)
            return;
        await using var kept = await _module.InvokeAsync<IJSStreamReference>("draft", _left.Token, uid);
        await using var stream = await kept.OpenReadStreamAsync(MaxDraftBytes, _left.Token);
        using var reader = new StreamReader(stream);
        if (SafeJson.Parse(await reader.ReadToEndAsync(_left.Token)).Node is not JsonObject json || !DashboardImport.Read((JsonObject)json.DeepClone()).IsOk)
            return;
        var from = uid.Length == 0 ? DraftJson.New()
            : version == _summary?.Version && _found is not null ? DraftJson.Begin(_found.Dashboard)
            : await Library.VersionAsync(uid, version, _left.Token) is { } old && DashboardImport.Read(old).Dashboard is { } was ? DraftJson.Begin(was) : json;
        _draft = new Draft(uid, version, from, json);
        Say("This is your draft, as you left it in this tab. It is not saved yet.", "info");
        await ResolveAsync();
        StateHasChanged();
    }

    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (_draft is not { IsDirty: true } || _writing || DashboardUrl.PathOf(Navigation.ToAbsoluteUri(leaving.TargetLocation).ToString()) == DashboardUrl.PathOf(Navigation.Uri))
            return;
        if (!await Js.InvokeAsync<bool>("confirm", "The draft is not saved. It stays in this tab until you come back. Leave the page?"))
            leaving.PreventNavigation();
    }

    private async Task DiscardAsync()
    {
        var wasNew = _draft?.Uid.Length == 0;
        await CallAsync("keepDraft", _draft?.Uid ?? "", 0, null);
        Forget();
        if (wasNew)
        {
            Navigation.NavigateTo("/dashboards");
            return;
        }
        _asked = null;
        await LoadAsync();
    }

    private void AskSave(bool copy) => (_saving, _copying, _errors) = (true, copy, []);

    private Task SaveAsync((string Message, string Title) said)
    {
        var json = (JsonObject)(_draft?.Json ?? _dashboard!.Source).DeepClone();
        if (!_copying)
            return WriteAsync(json, _draft!.Uid.Length == 0 ? null : _draft.Uid, _draft.BaseVersion, said.Message);
        (json["title"], json["id"]) = (said.Title, null);
        json.Remove("uid");
        return WriteAsync(json, null, 0, said.Message);
    }

    private Task OverwriteAsync() => WriteAsync((JsonObject)_draft!.Json.DeepClone(), _draft.Uid, _conflict!.Version, $"Overwrites version {_conflict.Version} of {_conflict.Author}");

    private async Task WriteAsync(JsonObject json, string? uid, int expected, string message)
    {
        (_writing, _errors) = (true, []);
        try
        {
            switch (await Desk.SaveAsync((await Session!).User, json, uid, expected, message, _left.Token))
            {
                case SaveResult.Saved saved:
                    await CallAsync("keepDraft", _draft?.Uid ?? "", 0, null);
                    Forget();
                    if (saved.Uid != Uid)
                    {
                        Navigation.NavigateTo("/d/" + saved.Uid);
                        return;
                    }
                    _asked = null;
                    await LoadAsync();
                    Say($"Saved as version {saved.Version}.", "good");
                    break;
                case SaveResult.Conflict conflict:
                    (_conflict, _conflicting, _saving) = (conflict.Theirs, true, false);
                    var theirs = await Library.VersionAsync(uid!, conflict.Theirs.Version, _left.Token);
                    _theirs = theirs is not null && DashboardImport.Read(theirs).Dashboard is { } read ? DashboardDiff.Between(DraftJson.Begin(read), _draft!.Json) : [];
                    break;
                case SaveResult.Invalid invalid:
                    (_errors, _saving, _conflicting) = (invalid.Errors, true, false);
                    break;
            }
        }
        finally
        {
            _writing = false;
        }
    }

    private async Task DeleteAsync()
    {
        _deleting = false;
        var (uid, title, catalog) = (Uid!, Title, _summary?.Shadows == true);
        if (await Desk.DeleteAsync((await Session!).User, uid, _left.Token) is { } why)
            Say(why, "warn");
        else if (catalog)
        {
            _asked = null;
            await LoadAsync();
            Say($"Your version of “{title}” is deleted; this is the catalog's.", "info");
            _undelete = uid;
        }
        else
        {
            Navigation.NavigateTo($"/dashboards?deleted={Uri.EscapeDataString(uid)}&title={Uri.EscapeDataString(title)}");
        }
    }

    private async Task UndeleteAsync()
    {
        var why = await Desk.UndeleteAsync((await Session!).User, _undelete!, _left.Token);
        _asked = null;
        await LoadAsync();
        Say(why ?? "It is back.", why is null ? "good" : "warn");
    }
}
