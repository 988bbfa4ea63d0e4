using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Revisions;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Who computed closed days anew, when and why; and the form that does it. Its state is its URL.</summary>
public sealed partial class RevisionsPage
{
    private Reading<IReadOnlyList<DayRevision>> _reading = Reading<IReadOnlyList<DayRevision>>.Loading;
    private IReadOnlyList<RevisionLine>? _lines;
    private CostView? _view;
    private string? _error, _done;

    [Inject] private RevisionReader Reader { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    private CostView View => _view ??= CostView.FromUri(Navigation.Uri, UtcSpan.DayOf(Clock.GetUtcNow()), out _error);

    protected override Task OnInitializedAsync()
    {
        ReadAt(RevisionsView.Path);
        return ReadAsync();
    }

    protected override void Forget() => (_view, _done) = (null, null);

    protected override async Task ReadAsync()
    {
        _reading = _reading.Next(await OnceAsync(() => Reader.ListAsync(View.Service, View.Span, Left)));
        _lines = View is { Days: 1, Service: { } service } ? (await OnceAsync(() => Reader.LinesAsync(service, View.From, Left))).Value : null;
    }

    private static bool IsLatest(IReadOnlyList<DayRevision> all, DayRevision one) => !all.Any(other => other.Service == one.Service && other.Day == one.Day && other.Revision > one.Revision);

    private async Task KeptAsync(string words)
    {
        await ReadAsync();
        _done = words;
    }
}
