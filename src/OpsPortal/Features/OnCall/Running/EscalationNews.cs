using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>What news of an incident make of its escalation. Pure; the same news twice change nothing.</summary>
internal static class EscalationNews
{
    /// <param name="before">Null: it has none yet.</param>
    /// <param name="incident">As it is now, which goes before what the news say.</param>
    /// <param name="policy">The one that the rules choose now; null: none.</param>
    /// <returns>Null when nobody is to be called, and never was.</returns>
    public static EscalationRow? Apply(EscalationRow? before, IncidentState incident, IReadOnlyList<IncidentEvent> news, Document<EscalationPolicy>? policy, DateTimeOffset now)
    {
        if (incident.IsResolved || news[^1].Kind == IncidentEventKind.Merged)
            return before is null ? null : Changed(before, EscalationMachine.End(before.State), now);
        // A comment calls nobody, and is a sign of life of who acknowledged.
        if (news.All(one => one.Kind == IncidentEventKind.Worked))
            return before is { Phase: EscalationPhase.Acknowledged } && incident.AcknowledgedAt is not null ? Changed(before, EscalationMachine.Hear(before.ReadPolicy(), before.State, now), now) : before;
        var holder = news.LastOrDefault(one => one is { Kind: IncidentEventKind.Acknowledged, By.Kind: ActorKind.User })?.By.Id ?? incident.AssigneeId;
        if (before is null)
            return policy is null ? null : Begin(null, incident, policy, holder, now);
        if (incident.AcknowledgedAt is not null)
        {
            // A second acknowledgement, a new assignee, another priority: somebody is there.
            return before.Phase is EscalationPhase.Acknowledged
                ? Changed(before, EscalationMachine.Hear(before.ReadPolicy(), before.State, now), now)
                : before.Phase is EscalationPhase.Snoozed && news.All(one => one.Kind != IncidentEventKind.Acknowledged) ? before
                : Changed(before, EscalationMachine.Acknowledge(before.ReadPolicy(), before.State with { Phase = EscalationPhase.Running }, holder, now), now);
        }
        var anew = before.Phase is EscalationPhase.Acknowledged or EscalationPhase.Ended || news.Any(one => one.Kind == IncidentEventKind.Reopened);
        if (policy is null)
            return Changed(before, EscalationMachine.End(before.State), now);
        return anew || policy.Id != before.PolicyId ? Begin(before, incident, policy, holder, now) : before;
    }

    private static EscalationRow Begin(EscalationRow? before, IncidentState incident, Document<EscalationPolicy> policy, string? holder, DateTimeOffset now)
    {
        var row = new EscalationRow { Incident = incident.Number, PolicyId = policy.Id, Policy = OnCallJson.Write(policy.Body), Beginning = (before?.Beginning ?? 0) + 1, BeganAt = now, UpdatedAt = now };
        var state = EscalationState.Begin(now);
        return row.With(incident.AcknowledgedAt is null ? state : EscalationMachine.Acknowledge(policy.Body, state, holder, now), now);
    }

    private static EscalationRow Changed(EscalationRow row, EscalationState state, DateTimeOffset now)
        => state == row.State ? row : row.With(state, now);
}
