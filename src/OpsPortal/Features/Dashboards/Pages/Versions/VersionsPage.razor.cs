using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Storage;

namespace OpsPortal.Features.Dashboards.Pages.Versions;

/// <summary>Who saved what when, what differs between any two, and back to an old one.</summary>
public sealed partial class VersionsPage
{
    private Reading<IReadOnlyList<DashboardVersion>> _versions = Reading<IReadOnlyList<DashboardVersion>>.Loading;
    private Reading<IReadOnlyList<DashboardChange>> _difference = Reading<IReadOnlyList<DashboardChange>>.Loading;
    private DashboardVersion? _restore;
    private string? _title;
    private string? _message;
    private string _tone = "good";
    private int _from;
    private int _to;
    private bool _mayEdit;

    [Parameter] public string Uid { get; set; } = "";

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DashboardLibrary Library { get; set; } = default!;

    [Inject] private DashboardDesk Desk { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _mayEdit = Session is not null && await Desk.MayEditAsync((await Session).User);
        await ReadAsync();
    }

    protected override async Task ReadAsync()
    {
        var read = await OnceAsync(() => DatabaseReads.TryAsync(async () => ((await Library.FindAsync(Uid, Left))?.Summary.Title, Versions: await Library.VersionsAsync(Uid, Left)), Clock));
        _title = read.IsOk ? read.Value.Title : _title;
        _versions = _versions.Next(read.Map(all => all.Versions));
        if (_versions.LastGood?.Value is [var newest, ..] all)
            await CompareAsync(all.Count > 1 ? all[1].Version : 0, newest.Version);
    }

    private async Task CompareAsync(int from, int to)
    {
        (_from, _to, _difference) = (from, to, Reading<IReadOnlyList<DashboardChange>>.Loading);
        if (from == to)
            return;
        _difference = _difference.Next(await OnceAsync(() => DatabaseReads.TryAsync<IReadOnlyList<DashboardChange>>(async () =>
            await Library.VersionAsync(Uid, to, Left) is { } after
                ? DashboardDiff.Between(await Library.VersionAsync(Uid, from, Left) ?? [], after)
                : [], Clock), (from, to)));
    }

    private async Task RestoreAsync()
    {
        var version = _restore!.Version;
        _restore = null;
        var newest = _versions.LastGood?.Value is [var first, ..] ? first.Version : 0;
        (_message, _tone) = await Desk.RestoreAsync((await Session!).User, Uid, version, newest, Left) switch
        {
            SaveResult.Saved saved => ($"Version {version} is back, as version {saved.Version}.", "good"),
            SaveResult.Conflict conflict => ($"{conflict.Theirs.Author} saved version {conflict.Theirs.Version} meanwhile. Look at it, then restore again.", "warn"),
            SaveResult.Invalid invalid => (string.Join(" ", invalid.Errors), "warn"),
            _ => ("", "good"),
        };
        await ReadAsync();
    }
}
