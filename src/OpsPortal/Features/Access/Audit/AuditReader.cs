using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Audit;

/// <summary>Which rows of the audit log are asked for; empty words filter nothing.</summary>
/// <param name="Actor">Part of the actor's name.</param>
/// <param name="Action">The beginning of the action: <c>user.</c>, <c>incident.acknowledge</c>.</param>
/// <param name="Subject">Part of the subject.</param>
/// <param name="Since">Not older than this.</param>
public sealed record AuditFilter(string? Actor = null, string? Action = null, string? Subject = null, DateTimeOffset? Since = null);

/// <summary>Reads the audit log, and checks its chain.</summary>
public sealed class AuditReader(NpgsqlDataSource database)
{
    private const string Columns = "id, at, actor_kind, actor_id, actor_name, address, action, subject, detail, previous_hash, hash";

    /// <param name="before">Only rows with a smaller id; null begins with the newest.</param>
    /// <returns>The newest first, at most <paramref name="limit"/>.</returns>
    public async Task<IReadOnlyList<AuditRow>> PageAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<AuditRow>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM audit_log
            WHERE (@actor IS NULL OR strpos(lower(actor_name), @actor) > 0)
              AND (@action IS NULL OR starts_with(action, @action))
              AND (@subject IS NULL OR strpos(lower(subject), @subject) > 0)
              AND (@since::timestamptz IS NULL OR at >= @since)
              AND (@before::bigint IS NULL OR id < @before)
            ORDER BY id DESC LIMIT @limit
            """,
            new
            {
                actor = Word(filter.Actor)?.ToLowerInvariant(), action = Word(filter.Action), subject = Word(filter.Subject)?.ToLowerInvariant(),
                since = filter.Since, before, limit,
            },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>All rows that fit, the newest first, read page by page so that none of them has to be in memory for long.</summary>
    public async IAsyncEnumerable<AuditRow> AllAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? before = null;
        while (true)
        {
            var page = await PageAsync(filter, before, 1000, cancellationToken);
            foreach (var row in page)
                yield return row;
            if (page.Count < 1000)
                yield break;
            before = page[^1].Id;
        }
    }

    /// <summary>Computes every row's hash anew, from the first to the last.</summary>
    public async Task<ChainState> CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var chain = new ChainCheck();
        await foreach (var row in connection.QueryUnbufferedAsync<AuditRow>($"SELECT {Columns} FROM audit_log ORDER BY id").WithCancellation(cancellationToken))
        {
            if (!chain.Take(row))
                break;
        }
        return chain.State;
    }

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
