using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Invoices;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Focus;

/// <summary>The export's rows.</summary>
/// <param name="NeedsPrice">Lines that have no price as they count now, and are in no row.</param>
internal sealed record FocusRows(IReadOnlyList<FocusLine> Lines, int NeedsPrice);

/// <summary>
/// Reads rows by day or by billing month. A signed month's days are as they were signed; every computation, commitment, credit and tax
/// that came or went afterwards is a correction, billed in the month in which it did.
/// </summary>
internal sealed class FocusReader(NpgsqlDataSource database, ServiceCatalog catalog, IPrices prices, TimeProvider time)
{
    /// <param name="billing">Rows that are billed in this month, whatever their day is; null: rows of the view's days.</param>
    public Task<Outcome<FocusRows>> ReadAsync(CostView view, DaySpan? billing, CancellationToken cancellationToken) => database.TrySnapshotAsync(time, async connection =>
    {
        var span = billing ?? view.Span;
        var signed = (await connection.QueryAsync<(DateOnly Month, DateTimeOffset At)>(new CommandDefinition("SELECT month, signed_at FROM month_closings", cancellationToken: cancellationToken)))
            .ToDictionary(one => one.Month, one => one.At);
        var all = await LedgerStore.ReadAsync(connection, new DaySpan(DateOnly.MinValue, DateOnly.MaxValue), cancellationToken);
        var more = billing is { } month ? await CorrectedAsync(connection, month, all, signed, cancellationToken) : [];
        var rows = await RowsAsync(connection, span, more, cancellationToken);
        var byDay = rows.ToLookup(row => row.Day);
        var days = Days(span).Concat(more.SelectMany(Days)).Distinct().Order();
        var lines = days.SelectMany(day => DayLines(day, [.. byDay[day]], [.. all.Where(entry => entry.HasDay(day))], signed.TryGetValue(new DateOnly(day.Year, day.Month, 1), out var at) ? at : null));
        return new FocusRows(
            [.. lines.Where(line => line.IsIn(view.Only) && (billing is not { } only || (line.BilledIn is { } billed ? billed == only.From : line.Day >= only.From && line.Day <= only.To)))],
            rows.Count(row => span.From <= row.Day && row.Day <= span.To && !row.IsPriced && row.Revision == byDay[row.Day].Where(other => other.Service == row.Service).Max(other => other.Revision) && Line(row with { Cost = 0, Unit = "", UnitPrice = 0, PriceFrom = row.Day }).IsIn(view.Only)));
    }, cancellationToken);

    // As it was signed, then what each later moment changed of it.
    private IEnumerable<FocusLine> DayLines(DateOnly day, Row[] rows, LedgerEntry[] entries, DateTimeOffset? signedAt)
    {
        var shown = Snapshot(day, rows.Where(row => signedAt is null || row.Revision == row.SignedRevision), entries, signedAt);
        foreach (var line in shown)
            yield return line;
        if (signedAt is not { } since)
            yield break;
        var moments = rows.Where(row => row.Revision != row.SignedRevision).Select(row => row.ComputedAt)
            .Concat(entries.SelectMany(entry => new[] { entry.EnteredAt, entry.WithdrawnAt ?? since }).Where(at => at > since)).Distinct().Order();
        foreach (var moment in moments)
        {
            var next = Snapshot(day, rows.GroupBy(row => row.Service).SelectMany(service => Latest(service, moment)), entries, moment);
            var today = UtcSpan.DayOf(moment);
            foreach (var line in FocusDay.Corrections(shown, next, new DateOnly(today.Year, today.Month, 1)))
                yield return line;
            shown = next;
        }
    }

    private static IEnumerable<Row> Latest(IEnumerable<Row> service, DateTimeOffset at)
    {
        Row[] known = [.. service.Where(row => row.Revision == row.SignedRevision || row.ComputedAt <= at)];
        return known.Where(row => row.Revision == known.Max(other => other.Revision));
    }

