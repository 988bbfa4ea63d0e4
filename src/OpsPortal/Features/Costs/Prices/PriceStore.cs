using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Prices;

/// <summary>Entries of the price book in the database: added with their audit row, never changed. Knows the book as it stands.</summary>
public sealed class PriceStore(NpgsqlDataSource database, PriceBook catalog, AuditLog audit, TimeProvider time) : IPrices
{
    /// <summary>The change feed's topic; the key is the price's.</summary>
    public const string Topic = "prices";

    private const string Select = "SELECT id, key, unit, currency, valid_from AS \"from\", price, steps::text AS steps, note, entered_at, entered_by, reason, undoes FROM price_entries ORDER BY id";
    private volatile PriceBook? _edited;

    public PriceBook Current => _edited ?? catalog;

    /// <summary>The book without any edit.</summary>
    public PriceBook Catalog => catalog;

    public async Task<Outcome<PriceBook>> ReadAsync(CancellationToken cancellationToken)
    {
        var edits = await EditsAsync(cancellationToken);
        if (edits.IsOk)
            _edited = catalog.With(edits.Value!);
        return edits.Map(_ => Current);
    }

    /// <summary>All edits, in the order in which they were made.</summary>
    public Task<Outcome<IReadOnlyList<PriceEdit>>> EditsAsync(CancellationToken cancellationToken)
        => database.TryReadAsync(time, connection => ListAsync(connection, null, cancellationToken), cancellationToken);

    /// <returns>What is wrong in words, or null when it is in the book.</returns>
    public async Task<string?> AddAsync(Actor actor, PriceDraft draft, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two that look at the same book must not both be the first to change it.
        await connection.ExecuteAsync(new CommandDefinition("LOCK TABLE price_entries IN SHARE ROW EXCLUSIVE MODE", null, transaction, cancellationToken: cancellationToken));
        var edits = await ListAsync(connection, transaction, cancellationToken);
        var now = time.GetUtcNow();
        if (draft.Undoes is { } undoes)
        {
            var counter = PriceUndo.Of(undoes, catalog, edits, draft.Reason, now);
            if (!counter.IsOk)
                return counter.Reason;
            draft = counter.Value!;
        }
        if ((draft.Undoes is null ? PriceCheck.Problem(draft, catalog.With(edits), now) : PriceCheck.ReasonProblem(draft)) is { } problem)
            return problem;
        var id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            INSERT INTO price_entries (key, unit, currency, valid_from, price, steps, note, entered_at, entered_by, reason, undoes)
            VALUES (@Key, @Unit, @Currency, @From, @Price, @steps::jsonb, @Note, @now, @by, @Reason, @Undoes) RETURNING id
            """,
            new { draft.Key, draft.Unit, draft.Currency, draft.From, draft.Price, steps = JsonSerializer.Serialize(draft.Steps, JsonSerializerOptions.Web), draft.Note, now, by = actor.Name, draft.Reason, draft.Undoes },
            transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, draft.Undoes is null ? "price.enter" : "price.undo", "price:" + draft.Key,
            new { entry = id, draft.From, draft.Price, draft.Steps, draft.Unit, draft.Reason, draft.Undoes }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, draft.Key);
        await transaction.CommitAsync(cancellationToken);
        _edited = catalog.With([.. edits, draft.ToEdit(now, actor.Name, id)]);
        return null;
    }

    private static async Task<IReadOnlyList<PriceEdit>> ListAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
        => [.. (await connection.QueryAsync<Row>(new CommandDefinition(Select, null, transaction, cancellationToken: cancellationToken))).Select(row => row.ToEdit())];

    private sealed record Row(
        long Id, string Key, string Unit, string? Currency, DateTimeOffset From, decimal? Price, string Steps, string Note, DateTimeOffset EnteredAt, string EnteredBy, string Reason,
        long? Undoes)
    {
        public PriceEdit ToEdit() => new(
            Id, Key, Unit, Currency, From, Price, JsonSerializer.Deserialize<PriceStep[]>(Steps, JsonSerializerOptions.Web) ?? [], Note, EnteredAt, EnteredBy, Reason, Undoes);
    }
}
