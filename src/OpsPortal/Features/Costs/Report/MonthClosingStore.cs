using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Report;

/// <summary>Signs months. A signed month stays: what is computed anew later is a correction.</summary>
public sealed class MonthClosingStore(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    internal static Task<MonthClosing?> FindAsync(NpgsqlConnection connection, DateOnly month, CancellationToken cancellationToken)
        => connection.QuerySingleOrDefaultAsync<MonthClosing?>(new CommandDefinition(
            "SELECT month, signed_at, signed_by, total, note FROM month_closings WHERE month = @month", new { month }, cancellationToken: cancellationToken));

    internal static async Task<IReadOnlyList<MonthCorrection>> CorrectionsAsync(NpgsqlConnection connection, DaySpan month, CancellationToken cancellationToken)
        => [.. await connection.QueryAsync<MonthCorrection>(new CommandDefinition(
            $"""
            WITH {CostRows.Current}
            SELECT c.service, c.day, signed.cost AS signed, c.cost AS corrected, c.computed_at AS at, c.computed_by AS by, c.reason
            FROM month_closing_days AS s JOIN current AS c USING (service, day) JOIN cost_days AS signed ON signed.service = s.service AND signed.day = s.day AND signed.revision = s.revision
            WHERE c.revision > s.revision
            UNION ALL
            SELECT c.service, c.day, NULL, c.cost, c.computed_at, c.computed_by, c.reason FROM current AS c JOIN month_closings AS m ON m.month = @from
            WHERE NOT EXISTS (SELECT FROM month_closing_days AS s WHERE s.service = c.service AND s.day = c.day)
            ORDER BY 5, 2, 1
            """, new { from = month.From, to = month.To }, cancellationToken: cancellationToken))];

    /// <returns>What is wrong in words, or null when the month is signed.</returns>
    public async Task<string?> SignAsync(Actor actor, DaySpan month, decimal seen, string note, CancellationToken cancellationToken)
    {
        if (note.Length > 500)
            return "The note holds 500 characters at most.";
        if (!month.IsMonth || UtcSpan.StartOf(month.To.AddDays(1)) > time.GetUtcNow())
            return "A month can be signed when it is over.";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        if (await FindAsync(connection, month.From, cancellationToken) is { } signed)
            return $"{signed.SignedBy} signed it already.";
        var days = await CostRows.DaysAsync(connection, month.From, month.To, cancellationToken);
        if (days.Count == 0)
            return "Nothing was computed for this month.";
        if (days.FirstOrDefault(day => day.Revision == 0) is { } open)
            return $"{open.Service} of {DaySpan.Write(open.Day)} isn't closed yet.";
        var total = days.Sum(day => day.Cost ?? 0);
        if (total != seen)
            return "A day was computed anew meanwhile: look at the month again before you sign it.";
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO month_closings (month, signed_at, signed_by, total, note) VALUES (@month, @now, @by, @total, @note)",
            new { month = month.From, now, by = actor.Name, total, note = note.Trim() }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            $"WITH {CostRows.Current} INSERT INTO month_closing_days (month, service, day, revision) SELECT @from, service, day, revision FROM current",
            new { from = month.From, to = month.To }, transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, "month.sign", $"month:{month.From:yyyy-MM}", new { total, days = days.Count, note }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, CostStore.Topic, "month");
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}
