using Dapper;
using Npgsql;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>The rows of escalations.</summary>
internal static class EscalationSql
{
    private const string Columns = "incident, policy_id, policy::text AS policy, beginning, phase, step, round, next_at, reminders, holder, began_at, updated_at";

    /// <summary>Locked until the transaction ends.</summary>
    public static Task<EscalationRow?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, long incident, CancellationToken cancellationToken)
        => connection.QuerySingleOrDefaultAsync<EscalationRow?>(new CommandDefinition(
            $"SELECT {Columns} FROM escalations WHERE incident = @incident" + (transaction is null ? "" : " FOR UPDATE"), new { incident }, transaction, cancellationToken: cancellationToken));

    /// <summary>The one that is due longest, unless another replica has it in hand; locked until the transaction ends.</summary>
    public static Task<EscalationRow?> DueAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
        => connection.QuerySingleOrDefaultAsync<EscalationRow?>(new CommandDefinition(
            $"SELECT {Columns} FROM escalations WHERE next_at <= @now ORDER BY next_at, incident LIMIT 1 FOR UPDATE SKIP LOCKED", new { now }, transaction, cancellationToken: cancellationToken));

    public static Task SaveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, EscalationRow row, CancellationToken cancellationToken)
        => connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO escalations (incident, policy_id, policy, beginning, phase, step, round, next_at, reminders, holder, began_at, updated_at)
            VALUES (@Incident, @PolicyId, @Policy::jsonb, @Beginning, @phase, @Step, @Round, @NextAt, @Reminders, @Holder, @BeganAt, @UpdatedAt)
            ON CONFLICT (incident) DO UPDATE SET policy_id = @PolicyId, policy = @Policy::jsonb, beginning = @Beginning, phase = @phase, step = @Step, round = @Round,
                next_at = @NextAt, reminders = @Reminders, holder = @Holder, began_at = @BeganAt, updated_at = @UpdatedAt
            """,
            new
            {
                row.Incident, row.PolicyId, row.Policy, row.Beginning, phase = row.Phase.ToString(), row.Step, row.Round, row.NextAt, row.Reminders, row.Holder, row.BeganAt, row.UpdatedAt,
            },
            transaction, cancellationToken: cancellationToken));

    /// <summary>When the next one is due.</summary>
    public static Task<DateTimeOffset?> NextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
        => connection.QuerySingleAsync<DateTimeOffset?>(new CommandDefinition("SELECT min(next_at) FROM escalations WHERE next_at IS NOT NULL", cancellationToken: cancellationToken));
}
