using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Revisions;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Two steps: compute and look, then keep. What is kept is what was looked at.</summary>
public sealed partial class ReviseForm : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<RevisionDraft>? _drafts;
    private string? _problem;
    private string _reason = "", _progress = "Computing…";
    private bool _busy;

    [Parameter, EditorRequired] public string Service { get; set; } = "";

    [Parameter, EditorRequired] public DaySpan Span { get; set; }

    [Parameter, EditorRequired] public string Currency { get; set; } = "USD";

    /// <summary>Gets words that say what was done.</summary>
    [Parameter] public EventCallback<string> Kept { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private CostReviser Reviser { get; set; } = default!;

    [Inject] private ManagerDesk Desk { get; set; } = default!;

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    private Task ComputeAsync() => BusyAsync(async () =>
    {
        if (Span.Days > CostReviser.MostDays)
            return $"At most {CostReviser.MostDays} days at once: choose a month, or fewer days.";
        var drafts = await Reviser.PreviewAsync(Service, Span, Told, _left.Token);
        _drafts = drafts.Value;
        return drafts.IsOk ? null : drafts.Reason;
    });

    private Task KeepAsync() => BusyAsync(async () =>
    {
        var drafts = _drafts!;
        if (await Desk.ChangeAsync(Session, actor => Reviser.KeepAsync(drafts, actor, _reason, CancellationToken.None)) is { } problem)
            return problem;
        (_drafts, _reason) = (null, "");
        await Kept.InvokeAsync(Counted.Of(drafts.Count(draft => draft.Changes), "day has", "days have") + " a new revision.");
        return null;
    });

    private void Told(int done, int total)
    {
        _progress = $"Computing {done + 1} of {total}…";
        StateHasChanged();
    }

    private async Task BusyAsync(Func<Task<string?>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _problem = await act();
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The viewer left.
        }
        finally
        {
            _busy = false;
        }
    }
}
