using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Pages.Importing;

/// <summary>A file or pasted JSON, a report of it panel by panel, and where to save it.</summary>
public sealed partial class ImportPage : IAsyncDisposable
{
    private const long MostBytes = 3L * DashboardImport.MaxLength;
    private readonly CancellationTokenSource _left = new();
    private readonly Dictionary<string, string> _choices = [];
    private ElementReference _text;
    private ElementReference _drop;
    private IJSObjectReference? _module;
    private IReadOnlyList<string> _errors = [];
    private IReadOnlyList<ImportInput> _inputs = [];
    private Dashboard? _dashboard;
    private DashboardSummary? _existing;
    private string _title = "";
    private bool _asCopy = true;
    private bool _busy;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DashboardLibrary Library { get; set; } = default!;

    [Inject] private DashboardDesk Desk { get; set; } = default!;

    [Inject] private PrometheusServers Prometheus { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    // What is pasted into the server's first drawing would be gone when the circuit draws the page anew.
    private bool IsAlive => _module is not null;

    private IReadOnlyList<Panel> Panels => [.. _dashboard!.AllPanels.Where(panel => panel.Type != PanelType.Row)];

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        _left.Dispose();
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

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", _left.Token, "/dist/js/dashboards/import.js");
            StateHasChanged();
            await _module.InvokeVoidAsync("takeDrops", _left.Token, _drop, _text);
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The viewer left.
        }
    }

    private string Worst(Panel panel) => _dashboard!.Notes.Where(note => note.PanelId == panel.Id).Select(note => note.Tone).OrderBy(tone => tone switch { "bad" => 0, "warn" => 1, _ => 2 }).FirstOrDefault("good");

    private IEnumerable<string> Servers(string kind) => kind == "prometheus" ? Prometheus.Names.Select(name => "prometheus:" + name) : [];

    private void Choose(ImportInput input, string? server)
    {
        if (string.IsNullOrEmpty(server))
            _choices.Remove(input.Name);
        else
            _choices[input.Name] = server;
    }

    private async Task FileAsync(InputFileChangeEventArgs e)
    {
        if (e.File.Size > MostBytes)
        {
            _errors = [$"{e.File.Name} is larger than {MostBytes / 1024 / 1024} MiB, which no dashboard should be."];
            return;
        }
        await using var stream = e.File.OpenReadStream(MostBytes, _left.Token);
        await TakeAsync(stream);
    }

    // A circuit takes 32 kB at once, and dashboards are larger: the text comes as a stream.
    private async Task ReadAsync()
    {
        if (_module is null)
            return;
        await using var bytes = await _module.InvokeAsync<IJSStreamReference>("text", _left.Token, _text);
        await using var stream = await bytes.OpenReadStreamAsync(MostBytes, _left.Token);
        await TakeAsync(stream);
    }

    private async Task TakeAsync(Stream stream)
    {
        _busy = true;
        try
        {
            using var reader = new StreamReader(stream);
            var result = DashboardImport.Read(await reader.ReadToEndAsync(_left.Token));
            (_dashboard, _errors, _existing, _asCopy) = (result.Dashboard, result.Errors, null, true);
            _choices.Clear();
            if (_dashboard is null)
                return;
            (_title, _inputs) = (_dashboard.Title, ImportInput.Of(_dashboard.Source));
            if (_dashboard.Uid.Length > 0)
                _existing = (await Library.FindAsync(_dashboard.Uid, _left.Token))?.Summary;
        }
        catch (Exception error) when (DashboardDesk.IsAway(error))
        {
            _errors = ["The database does not answer, so it can't be saved now: " + error.Message.TrimEnd('.') + "."];
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task SaveAsync()
    {
        _busy = true;
        try
        {
            var json = ImportInput.Choose(_dashboard!.Source, _choices);
            json["title"] = _title.Trim().Length > 0 ? _title.Trim() : _dashboard.Title;
            json.Remove("id");
            if (_existing is not null && _asCopy)
                json.Remove("uid");
            var saved = await Desk.SaveAsync((await Session!).User, json, null, _existing is not null && !_asCopy ? _existing.Version : 0, "Imported", _left.Token);
            switch (saved)
            {
                case SaveResult.Saved done:
                    Navigation.NavigateTo("/d/" + done.Uid);
                    break;
                case SaveResult.Conflict conflict:
                    _errors = [$"{conflict.Theirs.Author} saved version {conflict.Theirs.Version} of the dashboard with this address meanwhile. Read the file again."];
                    break;
                case SaveResult.Invalid invalid:
                    _errors = invalid.Errors;
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
