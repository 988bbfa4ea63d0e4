using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Revisions;

/// <summary>A closed day, computed anew and not kept yet.</summary>
/// <param name="Seen">The revision that counts now.</param>
/// <param name="Before">What it says.</param>
/// <param name="After">What Prometheus and the price book say now; null when they can't be asked.</param>
/// <param name="Problem">Why it can't be kept; null when it can.</param>
public sealed record RevisionDraft(DateOnly Day, int Seen, decimal? Before, DayCost? After, string? Problem)
{
    public bool Changes => Problem is null && After!.Cost != Before;
}

/// <summary>Computes closed days anew: missing samples arrived, a price was corrected. Nothing is kept before somebody says so.</summary>
public sealed class CostReviser(CostComputer computer, CostStore store, RevisionReader revisions, ServiceCatalog catalog)
{
    /// <summary>The most days at once.</summary>
    public const int MostDays = 31;

    /// <param name="told">Is told how many days are done, of how many.</param>
    public async Task<Outcome<IReadOnlyList<RevisionDraft>>> PreviewAsync(string service, DaySpan span, Action<int, int> told, CancellationToken cancellationToken)
    {
        var closed = await revisions.LatestAsync(service, span, cancellationToken);
        if (!closed.IsOk || catalog.Find(service) is not { } entry)
            return closed.Map<IReadOnlyList<RevisionDraft>>(_ => []);
        var drafts = new List<RevisionDraft>();
        foreach (var day in closed.Value!)
        {
            told(drafts.Count, closed.Value!.Count);
            var after = await computer.ComputeAsync(entry, day.Day, UtcSpan.Day(day.Day), cancellationToken);
            drafts.Add(new RevisionDraft(day.Day, day.Revision, day.Cost, after.Value, Problem(after)));
        }
        return closed.Map<IReadOnlyList<RevisionDraft>>(_ => drafts);
    }

    /// <summary>Keeps those that change something.</summary>
    /// <returns>What is wrong in words, or null when all are kept.</returns>
    public async Task<string?> KeepAsync(IReadOnlyList<RevisionDraft> drafts, Actor actor, string reason, CancellationToken cancellationToken)
    {
        if (reason.Trim().Length is 0 or > 500)
            return "Say why in a few words (500 characters at most): it stays beside the revision.";
        foreach (var draft in drafts.Where(draft => draft.Changes))
        {
            if (!await store.ReviseAsync(draft.After!, draft.Seen, actor, reason.Trim(), cancellationToken))
                return $"{DaySpan.Write(draft.Day)} was computed anew by somebody else meanwhile. It and the days after it are as they were: look again.";
        }
        return null;
    }

    // Older samples than Prometheus keeps are gone: a day without them would cost its plans alone.
    private static string? Problem(Outcome<DayCost> after) => !after.IsOk ? after.Reason
        : after.Value!.Lines.All(line => line.SourceQuery.Length == 0) ? "Prometheus has no samples of that day any more: it stays as it is." : null;
}
