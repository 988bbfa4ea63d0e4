using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>
/// Begins to ask for panels that a browser will ask for in a moment, while it still gets the page and its scripts. What the browser asks
/// then is in flight or answered already (<see cref="SharedAnswers"/>). A guess that is wrong costs one question and shows nothing.
/// </summary>
internal sealed class PanelHeadStart(PanelAsker asker, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Returns at once.</summary>
    /// <param name="first">Panels, and the queries of their addresses as the browser will write them.</param>
    public void Begin(FoundDashboard found, IEnumerable<(Panel Panel, string Query)> first)
    {
        foreach (var (panel, query) in first)
        {
            if (PanelRequest.Of(new QueryCollection(QueryHelpers.ParseQuery(query))) is { } asked)
                _ = Task.Run(() => AskAsync(found, panel, asked), CancellationToken.None);
        }
    }

    private async Task AskAsync(FoundDashboard found, Panel panel, PanelRequest asked)
    {
        using var end = new CancellationTokenSource(Longest, time);
        Task asking = asker.SharedAsync(found.Summary.Uid, found.Summary, found.Dashboard, panel, asked, end.Token);
        // What fails is told to the browser, which asks the same.
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
