using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Correlating;

/// <summary>
/// People sort alerts out by hand: merge an incident into another and take it out again, move alerts to another incident or to
/// one of their own, and say that an alert is no symptom. Each is on both timelines and in the audit log, in one transaction.
/// </summary>
/// <remarks>Locks as the intake does: alerts by fingerprint, then incidents by number.</remarks>
public sealed class SortingDesk(NpgsqlDataSource database, AuditLog audit, IAuthorizationService authorization, TimeProvider time)
{
    private static readonly StepResult Taken = new(StepOutcome.Taken, "", 0);

    /// <summary>All alerts of the one become the other's; the one is closed and says where they are.</summary>
    public Task<StepResult> MergeAsync(ClaimsPrincipal person, long from, long into, CancellationToken cancellationToken)
        => ActAsync(person, [from, into], "SELECT fingerprint FROM alert_episodes WHERE incident_number = @from", new { from }, async work =>
        {
            if (from == into)
                return DeskGuard.Refuse("An incident can't be merged into itself.");
            if (work.Find(from) is not { } source || work.Find(into) is not { } target)
                return DeskGuard.Refuse($"There is no {IncidentRow.NameOf(work.Find(from) is null ? from : into)}.");
            if (source.MergedInto is { } already)
                return DeskGuard.Refuse($"It is part of {IncidentRow.NameOf(already)} already.");
            if (target.MergedInto is { } further)
                return DeskGuard.Refuse($"{target.Name} is itself part of {IncidentRow.NameOf(further)}: merge into that one.");
            await work.MoveAsync(from, into, null, $"{work.Actor.Name} merged {source.Name} into this incident");
            await work.ExecuteAsync("INSERT INTO incident_keys (key, incident_number) SELECT key, @into FROM incident_keys WHERE incident_number = @from ON CONFLICT DO NOTHING", new { from, into });
            await work.ExecuteAsync("UPDATE incidents SET merged_into = @into WHERE number = @from", new { from, into });
            var closed = source with { Status = IncidentStatus.Resolved, ResolvedAt = source.ResolvedAt ?? work.Now, ResolvedBy = source.ResolvedBy ?? work.Actor.Name, MergedInto = into };
            await work.SettleAsync(closed, TimelineKind.Merged, $"Merged into {target.Name} “{target.Title}”.");
            await work.SettleAsync(target, TimelineKind.Moved, $"{source.Name} “{source.Title}” was merged into this.");
            await work.AuditAsync("incident.merge", source.Name, new { into = target.Name });
            return Taken;
        }, cancellationToken);

    /// <summary>Undoes a merge: the incident is open again with the alerts that came from it.</summary>
    public async Task<StepResult> TakeOutAsync(ClaimsPrincipal person, long number, CancellationToken cancellationToken)
    {
        long? into;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
            into = await connection.QuerySingleOrDefaultAsync<long?>("SELECT merged_into FROM incidents WHERE number = @number", new { number });
        if (into is not { } target)
            return DeskGuard.Refuse("It isn't part of another incident.");
        return await ActAsync(person, [number, target], "SELECT fingerprint FROM alert_episodes WHERE incident_number = @target AND moved_from = @number", new { number, target }, async work =>
        {
            if (work.Find(number) is not { } source || source.MergedInto != target)
                return DeskGuard.Refuse("Somebody changed this meanwhile: look again.");
            await work.ExecuteAsync(
                "UPDATE alert_episodes SET incident_number = @number, moved_from = NULL, joined_because = @because WHERE incident_number = @target AND moved_from = @number",
                new { number, target, because = $"{work.Actor.Name} took {source.Name} out of {IncidentRow.NameOf(target)} again" });
            await work.ExecuteAsync("UPDATE incidents SET merged_into = NULL WHERE number = @number", new { number });
            var open = source with
            {
                Status = source.AcknowledgedAt is null ? IncidentStatus.Open : IncidentStatus.Acknowledged, ResolvedAt = null, ResolvedBy = null, ResolvedBySystem = false,
                DueFrom = work.Now, MergedInto = null,
            };
            await work.SettleAsync(open, TimelineKind.Reopened, $"Taken out of {IncidentRow.NameOf(target)} again.");
            await work.SettleAsync(work.Find(target)!, TimelineKind.Moved, $"{source.Name} “{source.Title}” was taken out of this again.");
            await work.AuditAsync("incident.unmerge", source.Name, new { outOf = IncidentRow.NameOf(target) });
            return Taken;
        }, cancellationToken);
    }

