using System.Globalization;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Steps;

/// <summary>What a step would make of an incident: the incident after it and its entry, or why not.</summary>
public sealed record StepDecision(StepOutcome Outcome, string Words, IncidentRow? After = null, TimelineDraft? Entry = null);

/// <summary>
/// Decides what a person's step does, when others may have acted since that person looked. Steps that go together are both
/// recorded (two acknowledge; one comments while another resolves); one that would undo another's unseen step is asked again;
/// one that makes no sense any more is refused, naming who did what.
/// </summary>
public static class StepRules
{
    private static readonly TimelineKind[] StatusKinds =
        [TimelineKind.Acknowledged, TimelineKind.Investigating, TimelineKind.Mitigating, TimelineKind.Resolved, TimelineKind.Reopened];

    /// <param name="others">What other people did since the version that was looked at, oldest first.</param>
    public static StepDecision Decide(IncidentRow incident, IncidentStep step, IReadOnlyList<OthersStep> others, Actor actor, DateTimeOffset now)
    {
        if (step.Text.Length > 10_000)
            return Refuse("The text is longer than 10,000 characters.");
        return step.Kind switch
        {
            StepKind.Note => Note(incident, step, actor, now),
            StepKind.SetPriority => SetPriority(incident, step, others, actor, now),
            StepKind.Assign => Assign(incident, step, others, actor, now),
            StepKind.Reopen => Reopen(incident, step, others, actor, now),
            _ when incident.IsResolved && step.Kind != StepKind.Resolve => Refuse(
                $"{Capital(ResolvedWords(incident, now))}. Your step was not taken; reopen the incident if it is not over."),
            StepKind.Acknowledge => Acknowledge(incident, step, actor, now),
            StepKind.Resolve => Resolve(incident, step, others, actor, now),
            _ => Work(incident, step, others, actor, now),
        };
    }

    private static StepDecision Acknowledge(IncidentRow incident, IncidentStep step, Actor actor, DateTimeOffset now)
    {
        if (incident.AcknowledgedAt is not { } at)
            return Take(Acknowledged(incident, actor, now) with { Status = IncidentStatus.Acknowledged }, TimelineKind.Acknowledged, actor, "Acknowledged.", step, now);
        if (incident.AcknowledgedBy == actor.Name)
            return Refuse($"You acknowledged this already, {Ago(now - at)}.");
        return Take(incident, TimelineKind.Acknowledged, actor, $"Acknowledged too ({incident.AcknowledgedBy} did {Ago(now - at)}).", step, now,
            $"{incident.AcknowledgedBy} acknowledged this {Ago(now - at)}; your acknowledgement is recorded beside it.");
    }

    private static StepDecision Work(IncidentRow incident, IncidentStep step, IReadOnlyList<OthersStep> others, Actor actor, DateTimeOffset now)
    {
        var (status, kind, words) = step.Kind == StepKind.Investigate
            ? (IncidentStatus.Investigating, TimelineKind.Investigating, "Investigates.")
            : (IncidentStatus.Mitigating, TimelineKind.Mitigating, "Mitigates.");
        if (incident.Status == status)
            return Take(incident, kind, actor, words[..^1] + " too.", step, now);
        if (others.LastOrDefault(one => one.Kind is TimelineKind.Investigating or TimelineKind.Mitigating) is { } other)
            return Ask(other, now, step.Kind == StepKind.Investigate ? "Say that it is being investigated" : "Say that it is being mitigated");
        var after = incident.AcknowledgedAt is null ? Acknowledged(incident, actor, now) : incident;
        return Take(after with { Status = status, MitigatedAt = step.Kind == StepKind.Mitigate ? after.MitigatedAt ?? now : after.MitigatedAt }, kind, actor, words, step, now);
    }

    private static StepDecision Resolve(IncidentRow incident, IncidentStep step, IReadOnlyList<OthersStep> others, Actor actor, DateTimeOffset now)
    {
        if (incident.IsResolved)
            return Take(incident, TimelineKind.Note, actor, $"Agrees that it is resolved ({ResolvedWords(incident, now)}).", step, now, $"{Capital(ResolvedWords(incident, now))}; your step is recorded beside it.");
        if (others.LastOrDefault(one => StatusKinds.Contains(one.Kind) && one.Kind != TimelineKind.Acknowledged) is { } other)
            return Ask(other, now, "Resolve it");
        var still = incident.AlertsFiring == 0 ? "" : $" {Counted.Of(incident.AlertsFiring, "alert still fires", "alerts still fire")}.";
        var after = incident.AcknowledgedAt is null ? Acknowledged(incident, actor, now) : incident;
        return Take(
            after with { Status = IncidentStatus.Resolved, ResolvedAt = now, ResolvedBy = actor.Name, ResolvedBySystem = false },
            TimelineKind.Resolved, actor, "Resolved." + still, step, now);
    }

