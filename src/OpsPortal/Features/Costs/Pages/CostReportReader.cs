using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Reads a span's report in one snapshot of the database, so that its parts sum up.</summary>
public sealed class CostReportReader(NpgsqlDataSource database, ICostFigures figures, TimeProvider time)
{
    public async Task<Outcome<CostReport>> ReadAsync(CostView view, CancellationToken cancellationToken)
    {
        var models = await figures.ByModelAsync(view.From, view.To, cancellationToken);
        return await database.TryReadAsync(time, async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            var days = await CostRows.DaysAsync(connection, view.From, view.To, cancellationToken);
            var categories = (await CostRows.CategoriesAsync(connection, view.From, view.To, cancellationToken)).ToLookup(row => (row.Service, row.Day));
            var lines = await LinesAsync(connection, view, cancellationToken);
            var requests = await CostRows.RequestsAsync(connection, view.From, view.To, cancellationToken);
            return new CostReport(
                [.. days.Where(day => Chosen(day.Service)).Select(day => new ReportDay(
                    day.Service, day.Day, day.Revision == 0, day.Revision, day.Cost, categories[(day.Service, day.Day)].ToDictionary(row => row.Category, row => row.Cost, StringComparer.Ordinal),
                    CostFigures.QualityOf(day.Quality), day.MissingMinutes, day.Note, day.ComputedAt))],
                [.. lines.Where(line => Chosen(line.Service))],
                [.. (models.Value ?? []).Where(model => Chosen(model.Service))],
                requests.Where(pair => Chosen(pair.Key)).ToDictionary(StringComparer.Ordinal),
                await BackfillAsync(connection, cancellationToken));
        }, cancellationToken);

        bool Chosen(string service) => view.Service is null || view.Service == service;
    }

    private static Task<IEnumerable<ReportLine>> LinesAsync(NpgsqlConnection connection, CostView view, CancellationToken cancellationToken)
        => connection.QueryAsync<ReportLine>(new CommandDefinition(
            $"""
            WITH {CostRows.Current}
            SELECT l.service, l.category, l.resource, l.model, l.usage, l.driver, round(sum(l.amount), 12) AS amount, l.unit, l.price_key, l.unit_price, l.price_from,
                round(sum(l.cost), 12) AS cost, count(DISTINCT l.day)::int AS days, l.source_query, string_agg(DISTINCT l.note, '; ') FILTER (WHERE l.note <> '') AS note
            FROM cost_daily AS l JOIN current USING (service, day, revision)
            GROUP BY l.service, l.category, l.resource, l.model, l.usage, l.driver, l.unit, l.price_key, l.unit_price, l.price_from, l.source_query
            ORDER BY l.service, l.category, sum(l.cost) DESC NULLS FIRST, l.resource
            """, new { from = view.From, to = view.To }, cancellationToken: cancellationToken));

    private static Task<BackfillState?> BackfillAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
        => connection.QuerySingleOrDefaultAsync<BackfillState>(new CommandDefinition(
            "SELECT state, done, total, words, error FROM job_runs WHERE job = 'daily-costs' ORDER BY id DESC LIMIT 1", cancellationToken: cancellationToken));
}
