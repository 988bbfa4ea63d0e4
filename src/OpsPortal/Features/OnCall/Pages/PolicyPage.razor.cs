using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Makes and changes a policy. Escalations that run keep the steps that they began with.</summary>
public sealed partial class PolicyPage() : OnCallEditor("/on-call/policies")
{
    private PolicyForm? _form;

    private protected override void Begin()
        => _form = PolicyForm.Of(new EscalationPolicy { Steps = [new PolicyStep { Kind = StepKind.Notify }, new PolicyStep { Kind = StepKind.Wait, Minutes = 5 }] });

    private protected override void Show(OnCallBook book)
    {
        if (book.Policies.FirstOrDefault(one => one.Id == Id) is { } found)
            (Version, _form) = (found.Version, PolicyForm.Of(found.Body));
    }

    private void Earlier(int place) => (_form!.Steps[place - 1], _form.Steps[place]) = (_form.Steps[place], _form.Steps[place - 1]);

    private Task SaveAsync() => ActAsync(actor => Store.SaveAsync(actor, Id, Version, _form!.Read(), CancellationToken.None));
}
