using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Revisions;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Who computed closed days anew, when and why; and the form that does it. Its state is its URL.</summary>
public sealed partial class RevisionsPage : IDisposable
{
    private Reading<IReadOnlyList<DayRevision>> _reading = Reading<IReadOnlyList<DayRevision>>.Loading;
    private IReadOnlyList<RevisionLine>? _lines;
    private CostView? _view;
    private string? _error, _done;

    [Inject] private RevisionReader Reader { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private CostView View => _view ??= CostView.FromUri(Navigation.Uri, UtcSpan.DayOf(Clock.GetUtcNow()), out _error);

    public void Dispose() => Navigation.LocationChanged -= Moved;

    protected override Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Moved;
        return ReadAsync();
    }

    private static bool IsLatest(IReadOnlyList<DayRevision> all, DayRevision one) => !all.Any(other => other.Service == one.Service && other.Day == one.Day && other.Revision > one.Revision);

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath != RevisionsView.Path)
            return;
        (_view, _done) = (null, null);
        _ = InvokeAsync(async () =>
        {
            await ReadAsync();
            StateHasChanged();
        });
    }

    private async Task ReadAsync()
    {
        _reading = _reading.Next(await Reader.ListAsync(View.Service, View.Span, CancellationToken.None));
        _lines = View is { Days: 1, Service: { } service } ? (await Reader.LinesAsync(service, View.From, CancellationToken.None)).Value : null;
    }

    private async Task KeptAsync(string words)
    {
        await ReadAsync();
        _done = words;
    }
}
