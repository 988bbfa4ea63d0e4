using OpsPortal.Domain.Counters;

namespace OpsPortal.Ui;

/// <summary>A page whose state is its address: what is asked for is read out of it once, and again when it is another one.</summary>
/// <typeparam name="TView">What an address asks for.</typeparam>
public abstract class ViewPage<TView> : LivePage
    where TView : class
{
    private TView? _view;
    private string? _error;

    protected TView View => _view ??= Parse(Navigation.Uri, UtcSpan.DayOf(Clock.GetUtcNow()), out _error);

    /// <summary>What of the address can't be read, in words; null when all of it can.</summary>
    protected string? Error => View is null ? null : _error;

    /// <param name="today">The UTC day, for what the address leaves out.</param>
    protected abstract TView Parse(string uri, DateOnly today, out string? error);

    protected override void Forget() => _view = null;
}
