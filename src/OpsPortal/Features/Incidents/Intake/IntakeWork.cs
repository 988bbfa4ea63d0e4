using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Correlating;
using OpsPortal.Features.Incidents.Reconciling;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>What one transaction of the intake does: fold what was told into times of firing, join them, settle the incidents.</summary>
internal sealed class IntakeWork(
    IntakeSql sql, UnsureSql unsure, SymptomSql symptoms, IntakeContext context, PrometheusWatch prometheus, DateTimeOffset now)
{
    private static readonly Actor Portal = Actor.System("OpsPortal");

    public async Task<IntakeResult> TakeAsync(IReadOnlyList<IncomingAlert> alerts, WebhookDelivery delivery, bool isRepeat)
    {
        if (alerts.Count == 0)
            return IntakeResult.Unchanged(isRepeat, 0);
        var opening = alerts.Where(alert => alert.Opens).ToArray();
        var mayOpen = opening.Length == 0 ? 0 : context.Rules.Storm - await sql.OpenedLatelyAsync();
        // Only what may come to it waits for the storm's incident: else every delivery would wait for every other. It waits before it
        // holds anything else, and counts anew then: twenty deliveries at once open no more than one after the other would.
        var isStormy = opening.Length > 0 && opening.Select(alert => alert.Scope).Distinct().Count() > mayOpen;
        if (isStormy)
        {
            await sql.LockStormAsync();
            mayOpen = context.Rules.Storm - await sql.OpenedLatelyAsync();
        }
        string[] keys = [.. opening.SelectMany(alert => alert.Links.Select(link => link.Key).Prepend(alert.Scope)).Concat(isStormy ? [IntakePlan.StormKey] : []).Distinct().Order(StringComparer.Ordinal)];
        await sql.LockScopesAsync(keys);
        await sql.UpsertAlertsAsync(alerts, delivery.Source, delivery.ExternalUrl);
        var sorted = EndsInDoubt.Sort(alerts, await sql.EpisodesAsync(alerts), alert => delivery.Source == AlertSource.Alertmanager ? prometheus.AwaySince(alert.Latest.GeneratorUrl) : null);
        await sql.RefreshAnnotationsAsync(alerts);
        var plan = IntakePlan.Make(sorted.Alerts, sorted.Known, await sql.CandidatesAsync(keys), TimeSpan.FromMinutes(context.Options.JoinWithinMinutes), mayOpen);
        var by = Actor.System(delivery.Source switch { AlertSource.Grafana => "Grafana", AlertSource.Plain => "Webhook", AlertSource.Portal => "OpsPortal", _ => "Alertmanager" });
        var changed = await WriteAsync(plan, sorted.Known, by, delivery.TruncatedAlerts);
        var doubted = await DoubtAsync(sorted);
        return new IntakeResult(isRepeat, alerts.Count, plan.Episodes.Count + sorted.Doubted.Count, [.. changed.Concat(doubted).Distinct().Order()]);
    }

    public async Task<IntakeResult> ConcludeAsync(IReadOnlyList<Conclusion> conclusions)
    {
        var byFingerprint = conclusions.ToDictionary(one => one.Fingerprint, StringComparer.Ordinal);
        var stored = await unsure.LockAlertsAsync([.. byFingerprint.Keys.Order(StringComparer.Ordinal)]);
        var known = (await sql.EpisodesAsync([.. stored.Select(one => one.AsAlert([], "", context))]))
            .SelectMany(rows => rows.Select(row => byFingerprint[row.Fingerprint].Applies(row) ? byFingerprint[row.Fingerprint].Prepare(row) : row)).ToLookup(row => row.Fingerprint, StringComparer.Ordinal);
        var alerts = stored.Where(one => known[one.Fingerprint].Any(byFingerprint[one.Fingerprint].Applies))
            .Select(one => one.AsAlert(byFingerprint[one.Fingerprint].Facts, byFingerprint[one.Fingerprint].How, context)).ToArray();
        if (alerts.Length == 0)
            return IntakeResult.Unchanged(false, 0);
        var plan = IntakePlan.Make(alerts, known, Enumerable.Empty<Candidate>().ToLookup(one => one.Scope), TimeSpan.Zero);
        var changed = await WriteAsync(plan, known, Portal, 0);
        await unsure.MarkAsync([.. alerts.Select(alert => byFingerprint[alert.Fingerprint])]);
        return new IntakeResult(false, alerts.Length, plan.Episodes.Count, [.. changed]);
    }

    private async Task<IReadOnlyList<long>> WriteAsync(IntakePlan plan, ILookup<string, KnownEpisode> known, Actor by, int truncated)
    {
        if (plan.Episodes.Count == 0)
            return [];
        foreach (var slot in plan.Incidents.Where(slot => slot.OpenedBy is not null))
            slot.Number = await sql.OpenIncidentAsync(slot.OpenedBy!, slot.IsStorm);
        await sql.WriteEpisodesAsync(plan.Episodes);
        await sql.WriteKeysAsync(
        [
            .. plan.Episodes.Where(one => one.Incident is not null && one.Change.Row?.Incident != one.Incident.Number).SelectMany(one => one.Alert.Keys.Select(key => (key, one.Incident!.Number))),
            .. plan.Incidents.Where(slot => slot.IsStorm).Select(slot => (IntakePlan.StormKey, slot.Number)),
        ]);
        var rules = new SymptomRules(context.Rules, service => context.Catalog.Find(service)?.DependsOn ?? [], TimeSpan.FromMinutes(context.Options.JoinWithinMinutes));
        var numbers = plan.Incidents.Select(slot => slot.Number).Distinct().Order().ToArray();
        foreach (var before in await sql.LockIncidentsAsync(numbers))
        {
            var own = plan.Episodes.Where(one => one.Incident?.Number == before.Number).ToArray();
            // A symptom must not raise the priority: where there may be some, what counts is known only when they are judged.
            var mayBeSymptoms = rules.MayApply(before.AlertNames.Concat(own.Select(one => one.Alert.Name)));
            var judged = mayBeSymptoms ? await symptoms.JudgeAsync(before.Number, rules) : [];
            var counted = (mayBeSymptoms ? null : AlertCount.Next(before, own, fingerprint => known[fingerprint].Any(row => row.Incident == before.Number))) ?? await sql.TotalsAsync(before.Number);
            if (counted is null)
                continue;
            var isNew = plan.Incidents.Any(slot => slot.Number == before.Number && slot.OpenedBy is not null);
            var (after, entries) = IncidentSettling.Settle(before, counted, own.Any(one => one.Change.Opens), now);
            var story = IntakeStory.Tell(own, isNew, truncated, context.Severities, by);
            await sql.UpdateIncidentAsync(after with { Version = isNew ? before.Version : before.Version + 1 }, [.. story, .. judged, .. entries]);
        }
        return numbers;
    }

    private async Task<IReadOnlyList<long>> DoubtAsync(EndsInDoubt sorted)
    {
        if (sorted.Doubted.Count + sorted.Believed.Count == 0)
            return [];
        await unsure.WriteDoubtsAsync(sorted.Doubted);
        await unsure.ForgetDoubtsAsync([.. sorted.Believed.Select(one => one.Row.Id)]);
        var entries = sorted.Doubted.Where(one => !one.Row.IsDoubted)
            .Select(one => (one.Row.Incident, one.Alert, Words: $"ended, says Alertmanager, but Prometheus does not answer since {prometheus.AwaySince(one.Alert.Latest.GeneratorUrl):HH:mm:ss} UTC: not believed until Prometheus says so"))
            .Concat(sorted.Believed.Select(one => (one.Row.Incident, one.Alert, Words: "fires still: the end that was not believed was none")));
        var told = new List<long>();
        foreach (var incident in entries.Where(one => one.Incident is not null).GroupBy(one => one.Incident!.Value).OrderBy(group => group.Key))
        {
            var before = (await sql.LockIncidentsAsync([incident.Key])).Single();
            await sql.UpdateIncidentAsync(before with { Version = before.Version + 1 },
            [
                .. incident.GroupBy(one => (one.Alert.Name, one.Words))
                    .Select(group => new TimelineDraft(TimelineKind.Doubted, Portal, $"{IntakeStory.Names(group.Select(one => one.Alert))} {group.Key.Words}.")),
            ]);
            told.Add(incident.Key);
        }
        return told;
    }
}
