using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Ledger;

/// <summary>Commitments, credits and taxes: entered and withdrawn with their audit row, never changed.</summary>
public sealed class LedgerStore(NpgsqlDataSource database, ServiceCatalog catalog, IPrices prices, AuditLog audit, TimeProvider time)
{
    /// <summary>All that were ever entered, the newest first; the withdrawn too.</summary>
    public Task<Outcome<IReadOnlyList<LedgerEntry>>> ListAsync(CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<LedgerEntry>>(time, async connection =>
            [.. (await ReadAsync(connection, new DaySpan(DateOnly.MinValue, DateOnly.MaxValue), cancellationToken)).OrderByDescending(entry => entry.From).ThenByDescending(entry => entry.Id)], cancellationToken);

    /// <summary>Those with a day in a span, in the order in which they were entered; the withdrawn too.</summary>
    internal static async Task<IReadOnlyList<LedgerEntry>> ReadAsync(NpgsqlConnection connection, DaySpan span, CancellationToken cancellationToken)
        => [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT id, kind, provider, description, service, from_day, to_day, amount, currency, rate, price_key, per_day, discount, entered_at, entered_by, e.reason,
                w.withdrawn_at, w.withdrawn_by, w.reason AS withdrawn_reason
            FROM ledger_entries AS e LEFT JOIN ledger_withdrawals AS w ON w.entry_id = e.id WHERE from_day <= @To AND to_day >= @From ORDER BY id
            """, new { span.From, span.To }, cancellationToken: cancellationToken))).Select(row => row.ToEntry())];

    /// <returns>What is wrong in words, or null when it is entered.</returns>
    public async Task<string?> AddAsync(Actor actor, LedgerDraft draft, CancellationToken cancellationToken)
    {
        var book = await prices.ReadAsync(cancellationToken);
        if (!book.IsOk)
            return book.Reason;
        if (draft.Problem(book.Value!, catalog) is { } problem)
            return problem;
        var (currency, rate) = (draft.Currency ?? book.Value!.Currency, draft.Rate(book.Value!)!.Value);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            INSERT INTO ledger_entries (kind, provider, description, service, from_day, to_day, amount, currency, rate, price_key, per_day, discount, entered_at, entered_by, reason)
            VALUES (@kind, @provider, @description, @Service, @From, @To, @Amount, @currency, @rate, @PriceKey, @PerDay, @Discount, @now, @by, @reason) RETURNING id
            """,
            new
            {
                kind = draft.Kind.ToString().ToLowerInvariant(), provider = draft.Provider.Trim(), description = draft.Description.Trim(), draft.Service, draft.From, draft.To, draft.Amount, currency, rate,
                draft.PriceKey, draft.PerDay, draft.Discount, now = time.GetUtcNow(), by = actor.Name, reason = draft.Reason.Trim(),
            }, transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, "ledger.enter", "ledger:" + id, new { draft.Kind, draft.Provider, draft.Description, draft.From, draft.To, draft.Amount, currency, rate, draft.PriceKey, draft.PerDay, draft.Discount, draft.Reason }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, CostStore.Topic, "ledger");
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <returns>What is wrong in words, or null when it counts no more.</returns>
    public async Task<string?> WithdrawAsync(Actor actor, long id, string reason, CancellationToken cancellationToken)
    {
        if (reason.Trim().Length is 0 or > 500)
            return "Say why in a few words (500 characters at most): it stays beside the entry.";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var written = await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO ledger_withdrawals (entry_id, withdrawn_at, withdrawn_by, reason) SELECT id, @now, @by, @reason FROM ledger_entries WHERE id = @id ON CONFLICT DO NOTHING",
            new { id, now = time.GetUtcNow(), by = actor.Name, reason = reason.Trim() }, transaction, cancellationToken: cancellationToken));
        if (written == 0)
            return "It was withdrawn already.";
        await audit.WriteAsync(connection, transaction, actor, "ledger.withdraw", "ledger:" + id, new { reason }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, CostStore.Topic, "ledger");
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private sealed record Row(
        long Id, string Kind, string Provider, string Description, string? Service, DateOnly FromDay, DateOnly ToDay, decimal Amount, string Currency, decimal Rate, string? PriceKey, decimal? PerDay, decimal? Discount,
        DateTimeOffset EnteredAt, string EnteredBy, string Reason, DateTimeOffset? WithdrawnAt, string? WithdrawnBy, string? WithdrawnReason)
    {
        public LedgerEntry ToEntry() => new(
            Id, Enum.Parse<LedgerKind>(Kind, true), Provider, Description, Service, FromDay, ToDay, Amount, Currency, Rate, PriceKey, PerDay, EnteredAt, EnteredBy, Reason, WithdrawnAt, WithdrawnBy, WithdrawnReason) { Discount = Discount };
    }
}
