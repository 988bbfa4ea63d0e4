using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Runbooks;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>One incident, live: what others do shows without a reload, and what is being typed stays.</summary>
public sealed partial class IncidentPage : IDisposable
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(15);
    private Reading<IncidentDetail?> _detail = Reading<IncidentDetail?>.Loading;
    private long _shown;
    private ITimer? _timer;
    private bool _disposed;

    /// <summary>The incident's number, from the address.</summary>
    [Parameter] public long Number { get; set; }

    [Inject] private IncidentReader Reader { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [Inject] private RunbookLibrary Library { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    public void Dispose()
    {
        _disposed = true;
        _timer?.Dispose();
        Reader.Changed -= Refresh;
    }

    protected override void OnInitialized()
    {
        Reader.Changed += Refresh;
        if (RendererInfo.IsInteractive)
            _timer = Clock.CreateTimer(_ => Refresh(), null, ReadEvery, ReadEvery);
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

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (_disposed)
            return;
        await ReadAsync();
        StateHasChanged();
    });

    private Task ReadNowAsync()
    {
        Reader.Forget();
        return ReadAsync();
    }

    private async Task ReadAsync()
    {
        var asked = Number;
        var detail = await Reader.DetailAsync(asked);
        if (asked == Number)
            _detail = _detail.Next(detail);
    }
}
