using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;

namespace OpsPortal.Features.Business.Pages;

/// <summary>The business page. Its state is its URL; it reads anew when a job kept new figures.</summary>
public sealed partial class BusinessPage
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(3);
    private Reading<BusinessReport> _report = Reading<BusinessReport>.Loading;

    [Inject] private BusinessReader Reader { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    protected override Task OnInitializedAsync()
    {
        ReadAt(BusinessView.Path);
        ReadWhen(BusinessStore.Topic, AtMostEvery);
        return ReadAsync();
    }

    protected override BusinessView Parse(string uri, DateOnly today, out string? error) => BusinessView.FromUri(uri, today, out error);

    protected override async Task ReadAsync()
    {
        var view = View;
        var report = await OnceAsync(() => Reader.ReadAsync(view, Left));
        if (view == View)
            _report = _report.Next(report);
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
}
