using System.Globalization;
using Microsoft.Extensions.Options;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Report;

namespace OpsPortal.Features.Costs.Focus;

/// <summary>
/// <c>GET /costs/focus.csv</c>: a view's charges as FOCUS 1.2 (FinOps Open Cost and Usage Specification), by day; with
/// <c>billing=2026-12</c> what is billed in that month, corrections of earlier ones among them. Lines without a price have no cost and
/// are not in it; the header <c>X-Needs-Price</c> says how many.
/// </summary>
internal sealed class FocusCsv(FocusReader reader, IPrices prices, IOptions<CostsOptions> options, TimeProvider time)
{
    public async Task<IResult> GetAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var view = CostView.FromUri(context.Request.QueryString.Value ?? "", UtcSpan.DayOf(time.GetUtcNow()), out var error);
        DaySpan? billing = null;
        if (context.Request.Query["billing"].LastOrDefault() is { Length: > 0 } text)
        {
            if (DaySpan.TryReadDay(text + "-01", out var first))
                billing = DaySpan.Month(first);
            else
                error = $"billing={text} is not a month: write it like 2026-11.";
        }
        if (error is not null)
            return Results.Problem(error, statusCode: StatusCodes.Status400BadRequest);
        var read = await reader.ReadAsync(view, billing, cancellationToken);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers["X-Needs-Price"] = read.Value!.NeedsPrice.ToString(CultureInfo.InvariantCulture);
        var columns = FocusColumns.For(prices.Current.Currency, (options.Value.BillingAccountId, options.Value.BillingAccountName));
        var name = billing is { } month ? $"focus-billed-{month.From:yyyy-MM}.csv" : $"focus-{view.Span}.csv";
        return await CsvAnswer.FileAsync(name, [.. columns.Select(column => column.Name)], read.Value.Lines.Select(line => columns.Select(column => column.Value(line)).ToArray()));
    }
}
