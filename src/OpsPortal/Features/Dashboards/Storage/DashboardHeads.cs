using OpsPortal.Clients.Prometheus;
using OpsPortal.Live;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>
/// What is saved under a uid, remembered for two seconds: each panel of a page and each viewer asks. A change is seen at once: this
/// replica's own by <see cref="Forget"/>, another's through the change feed.
/// </summary>
internal sealed class DashboardHeads : IDisposable
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(2);
    private readonly RecentAnswers<string, Found> _recent;
    private readonly DashboardRows _rows;
    private readonly IDisposable _changes;
    private long _changed;

    public DashboardHeads(DashboardRows rows, ChangeFeed changes, TimeProvider time)
    {
        (_rows, _recent) = (rows, new RecentAnswers<string, Found>(time, 1024, long.MaxValue));
        _changes = changes.Subscribe(DashboardLibrary.Topic, _ =>
        {
            Forget();
            return Task.CompletedTask;
        });
    }

    /// <returns>Null when nothing was ever saved under it.</returns>
    public async ValueTask<DashboardRows.Head?> FindAsync(string uid, CancellationToken cancellationToken)
    {
        if (_recent.Find(uid) is { } kept)
            return kept.Head;
        var before = Volatile.Read(ref _changed);
        var head = await _rows.FindAsync(uid, cancellationToken);
        // What was read before a change is not kept beyond it.
        if (Volatile.Read(ref _changed) == before)
            _recent.Put(uid, new Found(head), Keep, 1);
        return head;
    }

    public void Forget()
    {
        Interlocked.Increment(ref _changed);
        _recent.Clear();
    }

    public void Dispose() => _changes.Dispose();

    private sealed record Found(DashboardRows.Head? Head);
}
