using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>The way from an incident to its escalation.</summary>
internal sealed class EscalationExhibit(EscalationDesk desk) : IIncidentExhibit
{
    public async Task<Outcome<IReadOnlyList<Exhibit>>> OfAsync(long incident, CancellationToken cancellationToken)
        => (await desk.FindAsync(incident, cancellationToken)).Map<IReadOnlyList<Exhibit>>(row => row is null ? [] :
            [new Exhibit("Escalation", "who is called next; call somebody now, or make it silent for a while", row.BeganAt, row.UpdatedAt, "/on-call/incidents/" + incident)]);
}
