using System.Globalization;
using CsvHelper;
using Npgsql;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business.Pages;

/// <summary><c>GET /business.csv</c>: every figure of the span that the page shows, one a row, with all digits.</summary>
internal static class BusinessCsv
{
    // A label's value could be read as a formula by a spreadsheet.
    private static readonly CsvWriterOptions Format = new() { Injection = CsvInjection.Escape };

    public static async Task<IResult> GetAsync(HttpRequest request, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var view = BusinessView.FromUri(request.QueryString.Value ?? "", UtcSpan.DayOf(time.GetUtcNow()), out var error);
        if (error is not null)
            return Results.Problem(error, statusCode: StatusCodes.Status400BadRequest);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await BusinessReader.DayAsync(connection, view.Span, view.Service, cancellationToken);
        using var file = new MemoryStream();
        await using (var csv = CsvWriter.Create(file, Format, true))
        {
            csv.WriteRecord(["service", "day", "metric", "model", "item", "value", "samples", "quality", "missing_minutes", "final", "computed_at", "source_query"]);
            foreach (var row in rows)
                csv.WriteRecord([
                    row.Service, BusinessView.Write(row.Day), row.Metric, row.Model, row.Item, Number(row.Value), row.Samples?.ToString(CultureInfo.InvariantCulture), row.Quality,
                    Number(row.MissingMinutes), row.Final ? "true" : "false", row.ComputedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), row.SourceQuery]);
        }
        return Results.File(file.ToArray(), "text/csv; charset=utf-8", $"business-{BusinessView.Write(view.Span.From)}-{BusinessView.Write(view.Span.To)}.csv");
    }

    // Without the zeros that numeric carries behind the point.
    private static string Number(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
