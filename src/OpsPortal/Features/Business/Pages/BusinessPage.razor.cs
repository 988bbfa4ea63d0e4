using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Live;

namespace OpsPortal.Features.Business.Pages;

/// <summary>The business page. Its state is its URL; it reads anew when a job kept new figures.</summary>
public sealed partial class BusinessPage : IDisposable
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _left = new();
    private BusinessView? _view;
    private string? _error;
    private Reading<BusinessReport> _report = Reading<BusinessReport>.Loading;
    private IDisposable? _changes;

    [Inject] private BusinessReader Reader { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [Inject] private ChangeFeed Changes { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private BusinessView View => _view ??= BusinessView.FromUri(Navigation.Uri, UtcSpan.DayOf(Clock.GetUtcNow()), out _error);

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        _changes?.Dispose();
        Navigation.LocationChanged -= Moved;
    }

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Moved;
        if (RendererInfo.IsInteractive)
            _changes = Changes.Subscribe(BusinessStore.Topic, AtMostEvery, ReadAndDrawAsync);
        await ReadAsync();
    }

    private static string? NullIfEmpty(object? value) => value?.ToString() is { Length: > 0 } text ? text : null;

    private void Go(BusinessView view) => Navigation.NavigateTo(view.ToUri());

    // While the other days were those right before, they stay that.
    private void GoSpan(object? from, object? to)
    {
        var span = Changed(View.Span, from, to);
        Go(View with { Span = span, With = View.With == View.Span.Before ? span.Before : View.With, Day = null });
    }

    private void GoWith(object? from, object? to) => Go(View with { With = Changed(View.With, from, to) });

    private static DaySpan Changed(DaySpan span, object? from, object? to)
    {
        var start = BusinessView.Parse(from?.ToString(), out var first) ? first : span.From;
        var end = BusinessView.Parse(to?.ToString(), out var last) ? last : span.To;
        return start <= end ? new DaySpan(start, end) : from is null ? new DaySpan(end, end) : new DaySpan(start, start);
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath != BusinessView.Path)
            return;
        _view = null;
        _ = ReadAndDrawAsync();
    }

    private Task ReadAndDrawAsync() => InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    private async Task ReadAsync()
    {
        if (_left.IsCancellationRequested)
            return;
        var view = View;
        var report = await Reader.ReadAsync(view, _left.Token);
        if (view == View)
            _report = _report.Next(report);
    }
}
