using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Prices;

namespace OpsPortal.Features.Costs.Pages;

/// <summary><c>GET /costs/prices.csv</c>: every entry of the price book, with who made it and why.</summary>
internal static class PriceCsv
{
    public static async Task<IResult> GetAsync(PriceStore store, CancellationToken cancellationToken)
    {
        var edits = await store.EditsAsync(cancellationToken);
        if (!edits.IsOk)
            return Results.Problem(edits.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        return await CsvAnswer.FileAsync("prices.csv",
            ["key", "unit", "currency", "valid_from", "price", "steps", "source", "entry", "entered_at", "entered_by", "reason", "note", "undoes"],
            [
                .. store.Catalog.Items.SelectMany(item => item.Entries.Select(entry => new[]
                {
                    item.Key, item.Unit, item.Currency ?? store.Catalog.Currency, CsvAnswer.Instant(entry.Instant), CsvAnswer.Number(entry.Price), Steps(entry.Steps), "catalog", null, null, null, null,
                    item.Note, null,
                })),
                .. edits.Value!.Select(edit => new[]
                {
                    edit.Key, edit.Unit, edit.Currency ?? store.Catalog.Currency, CsvAnswer.Instant(edit.From), CsvAnswer.Number(edit.Price), Steps(edit.Steps), "portal", edit.Id.ToString(),
                    CsvAnswer.Instant(edit.EnteredAt), edit.EnteredBy, edit.Reason, edit.Note, edit.Undoes?.ToString(),
                }),
            ]);
    }

    private static string? Steps(IReadOnlyList<PriceStep> steps)
        => steps.Count == 0 ? null : string.Join("; ", steps.Select(step => $"from {Money.Exact(step.From)}: {Money.Exact(step.Price)}"));
}
