using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Budgets;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Report;

/// <summary>Reads all that a month's report holds.</summary>
public sealed class MonthReportReader(
    NpgsqlDataSource database, CostReportReader costs, LedgerReader ledger, BudgetStore budgets, ServiceCatalog catalog, PriceBook book, IOptions<CostsOptions> options, TimeProvider time)
{
    /// <param name="month">A whole month.</param>
    public async Task<Outcome<MonthReport>> ReadAsync(DaySpan month, CancellationToken cancellationToken)
    {
        var frame = await database.TryReadAsync(time, connection => FrameAsync(connection, month, cancellationToken), cancellationToken);
        if (!frame.IsOk)
            return frame.Map<MonthReport>(_ => null!);
        var view = new CostView(month) { Signed = frame.Value!.Closing is not null, Against = month.Shifted(-1) };
        var services = await costs.ReadAsync(view, cancellationToken);
        var teams = await costs.ReadAsync(view with { By = CostDimension.Team, Against = null }, cancellationToken);
        var models = await costs.ReadAsync(view with { By = CostDimension.Model, Against = null }, cancellationToken);
        if (new[] { services, teams, models }.FirstOrDefault(one => !one.IsOk) is { } failed)
            return failed.Map<MonthReport>(_ => null!);
        var year = FiscalYear.Of(month.From, options.Value.FiscalYearStart);
        decimal? toDate = frame.Value.Before is null && services.Value!.Total is null ? null : (frame.Value.Before ?? 0) + (services.Value!.Total ?? 0);
        return services.Map(all => new MonthReport(
            month, book.Currency, all, teams.Value!.Cells, models.Value!.Cells, all.Against, frame.Value.Closing, frame.Value.Corrections, Budgets(frame.Value.Book, month, all, teams.Value.Cells), year, toDate)
        {
            Ledger = frame.Value.Ledger, LedgerNow = frame.Value.LedgerNow,
        });
    }

    /// <summary>The months that have figures, newest first, with who signed them.</summary>
    public Task<Outcome<IReadOnlyList<MonthRow>>> MonthsAsync(CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<MonthRow>>(time, async connection => (await connection.QueryAsync<MonthRow>(new CommandDefinition(
            """
            WITH latest AS (SELECT DISTINCT ON (service, day) day, cost FROM cost_days ORDER BY service, day, revision DESC)
            SELECT date_trunc('month', day)::date AS month, sum(latest.cost) AS cost, max(c.signed_by) AS signed_by, max(c.total) AS signed FROM latest
            LEFT JOIN month_closings AS c ON c.month = date_trunc('month', day)::date GROUP BY 1 ORDER BY 1 DESC
            """, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    // A month's budget is laid against the month; a day's is the budgets page's.
    private IReadOnlyList<MonthBudget> Budgets(BudgetBook limits, DaySpan month, CostReport report, IReadOnlyList<CostCell> teams)
    {
        var (spent, byTeam) = (Spent(report.Cells), Spent(teams));
        IEnumerable<(BudgetScope Scope, string Name, string Title, decimal Spent)> scopes =
        [
            (BudgetScope.Total, "", "All costs", spent.Values.Sum()),
            .. catalog.Services.Select(service => service.Team).Union(byTeam.Keys, StringComparer.Ordinal).Select(team => (BudgetScope.Team, team, team, byTeam.GetValueOrDefault(team))),
            .. catalog.Services.Select(service => (BudgetScope.Service, service.Id, service.Name, spent.GetValueOrDefault(service.Id))),
        ];
        return [.. scopes.Select(one => (one, Budget: limits.Find(one.Scope, one.Name, BudgetPeriod.Month, month.From))).Where(one => one.Budget is not null)
            .Select(one => new MonthBudget(one.one.Scope, one.one.Title, one.Budget!.Value, one.one.Spent))];
    }

    private static Dictionary<string, decimal> Spent(IReadOnlyList<CostCell> cells)
        => cells.Where(cell => cell.Cost is not null).GroupBy(cell => cell.Row, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(cell => cell.Cost!.Value), StringComparer.Ordinal);

    private async Task<Frame> FrameAsync(NpgsqlConnection connection, DaySpan month, CancellationToken cancellationToken)
    {
        var closing = await MonthClosingStore.FindAsync(connection, month.From, cancellationToken);
        var year = FiscalYear.Of(month.From, options.Value.FiscalYearStart);
        var before = year.Days.From == month.From ? null : await connection.ExecuteScalarAsync<decimal?>(new CommandDefinition(
            $"WITH {CostRows.Current} SELECT sum(cost) FROM current", new { from = year.Days.From, to = month.From.AddDays(-1) }, cancellationToken: cancellationToken));
        var now = await ledger.ReadAsync(connection, month, null, null, cancellationToken);
        return new Frame(
            closing, closing is null ? [] : await MonthClosingStore.CorrectionsAsync(connection, month, cancellationToken), await budgets.ReadAsync(connection, cancellationToken), before,
            closing is null ? now : await ledger.ReadAsync(connection, month, null, closing.SignedAt, cancellationToken), now);
    }

    private sealed record Frame(MonthClosing? Closing, IReadOnlyList<MonthCorrection> Corrections, BudgetBook Book, decimal? Before, LedgerSummary Ledger, LedgerSummary LedgerNow);
}

/// <param name="Cost">By the latest revisions.</param>
/// <param name="Signed">What it was signed at; null while nobody did.</param>
public sealed record MonthRow(DateOnly Month, decimal? Cost, string? SignedBy, decimal? Signed);
