using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Pages.Listing;

/// <summary>Saved dashboards that somebody took away, and the way back.</summary>
public sealed partial class DeletedPage : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private Reading<IReadOnlyList<DeletedDashboard>> _list = Reading<IReadOnlyList<DeletedDashboard>>.Loading;
    private string? _message;
    private string _tone = "good";
    private string? _back;
    private bool _mayEdit;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DashboardLibrary Library { get; set; } = default!;

    [Inject] private DashboardDesk Desk { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _mayEdit = Session is not null && await Desk.MayEditAsync((await Session).User);
        await ReadAsync();
    }

    private async Task ReadAsync() => _list = _list.Next(await DashboardDesk.TryReadAsync(() => Library.DeletedAsync(_left.Token), Clock));

    private async Task RestoreAsync(DeletedDashboard one)
    {
        var why = await Desk.UndeleteAsync((await Session!).User, one.Uid, _left.Token);
        (_message, _tone, _back) = (why ?? $"“{one.Title}” is back.", why is null ? "good" : "warn", why is null ? one.Uid : null);
        await ReadAsync();
    }
}
