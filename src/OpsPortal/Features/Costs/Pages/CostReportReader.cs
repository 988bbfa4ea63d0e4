using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Reads a span's report in one snapshot of the database, so that its parts sum up.</summary>
public sealed class CostReportReader(NpgsqlDataSource database, ICostFigures figures, ServiceCatalog catalog, IPrices prices, TimeProvider time)
{
    /// <summary>A line's team: that of its day; of days on which it wasn't kept yet the catalog's of now.</summary>
    internal const string Team = "coalesce(current.team, n.team, '')";

    /// <summary>Lines <c>l</c> of the latest revisions, as far as a filter takes them.</summary>
    internal static string Lines(string columns, bool signed = false) => Lines(columns, CostRows.Counting(signed));

    /// <param name="revisions">Which revisions: a <c>current AS (…)</c> of <see cref="CostRows"/>.</param>
    internal static string Lines(string columns, string revisions) =>
        $"""
        WITH {revisions}
        SELECT {columns} FROM cost_daily AS l JOIN current USING (service, day, revision)
        LEFT JOIN unnest(@services, @teams) AS n(service, team) ON n.service = l.service
        WHERE (@Service IS NULL OR l.service = @Service) AND (@Category IS NULL OR l.category = @Category) AND (@Resource IS NULL OR l.resource = @Resource)
          AND (@Model IS NULL OR coalesce(l.model, '') = @Model) AND (@Deployment IS NULL OR coalesce(l.deployment, '') = @Deployment)
          AND (@Team IS NULL OR {Team} = @Team) AND (@Usage IS NULL OR coalesce(l.usage, '') = @Usage)
        """;

    public async Task<Outcome<CostReport>> ReadAsync(CostView view, CancellationToken cancellationToken)
    {
        var models = view.Only.IsWholeServices ? await figures.ByModelAsync(view.From, view.To, cancellationToken) : null;
        return await database.TrySnapshotAsync(time, async connection =>
        {
            var days = await CostRows.DaysAsync(connection, view.From, view.To, cancellationToken, view.Signed);
            return new CostReport(
                [.. days.Where(day => Chosen(day.Service) && (view.Only.Team is null || (day.Team ?? catalog.Find(day.Service)?.Team ?? "") == view.Only.Team)).Select(day => new ReportDay(
                    day.Service, day.Day, day.Revision == 0, day.Revision, CostFigures.QualityOf(day.Quality), day.MissingMinutes, day.Note, day.ComputedAt))],
                await CellsAsync(connection, view, view.Span, cancellationToken),
                view.Against is { } against ? await CellsAsync(connection, view, against, cancellationToken) : [],
                [.. await LinesAsync(connection, view, cancellationToken)],
                [.. (models?.Value ?? []).Where(model => Chosen(model.Service))],
                view.Only.IsWholeServices ? [.. (await BlendedReader.ReadAsync(connection, view.Span, view.Signed, catalog, prices.Current, cancellationToken)).Where(one => Chosen(one.Service))] : [],
                await JobState.ReadAsync(connection, "daily-costs", cancellationToken));
        }, cancellationToken);

        bool Chosen(string service) => view.Service is null || view.Service == service;
    }

    /// <summary>What a query that is made by <c>Lines</c> wants to know.</summary>
    internal static object Parameters(CostFilter only, DaySpan span, ServiceCatalog catalog) => new
    {
        from = span.From, to = span.To, only.Service, only.Category, only.Resource, only.Model, only.Deployment, only.Team, only.Usage,
        services = catalog.Services.Select(service => service.Id).ToArray(), teams = catalog.Services.Select(service => service.Team).ToArray(),
    };

    private async Task<IReadOnlyList<CostCell>> CellsAsync(NpgsqlConnection connection, CostView view, DaySpan span, CancellationToken cancellationToken)
        => [.. await connection.QueryAsync<CostCell>(new CommandDefinition(
            Lines($"l.day, {view.By.Sql()} AS row, {view.Across.Sql()} AS \"column\", round(sum(l.cost), 12) AS cost, (count(*) FILTER (WHERE l.cost IS NULL))::int AS needs_price", view.Signed && span == view.Span)
            + " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", Parameters(view.Only, span, catalog), cancellationToken: cancellationToken))];

    private Task<IEnumerable<ReportLine>> LinesAsync(NpgsqlConnection connection, CostView view, CancellationToken cancellationToken)
        => connection.QueryAsync<ReportLine>(new CommandDefinition(
            Lines("""
                l.service, l.category, l.resource, l.model, l.usage, l.driver, round(sum(l.amount), 12) AS amount, l.unit, l.price_key, l.unit_price, l.price_from,
                round(sum(l.cost), 12) AS cost, count(DISTINCT l.day)::int AS days, l.source_query, coalesce(string_agg(DISTINCT l.note, '; ') FILTER (WHERE l.note <> ''), '') AS note
                """, view.Signed)
            + """
             GROUP BY l.service, l.category, l.resource, l.model, l.usage, l.driver, l.unit, l.price_key, l.unit_price, l.price_from, l.source_query
             ORDER BY l.service, l.category, sum(l.cost) DESC NULLS FIRST, l.resource
            """, Parameters(view.Only, view.Span, catalog), cancellationToken: cancellationToken));
}