    /// <summary>Some of an incident's alerts belong to another one, or to one of their own.</summary>
    /// <param name="to">Null: a new incident.</param>
    /// <returns>And the incident that they are in now.</returns>
    public async Task<(StepResult Result, long To)> MoveAsync(ClaimsPrincipal person, long from, IReadOnlyList<string> fingerprints, long? to, CancellationToken cancellationToken)
    {
        var moved = to ?? 0;
        var result = await ActAsync(person, to is { } other ? [from, other] : [from], "SELECT unnest(@fingerprints)", new { fingerprints = fingerprints.ToArray() }, async work =>
        {
            if (from == to)
                return DeskGuard.Refuse("They are in that incident already.");
            if (work.Find(from) is not { } source || to is { } there && work.Find(there) is null)
                return DeskGuard.Refuse($"There is no {IncidentRow.NameOf(work.Find(from) is null ? from : to!.Value)}.");
            if (to is { } closed && work.Find(closed)!.MergedInto is { } further)
                return DeskGuard.Refuse($"{IncidentRow.NameOf(closed)} is part of {IncidentRow.NameOf(further)}: move them there.");
            var names = await work.NamesAsync(from, fingerprints);
            if (names.Length == 0)
                return DeskGuard.Refuse("These alerts are not in this incident any more: look again.");
            var target = to is { } known ? work.Find(known)! : await work.OpenAsync(source, fingerprints);
            moved = target.Number;
            await work.MoveAsync(from, target.Number, fingerprints, $"{work.Actor.Name} moved it here from {source.Name}");
            await work.SettleAsync(source, TimelineKind.Moved, $"{names} moved to {target.Name}.");
            await work.SettleAsync(target, to is null ? TimelineKind.Opened : TimelineKind.Moved, $"{names} moved here from {source.Name} “{source.Title}”.");
            await work.AuditAsync(to is null ? "incident.split" : "incident.move", source.Name, new { to = target.Name, alerts = names });
            return Taken;
        }, cancellationToken);
        return (result, moved);
    }

    /// <summary>An alert that was taken for a symptom is none, now and later.</summary>
    public Task<StepResult> UndoSuppressionAsync(ClaimsPrincipal person, long number, string fingerprint, CancellationToken cancellationToken)
        => ActAsync(person, [number], "SELECT @fingerprint", new { fingerprint }, async work =>
        {
            if (work.Find(number) is not { } incident || await work.NamesAsync(number, [fingerprint]) is not { Length: > 0 } names)
                return DeskGuard.Refuse("This alert is not in this incident any more: look again.");
            await work.ExecuteAsync(
                "UPDATE alert_episodes SET suppressed_by = NULL, suppressed_because = NULL, suppression_undone = true WHERE incident_number = @number AND fingerprint = @fingerprint", new { number, fingerprint });
            await work.SettleAsync(incident, TimelineKind.Moved, $"{names} is no symptom, says {work.Actor.Name}.");
            await work.AuditAsync("incident.no-symptom", incident.Name, new { alerts = names });
            return Taken;
        }, cancellationToken);

    private Task<StepResult> ActAsync(
        ClaimsPrincipal person, long[] incidents, string fingerprints, object parameters, Func<SortingWork, Task<StepResult>> act, CancellationToken cancellationToken)
        => DeskGuard.ActAsync(authorization, person, async () =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync($"SELECT FROM alerts WHERE fingerprint IN ({fingerprints}) ORDER BY fingerprint FOR UPDATE", parameters, transaction);
            var rows = (await connection.QueryAsync<IncidentRow>("SELECT * FROM incidents WHERE number = ANY(@incidents) ORDER BY number FOR UPDATE", new { incidents }, transaction)).ToDictionary(row => row.Number);
            var work = new SortingWork(connection, transaction, audit, Actor.From(person), rows, time.GetUtcNow());
            var result = await act(work);
            if (!result.IsTaken)
                return result;
            await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, [.. work.Changed.Select(number => number.ToString())]);
            await transaction.CommitAsync(cancellationToken);
            return result;
        });
}
