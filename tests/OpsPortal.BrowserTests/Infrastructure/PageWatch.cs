using Microsoft.Playwright;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>Notes what a page must never do: console errors, uncaught exceptions, requests to another host.</summary>
public sealed class PageWatch
{
    private readonly List<string> _seen = [];

    public PageWatch(IPage page, Uri portal)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Note("console: " + message.Text);
        };
        page.PageError += (_, error) => Note("exception: " + error);
        page.Request += (_, request) =>
        {
            var url = new Uri(request.Url);
            if (url.Scheme is "http" or "https" or "ws" or "wss" && url.Authority != portal.Authority)
                Note("foreign request: " + request.Url);
        };
    }

    /// <summary>A test that breaks a back end or the connection on purpose allows what the browser itself then writes.</summary>
    public string? Allowed { get; set; }

    public void ShouldBeClean()
    {
        lock (_seen)
            _seen.Where(line => Allowed is null || !line.Contains(Allowed, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private void Note(string line)
    {
        lock (_seen)
            _seen.Add(line);
    }
}
