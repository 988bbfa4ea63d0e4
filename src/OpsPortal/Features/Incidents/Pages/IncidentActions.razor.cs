using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Steps;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>The steps that make sense now, as buttons. A comment that is typed goes along with the step.</summary>
public sealed partial class IncidentActions
{
    private IncidentStep? _asked;
    private StepResult? _ask;
    private StepResult? _message;
    private Actor? _me;
    private string _text = "";
    private bool _busy;

    [Parameter, EditorRequired] public IncidentRow Incident { get; set; } = default!;

    /// <summary>A step was recorded: what is shown is old.</summary>
    [Parameter] public EventCallback Done { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private IncidentDesk Desk { get; set; } = default!;

    private IEnumerable<(StepKind Kind, string Words, bool Primary)> Possible => Incident.Status switch
    {
        IncidentStatus.Open => [(StepKind.Acknowledge, "Acknowledge", true), (StepKind.Investigate, "Investigate", false), (StepKind.Mitigate, "Mitigate", false), (StepKind.Resolve, "Resolve", false)],
        IncidentStatus.Acknowledged => [(StepKind.Investigate, "Investigate", true), (StepKind.Mitigate, "Mitigate", false), (StepKind.Resolve, "Resolve", false)],
        IncidentStatus.Investigating => [(StepKind.Mitigate, "Mitigate", true), (StepKind.Resolve, "Resolve", false)],
        IncidentStatus.Mitigating => [(StepKind.Resolve, "Resolve", true), (StepKind.Investigate, "Back to investigating", false)],
        _ => [(StepKind.Reopen, "Reopen", true)],
    };

    protected override async Task OnInitializedAsync()
    {
        if (Session is not null)
            _me = Actor.From((await Session).User);
    }

    private IncidentStep Step(StepKind kind) => new(kind, Guid.NewGuid(), Incident.Version, Text: _text.Trim());

    private Task PressAsync(StepKind kind)
    {
        if (kind != StepKind.Resolve || Incident.AlertsFiring == 0)
            return SendAsync(Step(kind));
        var firing = Counted.Of(Incident.AlertsFiring, "alert still fires", "alerts still fire");
        (_asked, _message) = (Step(kind), null);
        _ask = new StepResult(StepOutcome.Ask, $"{firing}. Resolve it all the same? A new alert opens a new incident then.", Incident.Version);
        return Task.CompletedTask;
    }

    private Task ChangePriorityAsync(ChangeEventArgs change)
        => Enum.TryParse<Priority>(change.Value?.ToString(), out var priority) ? SendAsync(Step(StepKind.SetPriority) with { Priority = priority }) : Task.CompletedTask;

    private Task ChangeAssigneeAsync(ChangeEventArgs change)
        => SendAsync(Step(StepKind.Assign) with { Assignee = new Assignee(null, change.Value?.ToString()?.Trim() ?? "") });

    // What was told is seen now; if somebody acts again meanwhile, it is asked again.
    private Task DoStillAsync() => SendAsync(_asked! with { Id = Guid.NewGuid(), SeenVersion = _ask!.Version });

    private async Task SendAsync(IncidentStep step)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            var result = await Desk.TakeAsync((await Session!).User, Incident.Number, step, CancellationToken.None);
            _ask = result.Outcome == StepOutcome.Ask ? result : null;
            _asked = result.Outcome == StepOutcome.Ask ? step : null;
            // A step shows in the state above; a comment only on the timeline, which is far below on a phone.
            _message = result.Outcome == StepOutcome.Ask ? null : result.Words.Length > 0 ? result
                : result.IsTaken && step.Kind == StepKind.Note ? result with { Words = "Your comment is on the timeline." } : null;
            if (result.IsTaken && step.Text == _text.Trim())
                _text = "";
            await Done.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
