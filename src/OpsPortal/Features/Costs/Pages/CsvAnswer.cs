using System.Globalization;
using CsvHelper;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Rows as a CSV file, as all downloads of costs are.</summary>
internal static class CsvAnswer
{
    private const string FormulaStarts = "=+-@\t\r";

    public static async Task<IResult> FileAsync(string name, string[] head, IEnumerable<string?[]> rows)
        => Results.File(await BytesAsync(head, rows), "text/csv; charset=utf-8", name);

    public static async Task<byte[]> BytesAsync(string[] head, IEnumerable<string?[]> rows)
    {
        using var file = new MemoryStream();
        await using (var csv = CsvWriter.Create(file, new CsvWriterOptions(), true))
        {
            csv.WriteRecord(head);
            foreach (var row in rows)
                csv.WriteRecord([.. row.Select(Plain)]);
        }
        return file.ToArray();
    }

    // A label's value could be read as a formula by a spreadsheet; a number below 0 is none.
    private static string? Plain(string? value) => value is { Length: > 0 } && FormulaStarts.Contains(value[0]) && !decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? "'" + value : value;

    public static string? Number(decimal? number) => number is { } known ? Money.Exact(known) : null;

    public static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
