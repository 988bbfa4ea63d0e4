using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.WhatIf;

/// <summary>A period as it was and as it would be.</summary>
public sealed record WhatIfReport(IReadOnlyList<WhatIfPair> Pairs, PriceBook Book)
{
    /// <summary>Whether GPUs that are held would be enough, where the scenario asks more of them.</summary>
    public IReadOnlyList<CapacityFinding> Capacity { get; init; } = [];

    public decimal? Was => Sum(Pairs.Select(pair => pair.Was?.Cost));

    public decimal? Would => Sum(Pairs.Select(pair => pair.Would?.Cost));

    /// <summary>Lines that have no price as they would be: the sum would look cheaper than it is.</summary>
    public IEnumerable<string> Unpriced => Pairs.Select(pair => pair.Would).Where(line => line is { Cost: null }).Select(line => line!.PriceKey).Distinct(StringComparer.Ordinal);

    public static decimal? Sum(IEnumerable<decimal?> costs) => costs.OfType<decimal>().ToArray() is { Length: > 0 } known ? known.Sum() : null;
}

/// <summary>Reads a period's lines and applies what is assumed.</summary>
public sealed class WhatIfReader(NpgsqlDataSource database, ServiceCatalog catalog, IPrices prices, TimeProvider time)
{
    public async Task<Outcome<WhatIfReport>> ReadAsync(WhatIfView view, CancellationToken cancellationToken)
    {
        var book = await prices.ReadAsync(cancellationToken);
        if (!book.IsOk)
            return book.Map<WhatIfReport>(_ => null!);
        return await database.TryReadAsync(time, async connection =>
        {
            var lines = (await connection.QueryAsync<WhatIfLine>(new CommandDefinition(
                CostReportReader.Lines("l.service, l.day, l.category, l.resource, l.model, l.deployment, l.usage, l.price_key, l.unit, l.unit_price, l.amount, l.priced_at, l.used_before, l.cost")
                + " ORDER BY l.day, l.service, l.line", CostReportReader.Parameters(view.Costs.Only, view.Costs.Span, catalog), cancellationToken: cancellationToken))).AsList();
            return new WhatIfReport(WhatIfEngine.Apply(lines, view.Scenario, book.Value!), book.Value!) { Capacity = CapacityCheck.Of(lines, view.Scenario) };
        }, cancellationToken);
    }
}
