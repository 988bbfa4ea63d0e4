using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Ui;

namespace OpsPortal.Features.Logs;

/// <summary>The URL says what is asked; every part of the answer arrives, ages and fails by itself.</summary>
public sealed partial class Logs : IDisposable
{
    private LogSearch _search = LogSearch.Default;
    private TimeRange _range = TimeRange.Default;
    private string _query = "";
    private (string, int, bool, TimeRange)? _asked;
    private LogSpan _span;

    private Reading<LogLines> _lines = Reading<LogLines>.Loading;
    private Reading<LogBars> _bars = Reading<LogBars>.Loading;

    // Not null when the query gives numbers in place of lines.
    private Reading<IReadOnlyList<Series>>? _numbers;

    private CancellationTokenSource _asking = new();
    private ITimer? _timer;
    private LogList? _list;
    private LogEntry? _opened;
    private bool _away;
    private bool _loadingMore;
    private bool _paged;
    private string? _moreFailed;

    [Inject] internal LogReader Reader { get; set; } = default!;

    [Inject] internal ServiceCatalog Catalog { get; set; } = default!;

    [Inject] internal NavigationManager Navigation { get; set; } = default!;

    [Inject] internal TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    private LogLines? Shown => _lines.LastGood?.Value;

    // What a viewer looks at must not move away under their eyes.
    private bool IsHeld => _opened is not null || _away || _paged || _loadingMore;

    private bool IsRefreshing => _range is { EndsNow: true, Refresh: not null } && !_search.OldestFirst;

    private string Status => Shown is null || _numbers is not null ? ""
        : IsRefreshing ? IsHeld ? "Not refreshed while you read" : $"Refreshed every {_range.RefreshText}" : "";

    protected override void OnParametersSet()
    {
        _range = PageRange ?? TimeRange.Default;
        _search = LogSearch.FromUri(Navigation.Uri);
        _query = LogQl.Of(_search, Catalog);
        var question = (_query, _search.Limit, _search.OldestFirst, _range);
        // The server draws the page once before the circuit is up; asking then would only make the first paint wait.
        if (_asked == question || !RendererInfo.IsInteractive)
            return;
        _asked = question;
        _timer?.Dispose();
        _timer = IsRefreshing ? Clock.CreateTimer(_ => InvokeAsync(RefreshAsync), null, _range.Refresh!.Value, _range.Refresh.Value) : null;
        Start();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _asking.Cancel();
        _asking.Dispose();
    }

    private static string? Refused<T>(Reading<T> reading) => reading.Latest is { Kind: OutcomeKind.Rejected } latest ? latest.Reason : null;

    private void GoTo(LogSearch search) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(search.ToQuery()));

    private void RunAgain() => Start();

    // A new question: what was shown belongs to another one.
    private void Start()
    {
        (_lines, _bars) = (Reading<LogLines>.Loading, Reading<LogBars>.Loading);
        _numbers = LogQl.GivesLines(_query) ? null : Reading<IReadOnlyList<Series>>.Loading;
        (_opened, _away, _paged, _moreFailed) = (null, false, false, null);
        _ = AskAsync();
    }

    internal async Task RefreshAsync()
    {
        if (!IsHeld)
            await AskAsync();
        StateHasChanged();
    }

    private async Task AskAsync()
    {
        await _asking.CancelAsync();
        _asking.Dispose();
        _asking = new CancellationTokenSource();
        var stop = _asking.Token;
        _span = LogSpan.Of(_range.Resolve(Clock.GetUtcNow()));
        try
        {
            if (_numbers is not null)
            {
                await Take(Reader.NumbersAsync(_query, _span, stop), numbers => _numbers = _numbers.Next(numbers), stop);
                return;
            }
            await Task.WhenAll(
                Take(Reader.LinesAsync(_query, _span, _search, stop), lines => _lines = _lines.Next(lines), stop),
                Take(Reader.BarsAsync(_query, _span, stop), bars => _bars = _bars.Next(bars), stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Superseded by another question, or the viewer left.
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error);
        }
    }

    private async Task Take<T>(Task<Outcome<T>> asked, Action<Outcome<T>> set, CancellationToken stop)
    {
        var answer = await asked;
        stop.ThrowIfCancellationRequested();
        set(answer);
        StateHasChanged();
    }

    private async Task LoadMoreAsync(LogLines lines)
    {
        (_loadingMore, _moreFailed) = (true, null);
        var stop = _asking.Token;
        try
        {
            var more = await Reader.MoreAsync(_query, _span, _search, lines, stop);
            if (more.IsOk)
                (_lines, _paged) = (_lines.Next(more), true);
            else
                _moreFailed = more.Reason;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Another question was asked meanwhile.
        }
        finally
        {
            _loadingMore = false;
        }
    }

    private void Open(LogEntry entry) => _opened = entry;

    private async Task Close()
    {
        _opened = null;
        if (_list is not null)
            await _list.FocusAsync();
    }
}
