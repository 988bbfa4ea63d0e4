using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Centres;

/// <summary>A period's costs, laid on who bears them.</summary>
public sealed record CentreReport(CostCentres Centres, IReadOnlyList<AllocatedPart> Parts, int NeedsPrice)
{
    public decimal Total => Parts.Sum(part => part.Cost);

    /// <summary>All centres in the catalog's order, then what nobody bears, also when that is nothing.</summary>
    public IEnumerable<(string? Id, string Name)> Rows => [.. Centres.All.Select(centre => ((string?)centre.Id, centre.Name)), (null, "Unallocated")];
}

/// <summary>Reads a period's costs and splits them by the catalog's rules.</summary>
public sealed class CentreReader(NpgsqlDataSource database, ServiceCatalog catalog, CostCentres centres, TimeProvider time)
{
    public Task<Outcome<CentreReport>> ReadAsync(DaySpan span, CancellationToken cancellationToken)
        => database.TrySnapshotAsync(time, async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
                CostReportReader.Lines($"""
                    l.day, l.service, {CostReportReader.Team} AS team, l.category, l.resource, l.model, round(sum(l.cost), 12) AS cost, (count(*) FILTER (WHERE l.cost IS NULL))::int AS needs_price
                    """) + " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 4, 5, 6", CostReportReader.Parameters(new CostFilter(), span, catalog), cancellationToken: cancellationToken))).AsList();
            var requests = (await connection.QueryAsync<(DateOnly Day, string Service, decimal Value)>(new CommandDefinition(
                "SELECT day, service, value FROM business_daily WHERE metric = 'requests' AND model = '' AND day BETWEEN @From AND @To", new { span.From, span.To }, cancellationToken: cancellationToken)))
                .ToDictionary(one => (one.Day, one.Service), one => one.Value);
            var lines = rows.Where(row => row.Cost is not null).Select(row => new AllocatedLine(row.Day, row.Service, row.Team, row.Category, row.Resource, row.Model, row.Cost!.Value)).ToArray();
            return new CentreReport(centres, Allocation.Split(lines, centres, requests), rows.Sum(row => row.NeedsPrice));
        }, cancellationToken);

    private sealed record Row(DateOnly Day, string Service, string Team, string Category, string Resource, string? Model, decimal? Cost, int NeedsPrice);
}
