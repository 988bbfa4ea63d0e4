using Npgsql;
using OpsPortal.Domain.Counters;
using OpsPortal.Live;

namespace OpsPortal.Features.Events;

/// <summary>Keeps batches of events: all that is new of all of them in one transaction, or nothing.</summary>
public sealed class EventStore(NpgsqlDataSource database, EventDays days, TimeProvider time)
{
    /// <summary>The change feed's topic of deployments; the key is the service.</summary>
    public const string DeploymentsTopic = "deployments";

    private static readonly EventRow<UsageEvent> Usage = new("usage",
        EventRow<UsageEvent>.Text("model", one => one.Model), EventRow<UsageEvent>.Text("task", one => one.Task), EventRow<UsageEvent>.Text("feature", one => one.Feature),
        EventRow<UsageEvent>.Number("input_tokens", "bigint", one => one.InputTokens), EventRow<UsageEvent>.Number("output_tokens", "bigint", one => one.OutputTokens),
        EventRow<UsageEvent>.Number("duration_ms", "float8", one => one.DurationMs), EventRow<UsageEvent>.Text("status", one => one.Status));

    private static readonly EventRow<FeedbackEvent> Feedback = new("feedback",
        EventRow<FeedbackEvent>.Text("model", one => one.Model), EventRow<FeedbackEvent>.Number("score", "numeric", one => one.Score), EventRow<FeedbackEvent>.Text("comment", one => one.Comment));

    private static readonly EventRow<ErrorEvent> Errors = new("error",
        EventRow<ErrorEvent>.Text("error_type", one => one.ErrorType), EventRow<ErrorEvent>.Text("model", one => one.Model),
        EventRow<ErrorEvent>.Text("feature", one => one.Feature), EventRow<ErrorEvent>.Text("comment", one => one.Comment));

    private static readonly EventRow<ConversionEvent> Conversions = new("conversion",
        EventRow<ConversionEvent>.Text("name", one => one.Name), EventRow<ConversionEvent>.Number("value", "numeric", one => one.Value),
        EventRow<ConversionEvent>.Text("currency", one => one.Currency), EventRow<ConversionEvent>.Text("model", one => one.Model), EventRow<ConversionEvent>.Text("feature", one => one.Feature));

    private static readonly EventRow<DeploymentEvent> Deployments = new("deployment",
        EventRow<DeploymentEvent>.Text("version", one => one.Version), EventRow<DeploymentEvent>.Text("environment", one => one.Environment),
        EventRow<DeploymentEvent>.Text("by_name", one => one.By), EventRow<DeploymentEvent>.Text("status", one => one.Status), EventRow<DeploymentEvent>.Text("commit_id", one => one.Commit));

    /// <returns>Of each batch how many were new; the rest had been taken before, or were twice among them.</returns>
    /// <exception cref="NpgsqlException">Nothing was kept.</exception>
    public async Task<IReadOnlyList<int>> AddAsync(IReadOnlyList<IReadOnlyList<PortalEvent>> batches, CancellationToken cancellationToken)
    {
        // In one order, so that transactions which share events wait for each other and seldom deadlock.
        var distinct = batches.Select(batch => batch.DistinctBy(one => (one.Day, one.Service, one.Id))
            .OrderBy(one => one.Day).ThenBy(one => one.Service, StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal).ToArray()).ToArray();
        await days.EnsureAsync(distinct.SelectMany(batch => batch).Select(one => one.Day).Distinct(), cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        await using var statements = new NpgsqlBatch(connection, transaction);
        var ofBatch = new List<int>();
        for (var index = 0; index < distinct.Length; index++)
        {
            NpgsqlBatchCommand?[] kinds = [
                Usage.Command(distinct[index], now), Feedback.Command(distinct[index], now), Errors.Command(distinct[index], now),
                Conversions.Command(distinct[index], now), Deployments.Command(distinct[index], now)];
            foreach (var command in kinds.OfType<NpgsqlBatchCommand>())
            {
                statements.BatchCommands.Add(command);
                ofBatch.Add(index);
            }
        }
        var added = new int[distinct.Length];
        if (ofBatch.Count == 0)
            return added;
        if (LateDays(distinct, UtcSpan.DayOf(now)) is { } late)
            statements.BatchCommands.Add(late);
        await statements.ExecuteNonQueryAsync(cancellationToken);
        for (var index = 0; index < ofBatch.Count; index++)
            added[ofBatch[index]] += (int)statements.BatchCommands[index].RecordsAffected;
        await ChangeFeed.NotifyAsync(
            connection, transaction, DeploymentsTopic, [.. distinct.SelectMany(batch => batch).OfType<DeploymentEvent>().Select(one => one.Service).Distinct(StringComparer.Ordinal)]);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>
    /// Notes days before today that get events: their figures are read again. The row is written each time, so that who takes it
    /// away waits for this transaction and then sees its events.
    /// </summary>
    private static NpgsqlBatchCommand? LateDays(IEnumerable<PortalEvent[]> batches, DateOnly today)
    {
        var late = batches.SelectMany(batch => batch).Where(one => one.Day < today).Select(one => (one.Service, one.Day)).Distinct().Order().ToArray();
        if (late.Length == 0)
            return null;
        return new NpgsqlBatchCommand(
            """
            INSERT INTO event_late_days (service, day, marks) SELECT *, 1 FROM unnest($1::text[], $2::date[])
            ON CONFLICT (service, day) DO UPDATE SET marks = event_late_days.marks + 1
            """)
        {
            Parameters = { new() { Value = Array.ConvertAll(late, one => one.Service) }, new() { Value = Array.ConvertAll(late, one => one.Day) } },
        };
    }
}
