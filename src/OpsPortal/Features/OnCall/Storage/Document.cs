using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Features.OnCall.Storage;

/// <summary>A stored document with who changed it last.</summary>
/// <param name="Version">Goes up with each change; 0: never stored.</param>
public sealed record Document<T>(Guid Id, int Version, T Body, DateTimeOffset UpdatedAt, string UpdatedBy);

/// <summary>All that on call is made of, as it was at one instant.</summary>
/// <param name="StandIns">By schedule; those that end in the last month or later.</param>
public sealed record OnCallBook(
    IReadOnlyList<Document<Schedule>> Schedules, IReadOnlyList<Document<EscalationPolicy>> Policies, Document<Routes> Routes,
    IReadOnlyDictionary<Guid, IReadOnlyList<StandIn>> StandIns)
{
    /// <returns>Null when there is no such schedule (any more).</returns>
    public OnCallPlan? PlanOf(Guid schedule) => Schedules.FirstOrDefault(one => one.Id == schedule) is { } found
        ? new OnCallPlan(found.Body, StandIns.GetValueOrDefault(schedule) ?? []) : null;

    public Document<EscalationPolicy>? PolicyFor(string? service, string? team, int priority)
        => Routes.Body.PolicyFor(service, team, priority) is { } id ? Policies.FirstOrDefault(one => one.Id == id) : null;

    /// <summary>The policies that name this schedule, person or channel.</summary>
    public IEnumerable<string> PoliciesWith(TargetKind kind, string id)
        => Policies.Where(one => one.Body.Steps.Any(step => step.Kind == StepKind.Notify && step.Target == kind && step.TargetId == id)).Select(one => one.Body.Name);
}
