using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Live;

namespace OpsPortal.Features.Business;

/// <summary>
/// Different users of each month, counted over its events: days can't be summed to it. A month that is over is counted once, and
/// again when events of it came late; the running one each hour. Months whose first days are no longer kept stay as they were.
/// </summary>
public sealed class MonthlyBusinessJob(NpgsqlDataSource database, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "monthly-business", "Users of each month", "Counts the different users of every month that has events, exactly; the running month so far.", "15 12 * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var today = UtcSpan.DayOf(time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var open = (await connection.QueryAsync<DateOnly>(new CommandDefinition(
            $"""
            SELECT DISTINCT kept.month FROM ({EventPartitions.Months}) AS kept
            WHERE kept.whole AND kept.month <= @today AND (kept.month = date_trunc('month', @today)::date
                OR NOT EXISTS (SELECT FROM business_monthly AS m WHERE m.month = kept.month) OR EXISTS (SELECT FROM business_monthly AS m WHERE m.month = kept.month AND NOT m.final)
                OR EXISTS (SELECT FROM event_late_days AS l WHERE date_trunc('month', l.day)::date = kept.month))
            ORDER BY kept.month DESC
            """, new { today }, cancellationToken: cancellationToken))).AsList();
        for (var index = 0; index < open.Count; index++)
        {
            var month = open[index];
            await JobStep.DoAsync<int>(progress, time, $"{month:yyyy-MM}", async () =>
            {
                var rows = await CountAsync(connection, month, month.AddMonths(1) <= today, cancellationToken);
                return (Outcome<int>.Ok(rows, time.GetUtcNow()), ["different users in usage events of the month"], rows);
            });
            await progress.ReportAsync(index + 1, open.Count, $"{month:yyyy-MM}");
        }
        return JobResult.Ok(Counted.Of(open.Count, "month") + " counted");
    }

    private async Task<int> CountAsync(NpgsqlConnection connection, DateOnly month, bool isOver, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO business_monthly (service, month, metric, value, samples, source_query, final, computed_at)
            SELECT service, @month, 'unique_users', count(DISTINCT user_key), count(user_key), 'different users in usage events of the month', @isOver, @now
            FROM events WHERE type = 'usage' AND day >= @month AND day < @end GROUP BY service HAVING count(user_key) > 0
            ON CONFLICT (service, month, metric) DO UPDATE SET value = excluded.value, samples = excluded.samples, final = excluded.final, computed_at = excluded.computed_at
            """, new { month, end = month.AddMonths(1), isOver, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        await ChangeFeed.NotifyAsync(connection, transaction, BusinessStore.Topic, "month");
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }
}
