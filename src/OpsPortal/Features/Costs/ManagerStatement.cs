using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs;

/// <summary>What a manager says of something computed: the statement, its entry of the audit log and the word to every page are one transaction.</summary>
/// <param name="Action">The audit log's verb: <c>cost.anomaly.settle</c>.</param>
/// <param name="Subject">What it is said of, in the audit log.</param>
/// <param name="Topic">The change feed's, with its key.</param>
internal sealed record ManagerStatement(string Action, string Subject, string Why, string Topic, string Key)
{
    /// <param name="sql">May use <c>@now</c>, <c>@by</c> and <c>@why</c> beside its own parameters.</param>
    public async Task WriteAsync(NpgsqlDataSource database, AuditLog audit, TimeProvider time, Actor actor, string sql, object parameters, CancellationToken cancellationToken)
    {
        var all = new DynamicParameters(parameters);
        all.AddDynamicParams(new { now = time.GetUtcNow(), by = actor.Name, why = Why });
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, all, transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, Action, Subject, new { why = Why }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, Key);
        await transaction.CommitAsync(cancellationToken);
    }
}
