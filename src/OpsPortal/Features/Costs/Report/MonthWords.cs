using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>A month in sentences: each says a figure of the report, none guesses a reason.</summary>
public static class MonthWords
{
    public static IReadOnlyList<string> Of(MonthReport report, ServiceCatalog catalog) =>
    [
        .. report.Total is { } total ? [Total(report, total), .. Largest(report, total, catalog), .. Moved(report, catalog), .. Days(report)] : new[] { $"No cost is known of {report.Month.Words}." },
        .. Charges(report), .. Budgets(report), .. Doubts(report), .. Signed(report),
    ];

    private static string Total(MonthReport report, decimal total)
    {
        var text = $"{report.Month.Words} cost {Text(total)}";
        if (report.TotalBefore is not { } before || before == 0)
            return text + ".";
        var change = total - before;
        var known = Sums(report.Before, cell => cell.Day).Count;
        var part = known < report.Month.Shifted(-1).Days ? $", of which {Counted.Of(known, "day is", "days are")} known" : "";
        return $"{text}, {(change == 0 ? "as much as" : $"{Text(Math.Abs(change))} ({Percent(Math.Abs(change) / before)}) {(change > 0 ? "more" : "less")} than")} {report.Month.Shifted(-1).Words}{part}.";

        string Text(decimal amount) => Money.Text(amount, report.Currency);
    }

    private static IEnumerable<string> Largest(MonthReport report, decimal total, ServiceCatalog catalog)
    {
        if (total <= 0)
            yield break;
        if (Top(report.Services.Cells, cell => cell.Row) is { } service)
            yield return $"The largest part was {catalog.Find(service.Key)?.Name ?? service.Key} with {Money.Text(service.Cost, report.Currency)} ({Percent(service.Cost / total)}); {Top(report.Services.Cells, cell => cell.Column)!.Value.Key} was the largest category.";
        if (Top(report.Models.Where(cell => cell.Row.Length > 0), cell => cell.Row) is { } model)
            yield return $"The costliest model was {model.Key} with {Money.Text(model.Cost, report.Currency)}.";
    }

    private static IEnumerable<string> Moved(MonthReport report, ServiceCatalog catalog)
    {
        if (report.Before.Count == 0)
            yield break;
        var (now, before) = (Sums(report.Services.Cells, cell => cell.Row), Sums(report.Before, cell => cell.Row));
        var moved = now.Keys.Union(before.Keys).Select(service => (Service: service, Change: now.GetValueOrDefault(service) - before.GetValueOrDefault(service))).MaxBy(one => Math.Abs(one.Change));
        if (moved.Change != 0)
            yield return $"What moved most was {catalog.Find(moved.Service)?.Name ?? moved.Service}: {Money.Text(Math.Abs(moved.Change), report.Currency)} {(moved.Change > 0 ? "more" : "less")}.";
    }

    private static IEnumerable<string> Days(MonthReport report)
    {
        var days = Sums(report.Services.Cells, cell => cell.Day);
        if (days.Count > 1)
            yield return $"The dearest day was {CostView.Write(days.MaxBy(day => day.Value).Key)} with {Money.Text(days.Values.Max(), report.Currency)}, the cheapest {CostView.Write(days.MinBy(day => day.Value).Key)} with {Money.Text(days.Values.Min(), report.Currency)}.";
    }

    private static IEnumerable<string> Charges(MonthReport report)
    {
        if (report.Ledger.Lines.Count == 0)
            yield break;
        (LedgerKind Kind, string Words)[] kinds = [(LedgerKind.Commitment, "commitments"), (LedgerKind.Credit, "credits"), (LedgerKind.Tax, "tax")];
        var parts = kinds.Where(one => report.Ledger.Lines.Any(line => line.Entry.Kind == one.Kind)).Select(one => $"{one.Words} {Money.Signed(report.Ledger.Of(one.Kind), report.Currency)}");
        yield return $"With {string.Join(", ", parts)} it makes {Money.Text(report.Net, report.Currency)}.";
        if (report.Ledger.Lines.Where(line => line.Unused > 0).Sum(line => line.Unused) is > 0 and var unused)
            yield return $"{Money.Text(unused, report.Currency)} of commitments paid for nothing that was used.";
    }

    private static IEnumerable<string> Budgets(MonthReport report)
    {
        if (report.Budgets.Count == 0)
            yield break;
        var over = report.Budgets.Where(budget => budget.Spent > budget.Budget).ToArray();
        yield return over.Length == 0
            ? $"{(report.Budgets.Count == 1 ? "The budget was kept." : $"All {report.Budgets.Count} budgets were kept.")}"
            : $"Over budget: {string.Join("; ", over.Select(budget => $"{budget.Title} by {Money.Text(budget.Spent - budget.Budget, report.Currency)}"))}.";
    }

    private static IEnumerable<string> Doubts(MonthReport report)
    {
        var doubtful = report.Services.Doubtful.ToArray();
        if (doubtful.Length > 0)
            yield return $"{Counted.Of(doubtful.Length, "service's day", "days of services")} miss{(doubtful.Length == 1 ? "es" : "")} samples or hold{(doubtful.Length == 1 ? "s" : "")} an estimate; they are listed below.";
        if (report.Services.NeedsPrice.Select(line => line.PriceKey).Distinct(StringComparer.Ordinal).Count() is > 0 and var unpriced)
            yield return $"{Counted.Of(unpriced, "thing has", "things have")} no price and {(unpriced == 1 ? "is" : "are")} in no sum.";
        var running = report.Services.Days.Where(day => day.IsRunning).ToArray();
        if (running.Length > 0)
            yield return "The month is not over: the running day is in it so far.";
        if (report.Services.Revised.Count() is > 0 and var revised)
            yield return $"{Counted.Of(revised, "day was", "days were")} computed more than once; shown is {(report.Closing is null ? "the latest" : "the signed")} revision.";
    }

    private static IEnumerable<string> Signed(MonthReport report)
    {
        if (report.Closing is not { } closing)
            yield break;
        yield return $"{closing.SignedBy} signed the month on {closing.SignedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} at {Money.Text(closing.Total, report.Currency)}.";
        if (report.Corrections.Count > 0)
            yield return $"{Counted.Of(report.Corrections.Count, "correction", "corrections")} since then: {Money.Change(report.Corrected, report.Total, report.Currency)}, so that it costs {Money.Text(report.Corrected, report.Currency)}.";
        if (report.LedgerSince != 0)
            yield return $"Commitments, credits and tax make {Money.Signed(report.LedgerSince, report.Currency)} against what was signed.";
    }

    private static (string Key, decimal Cost)? Top(IEnumerable<CostCell> cells, Func<CostCell, string> by)
        => Sums(cells, by) is { Count: > 0 } sums && sums.MaxBy(one => one.Value) is var top ? (top.Key, top.Value) : null;

    private static Dictionary<TKey, decimal> Sums<TKey>(IEnumerable<CostCell> cells, Func<CostCell, TKey> by)
        where TKey : notnull => cells.Where(cell => cell.Cost is not null).GroupBy(by).ToDictionary(same => same.Key, same => same.Sum(cell => cell.Cost!.Value));


    private static string Percent(decimal share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
