using System.Globalization;
using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Pages;

/// <summary><c>GET /costs.csv</c>: every line of the span that the page shows, one a row, with all digits.</summary>
internal static class CostCsv
{
    public static async Task<IResult> GetAsync(HttpRequest request, NpgsqlDataSource database, PriceBook book, ServiceCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var view = CostView.FromUri(request.QueryString.Value ?? "", UtcSpan.DayOf(time.GetUtcNow()), out var error);
        if (error is not null)
            return Results.Problem(error, statusCode: StatusCodes.Status400BadRequest);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            CostReportReader.Lines($"""
                l.service, {CostReportReader.Team} AS team, l.day, l.category, l.resource, l.model, l.deployment, l.usage, l.driver, l.amount, l.unit, l.price_key, l.unit_price, l.price_from, l.cost,
                l.quality, l.missing_minutes, l.note, l.revision, current.computed_at, l.source_query
                """) + " ORDER BY l.day, l.service, l.line", CostReportReader.Parameters(view.Only, view.Span, catalog), cancellationToken: cancellationToken));
        return await CsvAnswer.FileAsync($"costs-{CostView.Write(view.From)}-{CostView.Write(view.To)}.csv",
            [
                "service", "team", "day", "category", "resource", "model", "deployment", "usage", "driver", "amount", "unit", "price_key", "unit_price", "price_from",
                "cost", "currency", "quality", "missing_minutes", "note", "final", "revision", "computed_at", "source_query",
            ],
            rows.Select(row => Fields(row, book.Currency)));
    }

    private static string?[] Fields(Row row, string currency) =>
    [
        row.Service, row.Team, CostView.Write(row.Day), row.Category, row.Resource, row.Model, row.Deployment, row.Usage, row.Driver, CsvAnswer.Number(row.Amount), row.Unit, row.PriceKey, CsvAnswer.Number(row.UnitPrice),
        row.PriceFrom is { } from ? CostView.Write(from) : null, CsvAnswer.Number(row.Cost), currency, row.Quality, CsvAnswer.Number(row.MissingMinutes), row.Note, row.Revision > 0 ? "true" : "false",
        row.Revision.ToString(CultureInfo.InvariantCulture), CsvAnswer.Instant(row.ComputedAt), row.SourceQuery,
    ];

    internal sealed record Row(
        string Service, string Team, DateOnly Day, string Category, string Resource, string? Model, string? Deployment, string? Usage, string Driver, decimal Amount, string? Unit, string PriceKey,
        decimal? UnitPrice, DateOnly? PriceFrom, decimal? Cost, string Quality, decimal MissingMinutes, string Note, int Revision, DateTimeOffset ComputedAt, string SourceQuery);
}
