using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Invoices;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Report;

namespace OpsPortal.Features.Costs.Focus;

/// <summary>
/// <c>GET /costs/focus.csv</c>: the lines of a view as FOCUS 1.2 (FinOps Open Cost and Usage Specification). Lines without a price
/// have no cost and are not in it; the header <c>X-Needs-Price</c> says how many.
/// </summary>
internal sealed class FocusCsv(NpgsqlDataSource database, ServiceCatalog catalog, IPrices prices, IOptions<CostsOptions> options, TimeProvider time)
{
    public async Task<IResult> GetAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var view = CostView.FromUri(context.Request.QueryString.Value ?? "", UtcSpan.DayOf(time.GetUtcNow()), out var error);
        if (error is not null)
            return Results.Problem(error, statusCode: StatusCodes.Status400BadRequest);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            CostReportReader.Lines("""
                l.service, coalesce(n.team, '') AS team, l.day, l.category, l.resource, l.model, l.deployment, l.usage, l.driver, l.amount, l.unit, l.price_key, l.unit_price, l.price_from,
                l.priced_at, l.cost, l.quality, l.revision, l.source_query
                """) + " ORDER BY l.day, l.service, l.line", CostReportReader.Parameters(view.Only, view.Span, catalog), cancellationToken: cancellationToken))).AsList();
        var priced = rows.Where(row => row is { Cost: not null, Unit: not null }).Select(Line).ToArray();
        context.Response.Headers["X-Needs-Price"] = (rows.Count - priced.Length).ToString(CultureInfo.InvariantCulture);
        var columns = FocusColumns.For(prices.Current.Currency, (options.Value.BillingAccountId, options.Value.BillingAccountName));
        return await CsvAnswer.FileAsync($"focus-{view.Span}.csv", [.. columns.Select(column => column.Name)], priced.Select(line => columns.Select(column => column.Value(line)).ToArray()));
    }

    private FocusLine Line(Row row)
    {
        var service = catalog.Find(row.Service);
        var provider = Providers.Of(row.PriceKey, row.Model, service, prices.Current);
        return new FocusLine(
            row.Service, service?.Name ?? row.Service, row.Team, provider, row.Day, row.Category, row.Resource, row.Model, row.Deployment, row.Usage, row.Driver, row.Amount, row.Unit!,
            row.PriceKey, row.UnitPrice!.Value, row.PriceFrom!.Value, row.PricedAt, row.Cost!.Value, row.Quality, row.Revision, row.SourceQuery);
    }

    private sealed record Row(
        string Service, string Team, DateOnly Day, string Category, string Resource, string? Model, string? Deployment, string? Usage, string Driver, decimal Amount, string? Unit,
        string PriceKey, decimal? UnitPrice, DateOnly? PriceFrom, DateTimeOffset? PricedAt, decimal? Cost, string Quality, int Revision, string SourceQuery);
}
