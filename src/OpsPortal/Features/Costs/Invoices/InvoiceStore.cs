using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Report;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Invoices;

/// <summary>A loaded invoice.</summary>
public sealed record InvoiceHead(long Id, string Provider, string Number, string Currency, decimal Rate, decimal Amount, string File, DateTimeOffset LoadedAt, string LoadedBy);

/// <summary>A month's invoices against what was computed.</summary>
public sealed record InvoiceReport(IReadOnlyList<ProviderMonth> Providers, IReadOnlyList<InvoiceHead> Invoices);

/// <summary>Loads and withdraws invoices, and reads a month of them.</summary>
public sealed class InvoiceStore(NpgsqlDataSource database, ServiceCatalog catalog, IPrices prices, LedgerReader ledger, IOptions<CostsOptions> options, AuditLog audit, TimeProvider time)
{
    /// <returns>What is wrong in words, or null when all are loaded; all or none.</returns>
    public async Task<string?> LoadAsync(Actor actor, string file, IReadOnlyList<InvoiceDraft> invoices, CancellationToken cancellationToken)
    {
        var book = await prices.ReadAsync(cancellationToken);
        if (!book.IsOk)
            return book.Reason;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var invoice in invoices)
        {
            if (Rate(invoice, book.Value!) is not { } rate)
                return $"{invoice.Number} of {invoice.Provider} is in {invoice.Currency}: enter the exchange rate {PriceBook.RatePrefix}{invoice.Currency} in the price book first.";
            try
            {
                await InsertAsync(connection, transaction, actor, file, invoice, rate, cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return $"{invoice.Number} of {invoice.Provider} is loaded already. Withdraw it to load it anew; nothing was loaded.";
            }
            await audit.WriteAsync(connection, transaction, actor, "invoice.load", $"invoice:{invoice.Provider}:{invoice.Number}", new { invoice.Month, invoice.Currency, rate, lines = invoice.Lines.Count, amount = invoice.Lines.Sum(line => line.Amount), file }, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <returns>What is wrong in words, or null when it counts no more.</returns>
    public async Task<string?> WithdrawAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var subject = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "UPDATE invoices SET withdrawn_at = @now, withdrawn_by = @by WHERE id = @id AND withdrawn_at IS NULL RETURNING 'invoice:' || provider || ':' || number",
            new { id, now = time.GetUtcNow(), by = actor.Name }, transaction, cancellationToken: cancellationToken));
        if (subject is null)
            return "It was withdrawn already.";
        await audit.WriteAsync(connection, transaction, actor, "invoice.withdraw", subject, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <param name="month">A whole month.</param>
    public async Task<Outcome<InvoiceReport>> ReadAsync(DaySpan month, CancellationToken cancellationToken)
    {
        var book = await prices.ReadAsync(cancellationToken);
        if (!book.IsOk)
            return book.Map<InvoiceReport>(_ => null!);
        return await database.TrySnapshotAsync(time, async connection =>
        {
            var heads = (await connection.QueryAsync<InvoiceHead>(new CommandDefinition(
                """
                SELECT i.id, provider, number, currency, rate, sum(l.amount) AS amount, file, loaded_at, loaded_by FROM invoices AS i JOIN invoice_lines AS l ON l.invoice_id = i.id
                WHERE month = @From AND withdrawn_at IS NULL GROUP BY i.id ORDER BY provider, number
                """, new { month.From }, cancellationToken: cancellationToken))).AsList();
            var charged = await connection.QueryAsync<(string Provider, string Number, string Kind, string? PriceKey, decimal Cost)>(new CommandDefinition(
                "SELECT provider, number, kind, price_key, round(amount * rate, 12) FROM invoices AS i JOIN invoice_lines AS l ON l.invoice_id = i.id WHERE month = @From AND withdrawn_at IS NULL ORDER BY i.id, line",
                new { month.From }, cancellationToken: cancellationToken));
            var computed = await connection.QueryAsync<(string Service, string? Model, string PriceKey, decimal Cost)>(new CommandDefinition(
                CostReportReader.Lines("l.service, l.model, l.price_key, round(sum(l.cost), 12)") + " AND l.cost IS NOT NULL GROUP BY 1, 2, 3", CostReportReader.Parameters(new CostFilter(), month, catalog),
                cancellationToken: cancellationToken));
            var charges = await ledger.ReadAsync(connection, month, null, null, cancellationToken);
            return new InvoiceReport(InvoiceMatch.Of(
                [.. charged.Select(one => new InvoicedAmount(one.Provider, one.Number, Enum.Parse<InvoiceKind>(one.Kind, true), one.PriceKey, one.Cost))],
                [.. computed.Select(one => new EstimatedAmount(Providers.Of(one.PriceKey, one.Model, catalog.Find(one.Service), book.Value!), one.PriceKey, one.Cost)), .. charges.Lines.SelectMany(line => Expected(line, book.Value!))],
                options.Value.InvoiceVariancePercent / 100), heads);
        }, cancellationToken);
    }

    // What a commitment pays for isn't expected on an invoice any more, its fee and credits are. Taxes aren't compared.
    private static IEnumerable<EstimatedAmount> Expected(LedgerLine line, PriceBook book)
    {
        if (line.Entry.Kind != LedgerKind.Tax)
            yield return new EstimatedAmount(line.Entry.Provider, "", line.Fee);
        if (line.Covered != 0)
            yield return new EstimatedAmount(line.Entry.IsOfMoney ? line.Entry.Provider : Providers.Of(line.Entry.PriceKey!, null, null, book), line.Entry.PriceKey!, -line.Covered);
    }

    private static decimal? Rate(InvoiceDraft invoice, PriceBook book)
        => invoice.Currency == book.Currency ? 1 : book.Find(PriceBook.RatePrefix + invoice.Currency, UtcSpan.StartOf(DaySpan.Month(invoice.Month).To))?.UnitPrice;

    private async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Actor actor, string file, InvoiceDraft invoice, decimal rate, CancellationToken cancellationToken)
    {
        var id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "INSERT INTO invoices (provider, number, month, currency, rate, file, loaded_at, loaded_by) VALUES (@Provider, @Number, @Month, @Currency, @rate, @file, @now, @by) RETURNING id",
            new { invoice.Provider, invoice.Number, invoice.Month, invoice.Currency, rate, file, now = time.GetUtcNow(), by = actor.Name }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO invoice_lines (invoice_id, line, kind, price_key, description, amount) VALUES (@id, @index, @kind, @PriceKey, @Description, @Amount)",
            invoice.Lines.Select((line, index) => new { id, index, kind = line.Kind.ToString().ToLowerInvariant(), line.PriceKey, line.Description, line.Amount }).ToArray(), transaction, cancellationToken: cancellationToken));
    }
}