    private static StepDecision Reopen(IncidentRow incident, IncidentStep step, IReadOnlyList<OthersStep> others, Actor actor, DateTimeOffset now)
    {
        if (!incident.IsResolved)
        {
            return Refuse(others.LastOrDefault(one => one.Kind == TimelineKind.Reopened) is { } other
                ? $"{other.ActorName} reopened this {Ago(now - other.At)}: it is open."
                : "It is not resolved, so there is nothing to reopen.");
        }
        return Take(
            incident with
            {
                Status = IncidentStatus.Open, DueFrom = now, ResolvedAt = null, ResolvedBy = null, ResolvedBySystem = false,
                AcknowledgedAt = null, AcknowledgedBy = null, MitigatedAt = null,
            },
            TimelineKind.Reopened, actor, "Reopened.", step, now);
    }

    private static StepDecision Note(IncidentRow incident, IncidentStep step, Actor actor, DateTimeOffset now)
        => string.IsNullOrWhiteSpace(step.Text) ? Refuse("A comment needs a text.") : Take(incident, TimelineKind.Note, actor, "", step, now);

    private static StepDecision SetPriority(IncidentRow incident, IncidentStep step, IReadOnlyList<OthersStep> others, Actor actor, DateTimeOffset now)
    {
        if (step.Priority is not { } priority || !Enum.IsDefined(priority))
            return Refuse("Choose a priority from P1 to P4.");
        if (incident.Priority == priority)
            return Refuse($"It is {priority} already.");
        if (others.LastOrDefault(one => one.Kind == TimelineKind.Severity) is { } other)
            return Ask(other, now, $"Set {priority}");
        var due = priority < incident.Priority && incident.AcknowledgedAt is null ? now : incident.DueFrom;
        return Take(incident with { Priority = priority, PriorityByHand = true, DueFrom = due }, TimelineKind.Severity, actor, $"Changed the priority from {incident.Priority} to {priority}.", step, now);
    }

    private static StepDecision Assign(IncidentRow incident, IncidentStep step, IReadOnlyList<OthersStep> others, Actor actor, DateTimeOffset now)
    {
        if (step.Assignee is not { } to || string.IsNullOrWhiteSpace(to.Name) || to.Name.Length > 200)
            return Refuse("Say who takes it: a name of at most 200 characters.");
        if (incident.AssigneeName == to.Name)
            return Refuse($"{to.Name} has it already.");
        if (others.LastOrDefault(one => one.Kind == TimelineKind.Assigned) is { } other)
            return Ask(other, now, $"Give it to {to.Name}");
        var words = to.Name == actor.Name ? "Took it." : $"Gave it to {to.Name}.";
        return Take(incident with { AssigneeId = to.Id, AssigneeName = to.Name.Trim() }, TimelineKind.Assigned, actor, words, step, now);
    }

    private static IncidentRow Acknowledged(IncidentRow incident, Actor actor, DateTimeOffset now) => incident with
    {
        AcknowledgedAt = now,
        AcknowledgedBy = actor.Name,
        AssigneeId = incident.AssigneeName is null ? actor.Id : incident.AssigneeId,
        AssigneeName = incident.AssigneeName ?? actor.Name,
    };

    private static StepDecision Take(IncidentRow after, TimelineKind kind, Actor actor, string text, IncidentStep step, DateTimeOffset now, string words = "")
    {
        var said = step.Text.Trim().Replace('\0', '\u2400');
        return new StepDecision(
            StepOutcome.Taken, words, after with { Version = after.Version + 1, UpdatedAt = now },
            new TimelineDraft(kind, actor, text.Length == 0 ? said : said.Length == 0 ? text : text + "\n" + said, null, step.Id));
    }

    private static StepDecision Ask(OthersStep other, DateTimeOffset now, string still)
        => new(StepOutcome.Ask, $"{other.ActorName} was faster, {Ago(now - other.At)}: “{other.Text.Split('\n')[0]}” {still} all the same?");

    private static StepDecision Refuse(string words) => new(StepOutcome.Refused, words);

    private static string ResolvedWords(IncidentRow incident, DateTimeOffset now)
        => $"{(incident.ResolvedBySystem ? "the portal" : incident.ResolvedBy)} resolved this {Ago(now - (incident.ResolvedAt ?? now))}";

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < 2 } => "just now",
        { TotalMinutes: < 2 } => age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s ago",
        { TotalHours: < 2 } => Math.Floor(age.TotalMinutes).ToString(CultureInfo.InvariantCulture) + " min ago",
        { TotalDays: < 2 } => Math.Floor(age.TotalHours).ToString(CultureInfo.InvariantCulture) + " h ago",
        _ => Math.Floor(age.TotalDays).ToString(CultureInfo.InvariantCulture) + " days ago",
    };
}
