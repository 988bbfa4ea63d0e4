using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using OpsPortal.Live;

namespace OpsPortal.Ui;

/// <summary>
/// A page, or a panel of one, that shows what is kept elsewhere and reads anew when that, or the page's address, changes.
/// When is said once, in <c>OnInitialized</c>; the first reading is the page's own, since only it knows what must be there before.
/// </summary>
public abstract class LivePage : ReadingComponent, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    protected LivePage() => Left = _leaving.Token;

    /// <summary>Cancelled when the viewer leaves the page; what must end with the page is registered with it.</summary>
    protected CancellationToken Left { get; }

    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    [Inject] protected TimeProvider Clock { get; set; } = default!;

    [Inject] private ChangeFeed Changes { get; set; } = default!;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads what the page shows. An answer that comes after the viewer asked for something else must not be shown.</summary>
    protected abstract Task ReadAsync();

    /// <summary>The address is another one: what was read out of the last is forgotten.</summary>
    protected virtual void Forget()
    {
    }

    /// <summary>From now on each change of a topic is a reading; pages that are drawn once, before the circuit is up, don't listen.</summary>
    /// <param name="atMostEvery">Many changes in a row are one reading, this long after the first of them; by default each is one.</param>
    protected void ReadWhen(string topic, TimeSpan atMostEvery = default)
    {
        DependOn(topic);
        if (RendererInfo.IsInteractive)
            Left.Register(Changes.Subscribe(topic, atMostEvery, ReadAndDrawAsync).Dispose);
    }

    /// <summary>Reads from time to time, for what nobody tells of: time itself, and a database that is away.</summary>
    protected void ReadEvery(TimeSpan pause)
    {
        if (RendererInfo.IsInteractive)
            Left.Register(Clock.CreateTimer(_ => Refresh(), null, pause, pause).Dispose);
    }

    /// <summary>Reads when the address changes and is still this page's, for a page whose state is its address.</summary>
    /// <param name="path">The page's own: <c>/costs</c>.</param>
    protected void ReadAt(string path)
    {
        Navigation.LocationChanged += Moved;
        Left.Register(() => Navigation.LocationChanged -= Moved);

        void Moved(object? sender, LocationChangedEventArgs e)
        {
            if (new Uri(e.Location).AbsolutePath != path)
                return;
            Forget();
            Refresh();
        }
    }

    /// <summary>As <see cref="ReadAndDrawAsync"/>, for who can't wait: an event's handler.</summary>
    protected void Refresh() => _ = ReadAndDrawAsync();

    /// <summary>From any thread. Nothing happens once the viewer left.</summary>
    protected Task ReadAndDrawAsync() => InvokeAsync(async () =>
    {
        try
        {
            if (Left.IsCancellationRequested)
                return;
            await ReadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The viewer left meanwhile.
        }
    });
}
