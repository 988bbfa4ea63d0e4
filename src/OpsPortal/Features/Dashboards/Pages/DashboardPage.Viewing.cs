using Microsoft.JSInterop;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Pages.Viewing;

namespace OpsPortal.Features.Dashboards.Pages;

/// <summary>What viewers do with a dashboard that is there: choose, fold, mark, take it along; and what others do to it meanwhile.</summary>
public sealed partial class DashboardPage
{
    private void Choose((string Name, IReadOnlyList<string> Values) choice)
        => Navigation.NavigateTo(DashboardUrl.WithVariable(Navigation.Uri, choice.Name, choice.Values));

    private void Mark((AnnotationQuery Query, bool Show) choice)
        => Navigation.NavigateTo(_url.WithAnnotation(Navigation.Uri, choice.Query.Name, choice.Show, choice.Query.Enabled), replace: true);

    private string? MarksAddress => Uid is not null && _dashboard is not null ? PanelAddress.Annotations(Uid, _dashboard, _url, _variables) : null;

    private void ToggleView(PlacedItem row) => Navigation.NavigateTo(_url.Toggled(Navigation.Uri, row.Key, !row.Collapsed, row.Panel.Collapsed), replace: true);

    private async Task SomebodySavedAsync()
    {
        var before = _summary?.Version;
        if (_draft is not null || Uid is null || _url.Version is not null || _left.IsCancellationRequested)
        {
            if (_draft is not null && !_writing && !_left.IsCancellationRequested && (await Library.FindAsync(Uid ?? "", _left.Token))?.Summary is { } now && now.Version != _draft.BaseVersion)
                Say($"{now.UpdatedBy ?? "Somebody"} saved version {now.Version} meanwhile. Saving yours will show what differs before anything is overwritten.", "warn");
            StateHasChanged();
            return;
        }
        _asked = null;
        await LoadAsync();
        if (_summary is { } summary && summary.Version != before && _message is null)
            Say($"{summary.UpdatedBy ?? "Somebody"} saved version {summary.Version}; it is shown now.", "info");
        StateHasChanged();
    }

    private void Say(string message, string tone) => (_message, _tone, _undelete) = (message, tone, null);

    // Folded rows too: they are in no element of the page.
    private async Task CsvAsync()
    {
        if (Shown is not { } dashboard)
            return;
        var panels = LayoutPlan.From(dashboard, _variables, (_, _) => false).Where(item => item.Panel.Type is not (PanelType.Row or PanelType.Text or PanelType.Unsupported)).Select(item => new
        {
            uid = Uid ?? "", panel = item.Panel.Id.ToString(), vars = PanelAddress.Vars(_variables, item.Scope), from = Range.From, to = Range.To, title = item.Title,
            version = _url.Version?.ToString(), draft = _draft?.PreviewOf(item.Panel.Id),
        });
        await CallAsync("csv", panels.ToArray(), dashboard.Title);
    }

    // On paper nothing can be unfolded: every row is open while it is printed.
    private async Task PrintAsync()
    {
        _printing = true;
        Plan();
        StateHasChanged();
        try
        {
            await CallAsync("printAll", _root);
        }
        finally
        {
            _printing = false;
            Plan();
        }
    }

    private async Task CallAsync(string name, params object?[] arguments)
    {
        if (_module is not null)
            await _module.InvokeVoidAsync(name, _left.Token, arguments);
    }
}
