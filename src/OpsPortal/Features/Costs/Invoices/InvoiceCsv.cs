using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Invoices;

/// <summary><c>GET /costs/invoices.csv?month=</c>: what each provider charged against what was computed.</summary>
internal static class InvoiceCsv
{
    public static async Task<IResult> GetAsync(HttpRequest request, InvoiceStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var view = CostView.FromUri(request.QueryString.Value ?? "", UtcSpan.DayOf(time.GetUtcNow()), out var error);
        if (error is not null || !view.Span.IsMonth)
            return Results.Problem(error ?? "Invoices are by month: write month=2026-11.", statusCode: StatusCodes.Status400BadRequest);
        var read = await store.ReadAsync(view.Span, cancellationToken);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        return await CsvAnswer.FileAsync($"invoices-{view.Span}.csv", ["provider", "price_key", "computed", "usage", "commitments", "credits", "tax", "charged", "variance", "flagged", "numbers"], read.Value!.Providers.SelectMany(one => (string?[][])
        [
            [one.Provider, null, Money.Exact(one.Estimated), Money.Exact(one.Usage), Money.Exact(one.Commitments), Money.Exact(one.Credits), Money.Exact(one.Tax), Money.Exact(one.Charged), CsvAnswer.Number(one.Variance), one.IsFlagged ? "true" : "false", string.Join("; ", one.Numbers)],
            .. one.Keys.Select(key => (string?[])[one.Provider, key.PriceKey, Money.Exact(key.Estimated), Money.Exact(key.Invoiced), null, null, null, null, Money.Exact(key.Variance), key.IsFlagged ? "true" : "false", null]),
        ]));
    }
}
