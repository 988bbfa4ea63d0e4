using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Report;

/// <summary>Where the monthly report is told of.</summary>
public sealed class ReportChannels(NpgsqlDataSource database, INotifications notifications, AuditLog audit, TimeProvider time)
{
    public Task<Outcome<IReadOnlyList<Guid>>> ListAsync(CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<Guid>>(time, async connection =>
            (await connection.QueryAsync<Guid>(new CommandDefinition("SELECT channel FROM report_channels ORDER BY added_at", cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>Whatever is sent to a pager opens an alert there.</summary>
    public static bool CanTake(ChannelName channel) => channel.Kind != "PagerDuty";

    /// <returns>What is wrong in words, or null when it is done.</returns>
    public async Task<string?> ChangeAsync(Actor actor, Guid channel, bool told, CancellationToken cancellationToken)
    {
        var known = await notifications.ChannelsAsync(cancellationToken);
        if (!known.IsOk)
            return known.Reason;
        if (told && known.Value!.All(one => one.Id != channel))
            return "That channel isn't there any more.";
        if (told && !CanTake(known.Value!.First(one => one.Id == channel)))
            return "That channel wakes people; a report is nothing to wake for.";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            told ? "INSERT INTO report_channels (channel, added_at, added_by) VALUES (@channel, @now, @by) ON CONFLICT DO NOTHING" : "DELETE FROM report_channels WHERE channel = @channel",
            new { channel, now = time.GetUtcNow(), by = actor.Name }, transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, told ? "report.subscribe" : "report.unsubscribe", "channel:" + channel, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Tells the channels of a month that weren't told of it yet, each once however often it is asked.</summary>
    /// <param name="compose">Makes the message when there is somebody to tell.</param>
    /// <returns>How many were told.</returns>
    public async Task<int> TellAsync(DateOnly month, Func<Task<Announcement>> compose, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var waiting = (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            INSERT INTO report_tellings (month, channel, told_at) SELECT @month, channel, @now FROM report_channels ORDER BY channel ON CONFLICT DO NOTHING RETURNING channel
            """, new { month, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken))).AsList();
        if (waiting.Count == 0)
            return 0;
        var notice = await compose();
        var told = 0;
        foreach (var channel in waiting)
            told += await notifications.TellChannelAsync(connection, transaction, channel, notice with { Key = $"{notice.Key}:{channel}" }, cancellationToken) is null ? 0 : 1;
        await transaction.CommitAsync(cancellationToken);
        return told;
    }
}
