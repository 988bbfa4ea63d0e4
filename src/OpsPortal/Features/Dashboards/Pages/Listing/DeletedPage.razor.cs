using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Storage;

namespace OpsPortal.Features.Dashboards.Pages.Listing;

/// <summary>Saved dashboards that somebody took away, and the way back.</summary>
public sealed partial class DeletedPage
{
    private Reading<IReadOnlyList<DeletedDashboard>> _list = Reading<IReadOnlyList<DeletedDashboard>>.Loading;
    private string? _message;
    private string _tone = "good";
    private string? _back;
    private bool _mayEdit;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DashboardLibrary Library { get; set; } = default!;

    [Inject] private DashboardDesk Desk { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _mayEdit = Session is not null && await Desk.MayEditAsync((await Session).User);
        await ReadAsync();
    }

    protected override async Task ReadAsync() => _list = _list.Next(await OnceAsync(() => DatabaseReads.TryAsync(() => Library.DeletedAsync(Left), Clock)));

    private async Task RestoreAsync(DeletedDashboard one)
    {
        var why = await Desk.UndeleteAsync((await Session!).User, one.Uid, Left);
        (_message, _tone, _back) = (why ?? $"“{one.Title}” is back.", why is null ? "good" : "warn", why is null ? one.Uid : null);
        await ReadAsync();
    }
}
