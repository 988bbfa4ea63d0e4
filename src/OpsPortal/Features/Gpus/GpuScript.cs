using Microsoft.JSInterop;

namespace OpsPortal.Features.Gpus;

/// <summary>
/// What js/gpus.js draws into an element of a page, from its mounting to its release. A page can be left at any moment of that, and a
/// browser that has left has nothing to draw on: neither is an error.
/// </summary>
internal sealed class GpuScript(IJSRuntime browser) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private IJSObjectReference? _drawing;
    private bool _left;

    /// <summary>Draws; what was drawn before is released.</summary>
    /// <param name="address">The script's, as the page's assets name it.</param>
    /// <param name="mount">The function of it that draws: it gives something to call, which has <c>dispose</c>.</param>
    public async Task MountAsync(string address, string mount, params object?[] arguments)
    {
        try
        {
            await ReleaseAsync();
            var module = await browser.InvokeAsync<IJSObjectReference>("import", "./" + address);
            _module = module;
            if (!_left)
                _drawing = await module.InvokeAsync<IJSObjectReference>(mount, arguments);
            if (_left)
                await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has left.
        }
    }

    /// <summary>Tells the drawing something; nothing while there is none.</summary>
    public async Task TellAsync(string what, params object?[] arguments)
    {
        try
        {
            if (_drawing is { } drawing)
                await drawing.InvokeVoidAsync(what, arguments);
        }
        catch (JSDisconnectedException)
        {
            // The browser has left.
        }
    }

    public bool IsMounted => _drawing is not null;

    public async ValueTask DisposeAsync()
    {
        _left = true;
        try
        {
            await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone with its scripts.
        }
    }

    private async Task ReleaseAsync()
    {
        var (drawing, module) = (_drawing, _module);
        (_drawing, _module) = (null, null);
        if (drawing is not null)
        {
            await drawing.InvokeVoidAsync("dispose");
            await drawing.DisposeAsync();
        }

        if (module is not null)
            await module.DisposeAsync();
    }
}
