using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Ledger;

/// <summary><c>GET /costs/ledger.csv</c>: every commitment, credit and tax that was ever entered, the withdrawn too.</summary>
internal static class LedgerCsv
{
    public static async Task<IResult> GetAsync(LedgerStore store, CancellationToken cancellationToken)
    {
        var read = await store.ListAsync(cancellationToken);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        return await CsvAnswer.FileAsync("ledger.csv",
            ["entry", "kind", "provider", "description", "service", "from", "to", "amount", "currency", "rate", "price_key", "units_per_day", "discount", "entered_at", "entered_by", "reason", "withdrawn_at", "withdrawn_by", "withdrawn_reason"],
            read.Value!.Select(entry => new[]
            {
                entry.Id.ToString(), entry.Kind.ToString().ToLowerInvariant(), entry.Provider, entry.Description, entry.Service, DaySpan.Write(entry.From), DaySpan.Write(entry.To), Money.Exact(entry.Amount), entry.Currency,
                Money.Exact(entry.Rate), entry.PriceKey, CsvAnswer.Number(entry.PerDay), CsvAnswer.Number(entry.Discount), CsvAnswer.Instant(entry.EnteredAt), entry.EnteredBy, entry.Reason,
                entry.WithdrawnAt is { } at ? CsvAnswer.Instant(at) : null, entry.WithdrawnBy, entry.WithdrawnReason,
            }));
    }
}
