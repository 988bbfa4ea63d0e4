using OpsPortal.Domain;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Prices;

/// <summary>Takes an entry back by another one: from the same instant on holds what would hold without it.</summary>
public static class PriceUndo
{
    /// <param name="catalog">The book without any edit.</param>
    /// <param name="edits">All of them.</param>
    /// <returns>Rejected when it was undone or followed at the same instant already.</returns>
    public static Outcome<PriceDraft> Of(long id, PriceBook catalog, IReadOnlyList<PriceEdit> edits, string reason, DateTimeOffset now)
    {
        if (edits.FirstOrDefault(edit => edit.Id == id) is not { } undone)
            return Outcome<PriceDraft>.Rejected("There is no such entry.", now);
        if (edits.Any(edit => edit.Undoes == id))
            return Outcome<PriceDraft>.Rejected("It was undone already.", now);
        if (edits.Any(edit => edit.Id > id && edit.Key == undone.Key && edit.From == undone.From))
            return Outcome<PriceDraft>.Rejected("A later entry holds from the same instant: undo that one, or enter the price that is right.", now);
        var holds = catalog.With(edits.Where(edit => edit.Id != id)).Item(undone.Key)?.At(undone.From);
        return Outcome<PriceDraft>.Ok(new PriceDraft(
            undone.Key, undone.Unit, undone.Currency, undone.From, holds is { Withdrawn: false } known ? known.Price : null, holds?.Steps ?? [], $"Undoes entry {id}.", reason, id), now);
    }
}
