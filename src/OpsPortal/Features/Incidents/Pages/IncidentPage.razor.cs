using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Runbooks;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>One incident, live: what others do shows without a reload, and what is being typed stays.</summary>
public sealed partial class IncidentPage
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private Reading<IncidentDetail?> _detail = Reading<IncidentDetail?>.Loading;
    private long _shown;

    /// <summary>The incident's number, from the address.</summary>
    [Parameter] public long Number { get; set; }

    [Inject] private IncidentReader Reader { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [Inject] private RunbookLibrary Library { get; set; } = default!;

    protected override void OnInitialized()
    {
        DependOn(IncidentTopics.Incidents);
        Reader.Changed += Refresh;
        Left.Register(() => Reader.Changed -= Refresh);
        ReadEvery(Pause);
    }

    protected override Task OnParametersSetAsync()
    {
        if (_shown == Number)
            return Task.CompletedTask;
        (_shown, _detail) = (Number, Reading<IncidentDetail?>.Loading);
        return ReadAsync();
    }

    // Those of the alerts that fire, or of all once none does; a storm of alerts has few.
    private Runbook[] Runbooks(IncidentDetail detail) =>
    [
        .. detail.Alerts.Where(alert => alert.Fires || detail.Incident.AlertsFiring == 0).Select(alert => alert.Annotation("runbook_url")).Distinct(StringComparer.Ordinal)
            .Select(Library.FindByAddress).OfType<Runbook>().DistinctBy(runbook => runbook.Name).Take(3),
    ];

    private Task ReadNowAsync()
    {
        Reader.Forget();
        return ReadAsync();
    }

    protected override async Task ReadAsync()
    {
        var asked = Number;
        var detail = await OnceAsync(() => Reader.DetailAsync(asked));
        if (asked == Number)
            _detail = _detail.Next(detail);
    }
}
