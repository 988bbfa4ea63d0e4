using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Budgets;

/// <summary>A budget that somebody wants to set.</summary>
/// <param name="Amount">Null: no budget any more.</param>
public sealed record BudgetDraft(BudgetScope Scope, string Name, BudgetPeriod Period, DateOnly From, decimal? Amount, string Reason);

/// <summary>Budgets: the catalog's, and those that were set in the portal with their audit row.</summary>
public sealed class BudgetStore(NpgsqlDataSource database, ServiceCatalog catalog, AuditLog audit, TimeProvider time)
{
    public Task<Outcome<BudgetBook>> ReadAsync(CancellationToken cancellationToken)
        => database.TryReadAsync(time, connection => ReadAsync(connection, cancellationToken), cancellationToken);

    internal async Task<BudgetBook> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var set = await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT id, scope, name, period, valid_from AS \"from\", amount, entered_at, entered_by, reason FROM budget_entries ORDER BY id", cancellationToken: cancellationToken));
        return new BudgetBook([.. OfCatalog(), .. set.Select(row => row.ToEntry())]);
    }

    /// <returns>What is wrong in words, or null when it holds.</returns>
    public async Task<string?> SetAsync(Actor actor, BudgetDraft draft, CancellationToken cancellationToken)
    {
        if (Problem(draft) is { } problem)
            return problem;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO budget_entries (scope, name, period, valid_from, amount, entered_at, entered_by, reason)
            VALUES (@scope, @Name, @period, @From, @Amount, @now, @by, @reason)
            """,
            new { scope = Word(draft.Scope), draft.Name, period = Word(draft.Period), draft.From, draft.Amount, now = time.GetUtcNow(), by = actor.Name, reason = draft.Reason.Trim() },
            transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, "budget.set", $"budget:{Word(draft.Scope)}:{draft.Name}:{Word(draft.Period)}", new { draft.From, draft.Amount, draft.Reason }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, CostStore.Topic, "budgets");
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    internal string? Problem(BudgetDraft draft)
    {
        var known = draft.Scope switch
        {
            BudgetScope.Total => draft.Name.Length == 0,
            BudgetScope.Team => catalog.Services.Any(service => service.Team == draft.Name),
            _ => catalog.Find(draft.Name) is not null,
        };
        if (!known)
            return $"There is no {Word(draft.Scope)} \"{draft.Name}\".";
        if (draft.Amount is <= 0 or >= 1_000_000_000m)
            return "A budget is above 0 and below a billion.";
        if (draft.From.Year is < 2000 or > 2200)
            return "The day must lie between 2000 and 2200.";
        // A month's budget that changed inside the month would hold for no month.
        if (draft.Period == BudgetPeriod.Month && draft.From.Day != 1)
            return "A month's budget begins with the first of a month.";
        return draft.Reason.Trim().Length is 0 or > 500 ? "Say why in a few words (500 characters at most): it stays beside the budget." : null;
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private IEnumerable<BudgetEntry> OfCatalog() => catalog.Services.Where(service => service.Budget is not null).SelectMany(service => new[]
    {
        (BudgetPeriod.Day, service.Budget!.Daily), (BudgetPeriod.Month, service.Budget.Monthly),
    }.Where(one => one.Item2 is not null).Select(one => new BudgetEntry(0, BudgetScope.Service, service.Id, one.Item1, DateOnly.MinValue, one.Item2, DateTimeOffset.MinValue, "catalog", "")));

    private sealed record Row(long Id, string Scope, string Name, string Period, DateOnly From, decimal? Amount, DateTimeOffset EnteredAt, string EnteredBy, string Reason)
    {
        public BudgetEntry ToEntry() => new(Id, Enum.Parse<BudgetScope>(Scope, true), Name, Enum.Parse<BudgetPeriod>(Period, true), From, Amount, EnteredAt, EnteredBy, Reason);
    }
}
