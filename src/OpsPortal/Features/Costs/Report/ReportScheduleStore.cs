using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Report;

/// <summary>Keeps when the monthly report is sent.</summary>
public sealed class ReportScheduleStore(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    public Task<Outcome<ReportSchedule>> ReadAsync(CancellationToken cancellationToken)
        => database.TryReadAsync(time, async connection => await connection.QuerySingleOrDefaultAsync<ReportSchedule>(new CommandDefinition(
            "SELECT day, hour, time_zone FROM report_schedule", cancellationToken: cancellationToken)) ?? ReportSchedule.Default, cancellationToken);

    /// <returns>What is wrong in words, or null when it holds.</returns>
    public async Task<string?> SetAsync(Actor actor, ReportSchedule schedule, CancellationToken cancellationToken)
    {
        if (schedule.Problem is { } problem)
            return problem;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO report_schedule (day, hour, time_zone, set_at, set_by) VALUES (@Day, @Hour, @TimeZone, @now, @by)
            ON CONFLICT (only_one) DO UPDATE SET day = @Day, hour = @Hour, time_zone = @TimeZone, set_at = @now, set_by = @by
            """, new { schedule.Day, schedule.Hour, schedule.TimeZone, now = time.GetUtcNow(), by = actor.Name }, transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, "report.schedule", "report:monthly", new { schedule.Day, schedule.Hour, schedule.TimeZone }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}
