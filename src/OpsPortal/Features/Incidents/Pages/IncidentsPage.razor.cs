using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Steps;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>The live list. Its filter is its URL; it reads anew when something changed, and every 15 s to notice that it can't.</summary>
public sealed partial class IncidentsPage
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private IncidentFilter _filter = new();
    private Reading<IncidentList> _list = Reading<IncidentList>.Loading;
    private StepResult? _message;
    private bool _showFilters;

    [Inject] private IncidentReader Reader { get; set; } = default!;

    [Inject] private IncidentDesk Desk { get; set; } = default!;

    [Inject] private IntakeStatus Status { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    private IEnumerable<(IncidentView View, string Words, int Count, string Tone)> Tabs
    {
        get
        {
            var counts = _list.LastGood?.Value?.Counts ?? new IncidentCounts();
            yield return (IncidentView.Open, "Open", counts.Open, counts.Unacknowledged > 0 ? "bad" : "info");
            yield return (IncidentView.Resolved, "Resolved", 0, "");
            yield return (IncidentView.All, "All", 0, "");
            yield return (IncidentView.Alerts, "Alerts without incident", counts.FiringAlerts, "info");
        }
    }

    private string Announcement => _list.LastGood?.Value is { } list ? $"{list.Counts.Open} open incidents, {list.Counts.Unacknowledged} not acknowledged." : "";

    protected override Task OnInitializedAsync()
    {
        Forget();
        _showFilters = _filter.IsNarrowed;
        DependOn(IncidentTopics.Incidents);
        Reader.Changed += Refresh;
        Left.Register(() => Reader.Changed -= Refresh);
        ReadAt(IncidentFilter.Path);
        ReadEvery(Pause);
        return ReadAsync();
    }

    protected override void Forget() => _filter = IncidentFilter.FromUri(Navigation.Uri);

    protected override async Task ReadAsync()
    {
        var asked = _filter;
        var list = await OnceAsync(() => Reader.ListAsync(asked));
        if (asked == _filter)
            _list = _list.Next(list);
    }

    private static string Text(ChangeEventArgs change) => change.Value?.ToString()?.Trim() ?? "";

    private static T? One<T>(ChangeEventArgs change) where T : struct, Enum => Enum.TryParse<T>(Text(change), out var value) ? value : null;

    private void Go(IncidentFilter filter) => Navigation.NavigateTo((filter with { Limit = IncidentFilter.PageSize }).ToUri(), replace: true);

    private async Task AcknowledgeAsync(IncidentRow incident)
    {
        var person = (await Session!).User;
        var result = await Desk.TakeAsync(person, incident.Number, new IncidentStep(StepKind.Acknowledge, Guid.NewGuid(), incident.Version), CancellationToken.None);
        _message = result.Words.Length == 0 ? null : result with { Words = $"{incident.Name}: {result.Words}" };
        Reader.Forget();
        await ReadAsync();
    }
}
