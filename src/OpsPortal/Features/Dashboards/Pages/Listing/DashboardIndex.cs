using System.Security.Claims;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Live;

namespace OpsPortal.Features.Dashboards.Pages.Listing;

/// <summary>Dashboards and their panels for quick search: read when something changed and at most each 30 seconds.</summary>
internal sealed class DashboardIndex(DashboardLibrary library, ChangeFeed changes, TimeProvider time) : ISearchSource
{
    private const int MostPanels = 5000;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _one = new(1, 1);
    private IDisposable? _feed;
    private volatile Outcome<IReadOnlyList<SearchEntry>>? _known;

    public async Task<Outcome<IReadOnlyList<SearchEntry>>> FindAsync(string query, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        _feed ??= changes.Subscribe(DashboardLibrary.Topic, _ =>
        {
            _known = null;
            return Task.CompletedTask;
        });
        if (_known is { } known && time.GetUtcNow() - known.At < Keep)
            return known;
        await _one.WaitAsync(cancellationToken);
        try
        {
            return _known is { } other && time.GetUtcNow() - other.At < Keep ? other : _known = await ReadAsync(cancellationToken);
        }
        catch (Exception error) when (DashboardDesk.IsAway(error))
        {
            return Outcome<IReadOnlyList<SearchEntry>>.Unavailable("Dashboards can't be searched: the database does not answer.", time.GetUtcNow());
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Outcome<IReadOnlyList<SearchEntry>>> ReadAsync(CancellationToken cancellationToken)
    {
        var listing = await library.ListAsync(cancellationToken);
        var entries = new List<SearchEntry>();
        foreach (var summary in listing.Items)
        {
            entries.Add(new SearchEntry("Dashboard", summary.Title, string.Join(", ", summary.Tags), "/d/" + summary.Uid, "dashboard", summary.Folder + " " + summary.Uid));
            if (entries.Count > MostPanels || await library.FindAsync(summary.Uid, cancellationToken) is not { } found)
                continue;
            entries.AddRange(found.Dashboard.AllPanels.Where(panel => panel.Type != PanelType.Row && panel.Title.Length > 0).Select(panel => new SearchEntry(
                "Panel", panel.Title, summary.Title, $"/d/{summary.Uid}?viewPanel={panel.Id}", "chart")));
        }
        return Outcome<IReadOnlyList<SearchEntry>>.Ok(entries, time.GetUtcNow());
    }
}
