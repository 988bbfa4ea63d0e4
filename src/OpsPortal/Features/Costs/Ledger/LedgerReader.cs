using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Ledger;

/// <summary>Reads what commitments, credits and taxes make of the cost of some days.</summary>
public sealed class LedgerReader(NpgsqlDataSource database, ServiceCatalog catalog, TimeProvider time)
{
    /// <param name="service">Null for all.</param>
    public Task<Outcome<LedgerSummary>> ReadAsync(DaySpan span, string? service, CancellationToken cancellationToken)
        => database.TrySnapshotAsync(time, connection => ReadAsync(connection, span, service, null, cancellationToken), cancellationToken);

    /// <param name="signedAt">As it counted when the month was signed, on the revisions that were signed; null: as it does now.</param>
    internal async Task<LedgerSummary> ReadAsync(NpgsqlConnection connection, DaySpan span, string? service, DateTimeOffset? signedAt, CancellationToken cancellationToken)
    {
        LedgerEntry[] entries = [.. (await LedgerStore.ReadAsync(connection, span, cancellationToken)).Where(entry => entry.HoldsAt(signedAt))];
        if (entries.Length == 0)
            return LedgerSummary.None;
        var keys = entries.Where(entry => entry.Covers).Select(Like).Distinct(StringComparer.Ordinal).ToArray();
        var parameters = new DynamicParameters(CostReportReader.Parameters(new CostFilter(), span, catalog));
        parameters.Add("keys", keys);
        // What is held for a month is no use that a commitment pays for.
        parameters.Add("months", PriceUnits.All.Where(PriceUnits.IsByMonth).ToArray());
        var used = keys.Length == 0 ? [] : await connection.QueryAsync<(DateOnly Day, string Service, string PriceKey, decimal Amount, decimal Cost)>(new CommandDefinition(
            CostReportReader.Lines("l.day, l.service, l.price_key, l.amount, l.cost", signedAt is not null) + " AND l.price_key LIKE ANY(@keys) AND NOT l.unit = ANY(@months) AND l.cost IS NOT NULL ORDER BY l.day, l.service, l.line",
            parameters, cancellationToken: cancellationToken));
        return LedgerSummary.Of(span, entries, used.ToLookup(line => line.Day, line => new CoverableLine(line.Service, line.PriceKey, line.Amount, line.Cost)), service);
    }

    // A superset is enough: what falls under an entry is decided where it is laid on the lines.
    private static string Like(LedgerEntry entry)
    {
        var key = SqlLike.Escape(entry.PriceKey!);
        return entry.IsOfMoney ? key.Replace('*', '%') : key;
    }
}
