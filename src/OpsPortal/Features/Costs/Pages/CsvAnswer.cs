using CsvHelper;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Rows as a CSV file, as all downloads of costs are.</summary>
internal static class CsvAnswer
{
    // A label's value could be read as a formula by a spreadsheet.
    private static readonly CsvWriterOptions Format = new() { Injection = CsvInjection.Escape };

    public static async Task<IResult> FileAsync(string name, string[] head, IEnumerable<string?[]> rows)
        => Results.File(await BytesAsync(head, rows), "text/csv; charset=utf-8", name);

    public static async Task<byte[]> BytesAsync(string[] head, IEnumerable<string?[]> rows)
    {
        using var file = new MemoryStream();
        await using (var csv = CsvWriter.Create(file, Format, true))
        {
            csv.WriteRecord(head);
            foreach (var row in rows)
                csv.WriteRecord(row);
        }
        return file.ToArray();
    }

    public static string? Number(decimal? number) => number is { } known ? Money.Exact(known) : null;

    public static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
