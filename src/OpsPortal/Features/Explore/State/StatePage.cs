using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Domain;
using OpsPortal.Ui;

namespace OpsPortal.Features.Explore.State;

/// <summary>A page that shows what one server says of itself, and asks again every 15 s; the URL says which server and what of it.</summary>
public abstract class StatePage<T> : ReadingComponent, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    // So long the first drawing waits for the server; a slow one is waited for by the circuit.
    private static readonly TimeSpan FirstPaint = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _gone = new();
    private ITimer? _timer;
    private string? _asked;

    protected Reading<T> Reading { get; private set; } = Reading<T>.Loading;

    /// <summary>Null: the default one.</summary>
    protected string? Server { get; private set; }

    /// <summary>Words that all must be found.</summary>
    protected string Filter { get; private set; } = "";

    /// <summary>One of the page's own states, or "" for all.</summary>
    protected string Show { get; private set; } = "";

    [Inject] internal ServerStates States { get; set; } = default!;

    [Inject] internal NavigationManager Navigation { get; set; } = default!;

    [Inject] internal TimeProvider Clock { get; set; } = default!;

    public void Dispose()
    {
        _timer?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<Outcome<T>> ReadAsync(string? server, CancellationToken cancellationToken);

    protected override async Task OnParametersSetAsync()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        Server = query.TryGetValue("server", out var server) && server.ToString() is { Length: > 0 } name ? name : null;
        Filter = query.TryGetValue("find", out var find) ? find.ToString() : "";
        Show = query.TryGetValue("show", out var show) ? show.ToString() : "";
        if (_asked == (Server ?? ""))
            return;
        _asked = Server ?? "";
        Reading = Reading<T>.Loading;
        var asking = AskAsync();
        if (RendererInfo.IsInteractive)
            _timer ??= Clock.CreateTimer(_ => InvokeAsync(AskAsync), null, Every, Every);
        else
            await Task.WhenAny(asking, Task.Delay(FirstPaint, Clock, _gone.Token));
    }

    protected void SetFilter(ChangeEventArgs e) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("find", e.Value as string is { Length: > 0 } text ? text : null), replace: true);

    protected bool Finds(params IEnumerable<string> texts)
    {
        var all = string.Join('\n', texts);
        return Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => all.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    protected string ShowAddress(string show) => Navigation.GetUriWithQueryParameter("show", show.Length == 0 ? null : show);

    private async Task AskAsync()
    {
        var asked = _asked;
        try
        {
            var answer = await OnceAsync(() => ReadAsync(Server, _gone.Token));
            if (asked != _asked)
                return;
            Reading = Reading.Next(answer);
            StateHasChanged();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The viewer left.
        }
        catch (ObjectDisposedException) when (_gone.IsCancellationRequested)
        {
            // A last tick of the timer.
        }
    }
}
