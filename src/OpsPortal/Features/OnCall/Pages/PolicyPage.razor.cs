using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Makes and changes a policy. Escalations that run keep the steps that they began with.</summary>
public sealed partial class PolicyPage
{
    private Reading<OnCallReading> _reading = Reading<OnCallReading>.Loading;
    private PolicyForm? _form;
    private Guid _id;
    private int _version;
    private string? _problem, _shown;
    private bool _busy;

    /// <summary>The policy's id, or "new".</summary>
    [Parameter] public string Key { get; set; } = "";

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private OnCallDesk Desk { get; set; } = default!;

    [Inject] private OnCallStore Store { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Key)
            return;
        _shown = Key;
        var read = await Desk.ReadAsync();
        if (Key == "new")
            (_id, _version, _form) = (Guid.NewGuid(), 0, PolicyForm.Of(new EscalationPolicy { Steps = [new PolicyStep { Kind = StepKind.Notify }, new PolicyStep { Kind = StepKind.Wait, Minutes = 5 }] }));
        else if (Guid.TryParse(Key, out _id) && read.Value?.Book.Policies.FirstOrDefault(one => one.Id == _id) is { } found)
            (_version, _form) = (found.Version, PolicyForm.Of(found.Body));
        _reading = _reading.Next(read);
    }

    private void Earlier(int place) => (_form!.Steps[place - 1], _form.Steps[place]) = (_form.Steps[place], _form.Steps[place - 1]);

    private Task SaveAsync() => ActAsync(actor => Store.SaveAsync(actor, _id, _version, _form!.Read(), CancellationToken.None));

    private Task DeleteAsync() => ActAsync(actor => Store.DeleteAsync(actor, _id, _version, CancellationToken.None));

    private async Task ActAsync(Func<Actor, Task<string?>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _problem = await Desk.ChangeAsync(Session, act);
            if (_problem is null)
                Navigation.NavigateTo("/on-call/policies");
        }
        finally
        {
            _busy = false;
        }
    }
}