    private IReadOnlyList<FocusLine> Snapshot(DateOnly day, IEnumerable<Row> rows, LedgerEntry[] entries, DateTimeOffset? at)
        => FocusDay.Of(day, [.. rows.Where(row => row.IsPriced).Select(Line)], [.. entries.Where(entry => entry.HoldsAt(at))], key => key.Length == 0 ? prices.Current.Currency : prices.Current.Item(key)?.Unit ?? "", service => catalog.Find(service)?.Name ?? service);

    // Days of signed months of which something was computed, entered or withdrawn in the billing month.
    private static async Task<IReadOnlyList<DaySpan>> CorrectedAsync(
        NpgsqlConnection connection, DaySpan billing, IReadOnlyList<LedgerEntry> entries, IReadOnlyDictionary<DateOnly, DateTimeOffset> signed, CancellationToken cancellationToken)
    {
        var (start, end) = (UtcSpan.StartOf(billing.From), UtcSpan.StartOf(billing.To.AddDays(1)));
        var computed = await connection.QueryAsync<DateOnly>(new CommandDefinition(
            """
            SELECT DISTINCT d.day FROM cost_days AS d JOIN month_closings AS m ON m.month = date_trunc('month', d.day)::date
            WHERE d.computed_at >= @start AND d.computed_at < @end AND d.computed_at > m.signed_at
            """, new { start, end }, cancellationToken: cancellationToken));
        bool Within(DateTimeOffset? at) => at >= start && at < end;
        var touched = entries.Where(entry => Within(entry.EnteredAt) || Within(entry.WithdrawnAt))
            .SelectMany(entry => signed.Keys.Select(DaySpan.Month).Where(month => month.From <= entry.To && month.To >= entry.From)
                .Select(month => new DaySpan(month.From > entry.From ? month.From : entry.From, month.To < entry.To ? month.To : entry.To)));
        return [.. computed.Select(day => new DaySpan(day, day)), .. touched];
    }

    private async Task<IReadOnlyList<Row>> RowsAsync(NpgsqlConnection connection, DaySpan span, IReadOnlyList<DaySpan> more, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(CostReportReader.Parameters(new CostFilter(), span, catalog));
        parameters.Add("starts", more.Select(one => one.From).ToArray());
        parameters.Add("ends", more.Select(one => one.To).ToArray());
        return (await connection.QueryAsync<Row>(new CommandDefinition(
            CostReportReader.Lines($"""
                l.service, {CostReportReader.Team} AS team, l.day, l.category, l.resource, l.model, l.deployment, l.usage, l.driver, l.amount, l.unit, l.price_key, l.unit_price, l.price_from,
                l.priced_at, l.cost, l.quality, l.revision, l.source_query, current.signed_revision, current.computed_at
                """, CostRows.Billed) + " ORDER BY l.day, l.service, l.line", parameters, cancellationToken: cancellationToken))).AsList();
    }

    private FocusLine Line(Row row)
    {
        var service = catalog.Find(row.Service);
        return new FocusLine(
            row.Service, service?.Name ?? row.Service, row.Team, Providers.Of(row.PriceKey, row.Model, service, prices.Current), row.Day, row.Category, row.Resource, row.Model, row.Deployment, row.Usage, row.Driver,
            row.Amount, row.Unit!, row.PriceKey, row.UnitPrice!.Value, row.PriceFrom!.Value, row.PricedAt, row.Cost!.Value, row.Quality, row.Revision, row.SourceQuery);
    }

    private static IEnumerable<DateOnly> Days(DaySpan span) => Enumerable.Range(0, span.Days).Select(span.From.AddDays);

    private sealed record Row(
        string Service, string Team, DateOnly Day, string Category, string Resource, string? Model, string? Deployment, string? Usage, string Driver, decimal Amount, string? Unit,
        string PriceKey, decimal? UnitPrice, DateOnly? PriceFrom, DateTimeOffset? PricedAt, decimal? Cost, string Quality, int Revision, string SourceQuery, int? SignedRevision, DateTimeOffset ComputedAt)
    {
        public bool IsPriced => Cost is not null && Unit is not null;
    }
}
