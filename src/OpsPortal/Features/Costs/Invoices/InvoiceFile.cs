using System.Globalization;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Invoices;

/// <summary>What a line of an invoice is.</summary>
public enum InvoiceKind
{
    /// <summary>What was used: laid against the estimate.</summary>
    Usage,

    /// <summary>A commitment's fee.</summary>
    Commitment,

    /// <summary>Given back; below 0.</summary>
    Credit,

    /// <summary>Not laid against anything: the estimate is without it.</summary>
    Tax,
}

/// <param name="PriceKey">What of the price book it charges for, where that is said.</param>
/// <param name="Amount">In the invoice's currency.</param>
public sealed record InvoiceLine(InvoiceKind Kind, string? PriceKey, string Description, decimal Amount);

/// <summary>An invoice as a file has it.</summary>
/// <param name="Month">The first of the month that it is for.</param>
public sealed record InvoiceDraft(string Provider, string Number, DateOnly Month, string Currency, IReadOnlyList<InvoiceLine> Lines);

/// <summary>
/// Reads invoices from CSV: <c>provider,number,month,currency,kind,price_key,description,amount</c>, a head and one row a line; rows of
/// one provider and number are one invoice.
/// </summary>
public static class InvoiceFile
{
    /// <summary>Characters.</summary>
    public const int MostCharacters = 2_000_000;

    private static readonly string[] Columns = ["provider", "number", "month", "currency", "kind", "price_key", "description", "amount"];

    /// <returns>The invoices, or everything that is wrong, each with its row; never both.</returns>
    public static (IReadOnlyList<InvoiceDraft> Invoices, IReadOnlyList<string> Problems) Read(string text)
    {
        var rows = CsvRows.Read(text);
        if (rows.Count == 0 || Columns.Except(rows[0].Select(name => name.Trim().ToLowerInvariant()), StringComparer.Ordinal).ToArray() is { Length: > 0 })
            return ([], [$"The first row must name the columns {string.Join(", ", Columns)}."]);
        var at = rows[0].Select((name, index) => (Name: name.Trim().ToLowerInvariant(), index)).GroupBy(one => one.Name).ToDictionary(one => one.Key, one => one.First().index, StringComparer.Ordinal);
        var problems = new List<string>();
        var read = new List<(InvoiceDraft Head, InvoiceLine Line)>();
        for (var row = 1; row < rows.Count; row++)
        {
            var fields = rows[row];
            string Field(string name) => at[name] < fields.Count ? fields[at[name]].Trim() : "";
            if (ReadRow(Field) is var (head, line, problem) && problem is null)
                read.Add((head!, line!));
            else
                problems.Add($"Row {row + 1}: {problem}.");
        }
        var invoices = read.GroupBy(one => (one.Head.Provider, one.Head.Number)).ToArray();
        problems.AddRange(invoices.Where(invoice => invoice.Select(one => (one.Head.Month, one.Head.Currency)).Distinct().Count() > 1)
            .Select(invoice => $"Invoice {invoice.Key.Number} of {invoice.Key.Provider} has rows of several months or currencies."));
        if (read.Count == 0 && problems.Count == 0)
            problems.Add("There is no row below the head.");
        return problems.Count > 0 ? ([], problems) : ([.. invoices.Select(invoice => invoice.First().Head with { Lines = [.. invoice.Select(one => one.Line)] })], []);
    }

    private static (InvoiceDraft? Head, InvoiceLine? Line, string? Problem) ReadRow(Func<string, string> field)
    {
        var (provider, number, currency) = (field("provider"), field("number"), field("currency").ToUpperInvariant());
        if (provider.Length is 0 or > 100 || number.Length is 0 or > 100)
            return (null, null, "provider and number must be there, at most 100 characters each");
        if (!DaySpan.TryReadDay(field("month") + "-01", out var month))
            return (null, null, $"\"{field("month")}\" is not a month, like 2026-11");
        if (!PriceUnits.IsCurrency(currency))
            return (null, null, $"\"{currency}\" is not a currency's three letters");
        if (!Enum.TryParse<InvoiceKind>(field("kind") is { Length: > 0 } word ? word : "usage", true, out var kind) || !Enum.IsDefined(kind) || (field("kind") is { Length: > 0 } text && char.IsAsciiDigit(text[0])))
            return (null, null, $"\"{field("kind")}\" is none of usage, commitment, credit, tax");
        if (!decimal.TryParse(field("amount"), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) || Math.Abs(amount) >= 1_000_000_000m)
            return (null, null, $"\"{field("amount")}\" is not an amount, like 1234.56");
        if (kind == InvoiceKind.Credit ? amount > 0 : kind == InvoiceKind.Tax && amount < 0)
            return (null, null, kind == InvoiceKind.Credit ? "a credit is below 0" : "a tax is not below 0");
        return (new InvoiceDraft(provider, number, month, currency, []), new InvoiceLine(kind, field("price_key") is { Length: > 0 } key ? key : null, field("description"), amount), null);
    }
}
