using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Response;
using OpsPortal.Features.Incidents.Steps;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>Roles, impact, services, tasks and files of one incident; read anew with each reading of the page, what is being typed stays.</summary>
public sealed partial class IncidentResponse
{
    private Outcome<ResponseState> _state = Outcome<ResponseState>.Unavailable("", default);
    private IReadOnlyList<string> _people = [];
    private StepResult? _message;
    private string? _impact;
    private string _impactSeen = "";
    private string _task = "";
    private string _owner = "";
    private bool _busy;
    private Task _last = Task.CompletedTask;

    [Parameter, EditorRequired] public IncidentRow Incident { get; set; } = default!;

    /// <summary>Something was changed: what is shown is old.</summary>
    [Parameter] public EventCallback Done { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private IncidentReader Reader { get; set; } = default!;

    [Inject] private ResponseDesk Desk { get; set; } = default!;

    [Inject] private IPeople People { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        DependOn(IncidentTopics.Incidents);
        // Names to choose from are a help, no more: without them any name can be typed.
        var people = await OnceAsync(() => People.ListAsync(CancellationToken.None));
        _people = people.IsOk ? [.. people.Value!.Where(person => person.CanRespond).Select(person => person.Name)] : [];
    }

    protected override async Task OnParametersSetAsync() => _state = await OnceAsync(() => Reader.ResponseAsync(Incident.Number));

    private string NameOf(string service) => Catalog.Find(service)?.Name ?? service;

    private static string Or(string name) => name.Length == 0 ? "nobody" : name;

    private static string TaskWords(ResponseTask task)
        => (task.Owner.Length > 0 ? $" — {task.Owner}" : "") + (task.DoneBy is { } by ? $", done by {by}" : "");

    private Task WriteAsync(ResponseText what, string seen, ChangeEventArgs change)
        => ActAsync(person => Desk.WriteAsync(person, Incident.Number, what, seen, change.Value?.ToString() ?? "", CancellationToken.None));

    private async Task SaveImpactAsync()
    {
        if (_impact is not { } text || !(await ActAsync(person => Desk.WriteAsync(person, Incident.Number, ResponseText.Impact, _impactSeen, text, CancellationToken.None))).IsTaken)
        {
            // What another wrote is seen now: saving again writes over it.
            _impactSeen = _state.Value?.Impact ?? _impactSeen;
            return;
        }
        _impact = null;
    }

    private Task AddServiceAsync(ChangeEventArgs change)
        => change.Value?.ToString() is { Length: > 0 } service ? TouchAsync(service, true) : Task.CompletedTask;

    private Task TouchAsync(string service, bool isTouched)
        => ActAsync(person => Desk.TouchAsync(person, Incident.Number, service, isTouched, CancellationToken.None));

    private async Task AddTaskAsync()
    {
        if ((await ActAsync(person => Desk.AddTaskAsync(person, Incident.Number, Guid.NewGuid(), _task, _owner, CancellationToken.None))).IsTaken)
            (_task, _owner) = ("", "");
    }

    // One after the other: what is pressed, or chosen as a file, while another change is written is not lost.
    private Task<StepResult> ActAsync(Func<ClaimsPrincipal, Task<StepResult>> act)
    {
        var turn = AfterAsync(_last, act);
        _last = turn;
        return turn;
    }

    private async Task<StepResult> AfterAsync(Task before, Func<ClaimsPrincipal, Task<StepResult>> act)
    {
        _busy = true;
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        _busy = true;
        try
        {
            _message = await act((await Session!).User);
            Reader.Forget();
            _state = await OnceAsync(() => Reader.ResponseAsync(Incident.Number));
            await Done.InvokeAsync();
            return _message;
        }
        finally
        {
            _busy = false;
        }
    }
}
